import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../database/testing/database.ts';
import type { Counters } from '../report/query-result.ts';
import type { Result } from '../report/result.ts';
import { bench } from './testing/bench-process.ts';
import { createLoadedDatabase, loadedScale } from './testing/loaded-database.ts';
import { attempt } from './testing/refusal.ts';

/** `bench run` as people start it, beyond the plain scenario: open load, mixes, writes, files of their own. */

const folder = mkdtempSync(join(tmpdir(), 'bench-run-'));
const short = ['--warmup', '100ms', '--duration', '500ms', '--clients', '2'];
let loaded: TestDatabase;
let foreign: TestDatabase;

beforeAll(async () => {
  loaded = await createLoadedDatabase();
  foreign = await createTestDatabase();
  await foreign.query('CREATE TABLE orders AS SELECT id, id % 7 AS shop FROM generate_series(1, 1000) AS id');
});

afterAll(async () => {
  await bench('clean', '--url', loaded.url);
  await loaded.drop();
  await foreign.drop();
  rmSync(folder, { recursive: true });
});

/** Runs, and reads the result. A machine busy with other tests may make the client late: then it is invalid. */
async function run(...args: string[]): Promise<Result> {
  const { exitCode, stdout, stderr } = await bench('run', ...args, '--json', '--output', folder);
  expect([0, 4], stderr).toContain(exitCode);
  const result = JSON.parse(stdout) as Result;
  expect(result.status === 'complete' ? 0 : 4).toBe(exitCode);
  for (const { counters, strata } of result.queries) {
    expectIdentity(counters);
    for (const stratum of strata) expectIdentity(stratum.counters);
  }
  expectIdentity(result.counters);
  return result;
}

function expectIdentity({ scheduled, succeeded, failed, timedOut, censored, skipped }: Counters): void {
  expect(succeeded + failed + timedOut + censored + skipped).toBe(scheduled);
}

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

it('offers an open load as scheduled, and tells response from service time', async () => {
  const stages = '100/s:500ms,100/s-300/s:500ms';
  const args = [
    'post',
    ...loadedScale,
    '--url',
    loaded.url,
    '--warmup',
    '200ms',
    '--stages',
    stages,
    '--threads',
    '2',
  ];
  const [first, second] = [await run(...args), await run(...args)];
  expect(first.load).toMatchObject({ kind: 'open', threads: 2, offeredPerSecond: 150, arrival: 'poisson' });
  expect(first.counters.scheduled).toBe(second.counters.scheduled);
  expect(first.counters.scheduled).toBeGreaterThan(100);
  expect(first.latency.kind).toBe('response time');
  expect(first.queries[0]!.serviceTime!.meanNs!).toBeLessThan(first.latency.meanNs!);
  expect(first.client.dispatchLag).not.toBeNull();
});

it('ends an open load that the server cannot keep up with', async () => {
  const slow = file('slow.sql', 'SELECT pg_sleep(0.05)');
  const result = await run(
    slow,
    '--url',
    foreign.url,
    // Ten seconds of arrivals may wait, of which a quarter come in the first.
    '--stages',
    '4000/s:1s,200/s:29s',
    '--warmup',
    '0s',
  );
  expect(result.status).toBe('overloaded');
  expect(result.reasons[0]!.text).toMatch(/^offered [\d,.]+\/s, achieved [\d,.]+\/s, backlog 3,[23]\d{2}$/);
  expect(result.load.measuredMs).toBeLessThan(29_000);
});

it('runs a mix with writes whose counts add up, and brings the loaded state back', async () => {
  const url = ['--url', loaded.url];
  const mix =
    'post=5,like=30,unlike=10,comment=10,publish=10,follow=10,unfollow=5,message=10,read-messages=10';
  const result = await run(mix, ...loadedScale, ...url, ...short);
  expect(result.counters.failed).toBe(0);
  expect(result.queries.map(({ scenario }) => scenario)).toHaveLength(9);
  const written = new Map(result.writes!.tables.map((table) => [table.table, table]));
  expect(written.get('posts')!.inserted).toBeGreaterThan(0);
  expect(written.get('likes')!.deleted).toBeGreaterThan(0);

  const again = await run('like', ...loadedScale, ...url, ...short, '--seed', '42');
  expect(again.writes!.runNumber).toBe(result.writes!.runNumber + 1);
  expect(again.warnings.map(({ text }) => text)).toContainEqual(
    expect.stringContaining('written to by 1 run'),
  );

  const invariants = await bench('verify', '--invariants', ...loadedScale, ...url);
  expect(invariants, invariants.stdout).toMatchObject({ exitCode: 0 });
  expect((await bench('verify', '--sample', ...loadedScale, ...url)).exitCode).toBe(3);
  expect(await bench('load', '--restore', ...loadedScale, ...url)).toMatchObject({ exitCode: 0 });
  expect((await bench('verify', ...loadedScale, ...url)).exitCode).toBe(0);
});

