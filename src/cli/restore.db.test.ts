import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { exitCodes } from '../core/errors.ts';
import { queryOnce } from '../database/testing/clients.ts';
import { createTestDatabase, type TestDatabase, testConfig } from '../database/testing/database.ts';
import { beginWriteRun, countWriteRuns } from '../database/write-ledger.ts';
import { createFilledDatabase } from '../generator/testing/filled-database.ts';
import { defaultProfile } from '../population/profile.ts';
import { World } from '../population/world.ts';
import { clean } from './commands/clean.ts';
import { load } from './commands/load.ts';
import { verify } from './commands/verify.ts';
import { ensureDataset, identityOf } from './dataset.ts';
import { existingDataset } from './existing-dataset.ts';
import { checkRoomForCopy, ensurePristineCopy } from './pristine-copy.ts';
import { ProgressLine } from './progress-line.ts';
import { ServerHold } from './server-hold.ts';
import { contents } from './testing/contents.ts';

/** Writing to a dataset and bringing it back, on a server of the user's own. */

const request = { seed: 7, scale: { name: '300', users: 300 }, keys: 'uuidv4' as const };
const datasetRequest = { ...request, profile: defaultProfile };
const { signal } = new AbortController();
let filled: TestDatabase;
let database: TestDatabase;

beforeAll(async () => {
  filled = await createFilledDatabase(new World({ seed: request.seed, users: request.scale.users }));
  const identity = JSON.stringify(identityOf(datasetRequest));
  await filled.query(`UPDATE bench_harness.dataset SET identity = '${identity}'`);
  return () => filled.drop();
});

beforeEach(async () => {
  database = await createTestDatabase({ template: filled.name });
});

afterEach(() => database.drop());

/** What a command prints on stdout. */
async function said(command: () => Promise<void>): Promise<string> {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    await command();
    return write.mock.calls.map(([text]) => text).join('');
  } finally {
    write.mockRestore();
  }
}

const restore = () => said(() => load({ ...request, url: database.url, restore: true }, signal));

const quietLine = () => new ProgressLine({ write: () => true } as unknown as NodeJS.WriteStream);

function take(command = 'run like'): Promise<ServerHold> {
  return ServerHold.take({ url: database.url, command, onWait: () => {}, signal });
}

/** As a run that writes does: the copy, the ledger, the writes. */
async function writeAsRun(): Promise<void> {
  const hold = await take();
  try {
    const dataset = await existingDataset(hold.server, datasetRequest);
    await ensurePristineCopy(hold, dataset, quietLine(), signal);
    const client = await database.connect();
    await beginWriteRun(client, { scenario: 'like', startedAt: new Date() });
    await client.query(
      'DELETE FROM likes; UPDATE posts SET content = content || content; DELETE FROM follows',
    );
    await client.end();
  } finally {
    await hold.release();
  }
}

/** Commands that wait for the database. */
async function waiting(): Promise<number> {
  const sql = `SELECT FROM pg_stat_activity WHERE datname = $1 AND wait_event = 'advisory'`;
  // Asked from outside: a connection to the database would be in the way.
  return (await queryOnce(testConfig(), sql, [database.name])).length;
}

it('brings back every row, key and index, as often as it is written to', async () => {
  const loaded = await contents(database);
  for (const _ of [1, 2]) {
    await writeAsRun();
    await writeAsRun();
    expect(await contents(database)).not.toEqual(loaded);
    expect(await database.beside()).toEqual([`${database.name}_loaded`]);
    expect(await restore()).toMatch(
      /^300 in .* is as loaded again, in [\d.]+ m?s: what 2 runs have written is gone\n$/,
    );
    expect(await contents(database)).toEqual(loaded);
    expect(await database.beside()).toEqual([]);
    expect(await database.query(`SELECT to_regclass('bench_harness.write_run') AS ledger`)).toEqual([
      { ledger: null },
    ]);
  }
  expect(await restore()).toMatch(/^nothing to restore: no run has written to 300 in /);
});

it('tells that a dataset was written to', async () => {
  await writeAsRun();
  await writeAsRun();
  const hold = await take('run feed');
  const dataset = await ensureDataset(hold.server, datasetRequest, quietLine(), signal);
  await hold.release();
  expect(dataset.writeRuns).toBe(2);
  const loaded = await said(() => load({ ...request, url: database.url }, signal));
  expect(loaded).toMatch(
    /^300 was ready already in .*; 2 runs have written to it since: bench load --restore brings/,
  );
});

