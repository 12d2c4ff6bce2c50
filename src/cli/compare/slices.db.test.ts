import { afterAll, beforeAll, expect, it } from 'vitest';
import { pauseAutovacuum } from '../../database/autovacuum.ts';
import { connect } from '../../database/connect.ts';
import { toPortable } from '../../database/portable-config.ts';
import { readServerWork, sumOfWork, workBetween } from '../../database/server-work.ts';
import { createTestDatabase, type TestDatabase } from '../../database/testing/database.ts';
import { parseQuery } from '../../scenario/parser.ts';
import { pairOfSlices } from './slices-pair.ts';
import { SlicesWork } from './slices-work.ts';
import type { SliceArm, SlicesTask } from './task.ts';

/** Paired slices on a real server, without the thread around them. */

let databases: [TestDatabase, TestDatabase];
const { signal } = new AbortController();

beforeAll(async () => {
  databases = [await createTestDatabase(), await createTestDatabase()];
  for (const database of databases) {
    await database.query(
      `CREATE TABLE item WITH (fillfactor = 50) AS SELECT n AS id, 0 AS stock, 0 AS place FROM generate_series(1, 1000) AS n`,
    );
    await database.query('ALTER TABLE item ADD PRIMARY KEY (id)');
    await database.query('CREATE TABLE sale (item int NOT NULL, stock int NOT NULL)');
  }
  // Here no update is heap-only.
  await databases[1].query('CREATE INDEX ON item (stock)');
});

afterAll(async () => {
  for (const database of databases) await database.drop();
});

const sell = `-- A sale.
-- @writes
-- @param item uniform 1 1000
-- @param stock uniform 1 1000000
UPDATE item SET stock = :stock WHERE id = :item;
INSERT INTO sale (item, stock) VALUES (:item, :stock);`;
const look = `-- An item.\n-- @param item uniform 1 1000\nSELECT * FROM item WHERE id = :item;`;

function arm(database: TestDatabase, weights: { sell: number; look: number }): SliceArm {
  const part = (scenario: string, source: string, weight: number) => ({
    query: parseQuery(source, { scenario, name: 'baseline', file: `${scenario}.sql` }),
    weight,
    lists: new Map(),
  });
  return {
    connection: toPortable(database.config),
    address: 'the test server',
    settings: {},
    world: undefined,
    parts: [part('sell', sell, weights.sell), part('look', look, weights.look)],
    runNumber: 0,
  };
}

function taskOf(weights: { sell: number; look: number }): SlicesTask {
  return {
    baseline: arm(databases[0], weights),
    contender: arm(databases[1], weights),
    clients: 2,
    seed: 1,
    statementTimeoutMs: 5000,
    warmupMs: 50,
    planMode: 'auto',
    size: { sliceMs: 300, dropShare: 0.1, leastOperations: 50, limitMs: 5000 },
  };
}

it('measures both arms, and what the server did for each', async () => {
  const task = taskOf({ sell: 3, look: 1 });
  const work = await SlicesWork.open(task);
  const clients = await Promise.all(databases.map(({ config }) => connect(config, 'the test server')));
  try {
    await work.warm(0, signal);
    await work.warm(1, signal);
    const measure = async (which: 0 | 1) => {
      const before = await readServerWork(clients[which]!);
      const slice = await work.run({ arm: which, turn: 0, turns: 1 }, signal);
      return { slice: slice!, work: workBetween(before, await readServerWork(clients[which]!)) };
    };
    const [baseline, contender] = [await measure(0), await measure(1)];
    const pair = pairOfSlices(baseline, contender, false, 2);
    for (const { executed, operations, throughputPerSecond, work: done, p95 } of [
      pair.baseline,
      pair.contender,
    ]) {
      // What was dropped of the slice was executed all the same.
      expect(executed).toBeGreaterThan(operations);
      expect(throughputPerSecond).toBeGreaterThan(0);
      expect(p95!.ns).toBeGreaterThan(0);
      // Every sale is an update and an insertion, and three in four operations are sales.
      expect(done!.inserted).toBe(done!.updated);
      expect(done!.inserted / executed).toBeGreaterThan(0.5);
      expect(done!.inserted / executed).toBeLessThan(0.95);
      expect(done!.deleted).toBe(0);
      expect(done!.walBytes! / done!.inserted).toBeGreaterThan(100);
      expect(done!.walRecords! / done!.inserted).toBeGreaterThanOrEqual(2);
    }
    expect(pair.baseline.work!.hotUpdated / pair.baseline.work!.updated).toBeGreaterThan(0.5);
    expect(pair.contender.work!.hotUpdated).toBe(0);
    expect(pair.parts.map(({ p50 }) => p50 === null)).toEqual([false, false]);
    expect(pair.throughput!.low).toBe(pair.throughput!.high);

    const { end, records, plans } = await work.result(0);
    expect(end).toBeUndefined();
    expect(records.map(({ clientsLost, reconnects }) => [clientsLost, reconnects])).toEqual([
      [0, 0],
      [0, 0],
    ]);
    expect(plans[0].every(({ generic, custom }) => generic + custom > 0)).toBe(true);
  } finally {
    await work.close();
    await Promise.all(clients.map((client) => client.end()));
  }
});

