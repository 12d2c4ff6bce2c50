import type { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inspectDatabase, writeMarker } from './marker.ts';
import { removeDataset } from './removal.ts';
import { createTestDatabase, type TestDatabase } from './testing/database.ts';
import { beginWriteRun, countWriteRuns, endWriteRun, loadedRows, readLedger } from './write-ledger.ts';

const startedAt = new Date('2026-01-31T09:30:00.000Z');
const identity = {
  seed: 42,
  users: 1000,
  profile: 'default',
  keys: 'uuidv4',
  generatorVersion: 1,
  schema: 'abc',
  fingerprint: 'def',
};

let database: TestDatabase;
let client: Client;

beforeAll(async () => {
  database = await createTestDatabase();
  client = await database.connect();
  await writeMarker(client, identity);
});

afterAll(() => database.drop());

it('is not there before the first run', async () => {
  expect(await countWriteRuns(client)).toBe(0);
  const ledger = await readLedger(client);
  expect({ runs: ledger.runs, openRuns: ledger.openRuns }).toEqual({ runs: 0, openRuns: [] });
  expect(ledger.changeOf('likes')).toEqual({ inserted: 0, updated: 0, deleted: 0, uncertain: 0 });
  const { rows } = await client.query(`SELECT to_regclass('bench_harness.write_run') AS ledger`);
  expect(rows).toEqual([{ ledger: null }]);
});

it('adds up what runs have said, and knows the one that never did', async () => {
  const one = await beginWriteRun(client, { scenario: 'like', startedAt });
  expect(await countWriteRuns(client)).toBe(1);
  await endWriteRun(client, one, {
    tallies: [
      { table: 'likes', inserted: 10, updated: 0, deleted: 3, uncertain: 0 },
      { table: 'posts', inserted: 0, updated: 7, deleted: 0 },
    ],
    uncertain: 2,
  });
  const two = await beginWriteRun(client, { scenario: 'social-reads', startedAt });
  await endWriteRun(client, two, {
    tallies: [{ table: 'likes', inserted: 5, updated: 0, deleted: 0, uncertain: Number.POSITIVE_INFINITY }],
    uncertain: 0,
  });
  expect([one, two]).toEqual([1, 2]);
  const closed = await readLedger(client);
  expect(closed.openRuns).toEqual([]);
  expect(closed.changeOf('likes')).toEqual({ inserted: 15, updated: 0, deleted: 3, uncertain: Infinity });
  expect(closed.changeOf('posts')).toEqual({ inserted: 0, updated: 7, deleted: 0, uncertain: 2 });
  expect(closed.changeOf('shares')).toEqual({ inserted: 0, updated: 0, deleted: 0, uncertain: 0 });
  const three = await beginWriteRun(client, { scenario: 'publish', startedAt });
  expect((await readLedger(client)).openRuns).toEqual([{ number: three, scenario: 'publish', startedAt }]);
  expect(await countWriteRuns(client)).toBe(3);
});

it('never gives a number twice, also after a run that was rolled back', async () => {
  const before = await beginWriteRun(client, { scenario: 'like', startedAt });
  await client.query('BEGIN');
  await beginWriteRun(client, { scenario: 'like', startedAt });
  await client.query('ROLLBACK');
  expect(await beginWriteRun(client, { scenario: 'like', startedAt })).toBe(before + 2);
});

it('notes an end whole or not at all', async () => {
  const run = await beginWriteRun(client, { scenario: 'like', startedAt });
  const twice = { table: 'likes', inserted: 1, updated: 0, deleted: 0 };
  const before = (await readLedger(client)).changeOf('likes');
  await expect(endWriteRun(client, run, { tallies: [twice, twice], uncertain: 0 })).rejects.toThrow(
    'duplicate',
  );
  const ledger = await readLedger(client);
  expect(ledger.openRuns.map(({ number }) => number)).toContain(run);
  expect(ledger.changeOf('likes')).toEqual(before);
});

it('reads the rows of the load from its chunks', async () => {
  await client.query(`
    INSERT INTO bench_harness.chunk (ordinal, table_name, number, first_parent, end_parent, expected_rows, rows)
    VALUES (1, 'likes', 0, 0, 1, 5, 5), (2, 'likes', 1, 1, 2, 5, 4), (3, 'users', 0, 0, 1, 1, NULL)`);
  expect(await loadedRows(client)).toEqual([
    { table: 'likes', rows: 9 },
    { table: 'users', rows: 0 },
  ]);
});

it('leaves the database recognised as ours, and goes with the dataset', async () => {
  expect(await inspectDatabase(client)).toMatchObject({ kind: 'ours' });
  await removeDataset(client, 'here');
  expect(await inspectDatabase(client)).toEqual({ kind: 'empty' });
  expect(await countWriteRuns(client)).toBe(0);
});