it('says before the differences that runs have written, and judges by invariants on demand', async () => {
  await writeAsRun();
  const options = { ...request, url: database.url };
  const compared = await said(() => verify({ ...options, invariants: true }, signal));
  expect(process.exitCode).toBe(undefined);
  expect(compared).toMatch(/ is 300 \(seed 7, uuidv4 keys\), written to by 1 run, and holds together/);
  expect(compared).toMatch(/unknown: run 1 \(like, .*\) ended without saying/);
  await database.query('ALTER TABLE blocks DROP CONSTRAINT blocks_pkey');
  expect(await said(() => verify({ ...options, invariants: true }, signal))).toMatch(
    /does not hold together.*\n\nSchema\n {2}The constraint blocks_pkey of table blocks is missing/,
  );
  expect(process.exitCode).toBe(exitCodes.environment);
  process.exitCode = undefined;
});

it('cleans up after a restore that was killed, at the next command', async () => {
  await writeAsRun();
  await queryOnce(
    testConfig(),
    `BEGIN;
     ALTER DATABASE "${database.name}" RENAME TO "${database.name}_discarded";
     ALTER DATABASE "${database.name}_loaded" RENAME TO "${database.name}";
     COMMENT ON DATABASE "${database.name}_discarded" IS 'Kept by the benchmark harness "bench": replaced';
     COMMIT`,
  );
  await queryOnce(testConfig(), `CREATE DATABASE "${database.name}_copying" TEMPLATE "${filled.name}"`);
  expect(await database.beside()).toEqual([`${database.name}_copying`, `${database.name}_discarded`]);
  await said(() => load({ ...request, url: database.url }, signal));
  expect(await database.beside()).toEqual([]);
  expect(await contents(database)).toEqual(await contents(filled));
});

it('has no way back without a copy, and says which there is', async () => {
  await database.query('CREATE TABLE probe (a int)');
  const client = await database.connect();
  await beginWriteRun(client, { scenario: 'like', startedAt: new Date() });
  await client.end();
  await expect(restore()).rejects.toMatchObject({
    exitCode: exitCodes.environment,
    message: expect.stringMatching(/^no copy of the loaded state of .* was kept$/),
    next: expect.stringContaining('bench load --fresh'),
  });
  // And none is made of what was written to.
  await writeAsRun();
  expect(await database.beside()).toEqual([]);
});

it('refuses --restore beside what fills', async () => {
  for (const other of [{ fresh: true }, { join: true }, { workers: 2 }]) {
    await expect(
      load({ ...request, url: database.url, restore: true, ...other }, signal),
    ).rejects.toMatchObject({
      exitCode: exitCodes.usage,
    });
  }
  await expect(verify({ ...request, sample: true, invariants: true }, signal)).rejects.toMatchObject({
    exitCode: exitCodes.usage,
  });
});

it('waits for a command that was quicker to take the database, then keeps the copy', async () => {
  const hold = await take();
  const dataset = await existingDataset(hold.server, datasetRequest);
  // It waits, connected, until the first lets go; then the first waits for it, whose connection is in the way.
  const quicker = take('run feed');
  await expect.poll(waiting, { interval: 20 }).toBe(1);
  const kept = ensurePristineCopy(hold, dataset, quietLine(), signal);
  const other = await quicker;
  await expect.poll(waiting, { interval: 20, timeout: 20_000 }).toBe(1);
  await other.release();
  await kept;
  expect(await database.beside()).toEqual([`${database.name}_loaded`]);
  await hold.release();
});

it('removes the copy with the dataset, and with a fresh start', async () => {
  await writeAsRun();
  expect(await said(() => clean({ url: database.url }, signal))).toMatch(
    /^removed the dataset of 300 users, seed 7 from .*, the copy of its loaded state included: .* freed\n$/,
  );
  expect(await database.beside()).toEqual([]);
  expect(await said(() => clean({ url: database.url }, signal))).toMatch(
    /^nothing to remove: .* is empty\n$/,
  );
});

it('leaves another dataset alone', async () => {
  await expect(load({ ...request, seed: 8, url: database.url, restore: true }, signal)).rejects.toThrow(
    'holds another dataset: seed 7, not 8',
  );
  const client = await database.connect();
  expect(await countWriteRuns(client)).toBe(0);
  await client.end();
});

it('knows whether there is room for a copy', () => {
  const mb = 1024 ** 2;
  expect(() => checkRoomForCopy(100 * mb, 164 * mb, '/data')).not.toThrow();
  expect(() => checkRoomForCopy(100 * mb, 163 * mb, '/data')).toThrow(
    /a copy takes 100 MB in \/data, and 163 MB are free/,
  );
});