it('runs a file of the user on a database of the user, and leaves it alone', async () => {
  const path = file(
    'orders.sql',
    `-- @param id, shop from (SELECT id, shop FROM orders WHERE id <= 100)
     -- @param low uniform 1 10
     SELECT count(*) FROM orders WHERE id = :id AND shop = :shop AND id >= :low - 10`,
  );
  const result = await run(path, '--url', foreign.url, ...short, '--slowest');
  expect(result.dataset).toBeNull();
  expect(result.queries[0]!.rows.perOperation).toBe(1);
  const { parameters, statement } = result.queries[0]!.slowest[0]!;
  expect(Number(parameters.shop)).toBe(Number(parameters.id) % 7);
  expect(await foreign.query(statement.replace(/;$/, ''))).toEqual([{ count: '1' }]);
  expect(await foreign.query(`SELECT to_regnamespace('bench_harness') AS found`)).toEqual([{ found: null }]);
});

it('writes to a database of the user only when the file says so', async () => {
  const insert = '-- @param shop uniform 100 110\nINSERT INTO orders SELECT 5000, :shop';
  const refused = await bench('run', file('insert.sql', insert), '--url', foreign.url, ...short);
  expect(refused.exitCode).toBe(2);
  const result = await run(file('writes.sql', `-- @writes\n${insert}`), '--url', foreign.url, ...short);
  const [{ rows }] = await foreign.query('SELECT count(*)::int AS rows FROM orders WHERE id = 5000');
  expect(rows).toBeGreaterThanOrEqual(result.counters.succeeded);
  expect(result.counters.succeeded).toBeGreaterThan(0);
});

it('draws from the values it is given, and explains the slowest', async () => {
  const args = ['followers', ...loadedScale, '--url', loaded.url, ...short];
  const [{ username }] = await loaded.query('SELECT username FROM users ORDER BY created_at LIMIT 1');
  const result = await run(...args, '--params', `username=${username},nobody`, '--explain-slow', '2');
  const values = new Set(result.queries[0]!.slowest.map(({ parameters }) => parameters.username));
  expect([...values].every((value) => value === username || value === 'nobody')).toBe(true);
  const explained = result.queries[0]!.slowest.filter(({ explain }) => explain !== null);
  expect(explained).toHaveLength(2);
  expect(explained[0]!.explain).toMatch(/actual rows|actual time/);
});

it('plans as it is told', async () => {
  const args = ['post', ...loadedScale, '--url', loaded.url, ...short];
  const custom = await run(...args, '--plan-mode', 'custom');
  expect(custom.queries[0]!.plans).toMatchObject({ generic: 0, custom: expect.any(Number) });
  const generic = await run(...args, '--plan-mode', 'generic');
  expect(generic.queries[0]!.plans.custom).toBe(0);
  expect(generic.queries[0]!.plans.generic).toBeGreaterThanOrEqual(generic.counters.succeeded);
});

it.each([
  [['post', '--rate', '5/s', '--stages', '5/s:1s'], /--rate does not go with --stages/],
  [['post', '--stages', '5/s:1s', '--duration', '1s'], /--duration does not go with --stages/],
  [['post', '--rate', '5/s', '--think-time', '1s'], /--think-time does not go with an open load/],
  [['post', '--arrival', 'constant'], /--arrival constant needs an open load/],
  [['post', '--rate', '0/s'], /invalid value "0\/s" of --rate/],
  [['post', '--rate', 'fast'], /500\/s/],
  [['post', '--stages', '5/s'], /"5\/s" is no stage/],
  [['post', '--stages', '0/s:1s'], /nothing would be sent/],
  [['post', '--params', 'idd=1'], /unknown parameter "idd"/],
  [['post=1,post=2'], /post comes twice/],
  [['post=0'], /weight 0 of post/],
  [['post=1,fed=2'], /unknown scenario "fed"/],
  [['post', '--plan-mode', 'lazy'], /custom/],
  [['post', '--threads', '0'], /whole number from 1 to 64/],
])('refuses %j', async (args, message) => {
  const { exitCode, stderr } = await attempt('run', ...args);
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/^\s+at /m);
});