it('begins both turns of a number at the same parameters, and each number at others', async () => {
  for (const database of databases) await database.query('TRUNCATE sale');
  const work = await SlicesWork.open(taskOf({ sell: 1000, look: 0.001 }));
  try {
    const sold = async (database: TestDatabase) => {
      const rows = await database.query('SELECT item || $$ $$ || stock AS sale FROM sale');
      await database.query('TRUNCATE sale');
      return new Set(rows.map(({ sale }) => sale as string));
    };
    await work.run({ arm: 0, turn: 0, turns: 2 }, signal);
    await work.run({ arm: 1, turn: 0, turns: 2 }, signal);
    const [first, second] = [await sold(databases[0]), await sold(databases[1])];
    const [shorter, longer] = first.size < second.size ? [first, second] : [second, first];
    const shared = [...shorter].filter((sale) => longer.has(sale)).length;
    // Clients get on at different speeds.
    expect(shared).toBeGreaterThan(shorter.size * 0.5);
    await work.run({ arm: 0, turn: 1, turns: 2 }, signal);
    const next = await sold(databases[0]);
    expect([...next].filter((sale) => first.has(sale)).length).toBeLessThan(next.size * 0.01);
  } finally {
    await work.close();
  }
});

it('keeps autovacuum from the tables that it may have, and gives them back', async () => {
  const [database] = databases;
  const client = await connect(database.config, 'the test server');
  try {
    await client.query('CREATE TABLE quiet (id int) WITH (autovacuum_enabled = false)');
    await client.query('CREATE TABLE parted (id int) PARTITION BY RANGE (id)');
    await client.query('CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (0) TO (10)');
    const options = async () => {
      const { rows } = await client.query(
        `SELECT relname AS name, reloptions::text AS options FROM pg_class
         WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') ORDER BY relname`,
      );
      return Object.fromEntries(rows.map(({ name, options }) => [name, options]));
    };
    const before = await options();
    const resume = await pauseAutovacuum(client, 1000);
    expect(await options()).toEqual({
      item: '{fillfactor=50,autovacuum_enabled=false}',
      parted: null,
      parted_1: '{autovacuum_enabled=false}',
      quiet: '{autovacuum_enabled=false}',
      sale: '{autovacuum_enabled=false}',
    });
    await resume();
    expect(await options()).toEqual(before);
    await client.query('DROP TABLE quiet, parted');
  } finally {
    await client.end();
  }
});

it('cannot tell what was done when the counters began anew', () => {
  const reading = {
    walRecords: 10,
    walBytes: 1000,
    fullPageImages: null,
    inserted: 5,
    updated: 4,
    hotUpdated: 3,
    deleted: 2,
    checkpoints: 1,
    resets: 'a',
  };
  expect(workBetween(reading, { ...reading, inserted: 7, walBytes: 1500 })).toEqual({
    walRecords: 0,
    walBytes: 500,
    fullPageImages: null,
    inserted: 2,
    updated: 0,
    hotUpdated: 0,
    deleted: 0,
    checkpoints: 0,
  });
  expect(workBetween(reading, { ...reading, resets: 'b' })).toBeNull();
});

it('adds up what was done turn by turn, as far as it is known', () => {
  const work = {
    walRecords: 10,
    walBytes: 1000,
    fullPageImages: 3,
    inserted: 5,
    updated: 4,
    hotUpdated: 3,
    deleted: 2,
    checkpoints: 1,
  };
  expect(sumOfWork([work, { ...work, walBytes: 500, inserted: 0 }])).toEqual({
    walRecords: 20,
    walBytes: 1500,
    fullPageImages: 6,
    inserted: 5,
    updated: 8,
    hotUpdated: 6,
    deleted: 4,
    checkpoints: 2,
  });
  expect(sumOfWork([work, { ...work, walBytes: null }])).toMatchObject({ walBytes: null, walRecords: 20 });
  expect(sumOfWork([work, null])).toBeNull();
});
