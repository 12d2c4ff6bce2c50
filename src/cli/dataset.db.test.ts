import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../database/testing/database.ts';
import { readResult } from '../report/result-file.ts';
import { BenchProcess, bench } from './testing/bench-process.ts';
import { contents } from './testing/contents.ts';
import { createLoadedDatabase, loadedScale } from './testing/loaded-database.ts';

/** What the harness promises of a user's data and of its own, with the program as people start it. */

const folder = mkdtempSync(join(tmpdir(), 'bench-dataset-'));
let loaded: TestDatabase;

beforeAll(async () => {
  loaded = await createLoadedDatabase();
});

afterAll(async () => {
  await loaded.drop();
  rmSync(folder, { recursive: true });
});

/** A query that keeps its clients busy, and the machine not. */
const slow = join(folder, 'slow.sql');
writeFileSync(slow, 'SELECT pg_sleep(0.05) FROM follows LIMIT 1');

/** Waits until the clients of a run of {@link slow} are at work; not those that a killed one has left for a moment. */
async function measuring({ pid }: BenchProcess): Promise<void> {
  const busySql = `
    SELECT count(*)::int AS clients
    FROM pg_stat_activity AS holder
    JOIN pg_stat_activity AS client ON client.datname = holder.datname AND client.backend_start > holder.backend_start
    WHERE holder.datname = current_database() AND holder.application_name = 'bench run slow (pid ${pid})'
      AND client.application_name = 'bench' AND client.state = 'active' AND client.query LIKE '%follows%'`;
  await expect
    .poll(async () => (await loaded.query(busySql))[0].clients, { interval: 20, timeout: 20_000 })
    .toBeGreaterThan(3);
}

/** Everything in the catalogue that a command could have changed. */
const catalogueSql = `
  SELECT 'relation ' || oid || relname AS object FROM pg_class WHERE relnamespace <> 'pg_toast'::regnamespace
  UNION ALL SELECT 'function ' || oid || proname FROM pg_proc UNION ALL SELECT 'type ' || oid || typname FROM pg_type
  UNION ALL SELECT 'schema ' || oid || nspname FROM pg_namespace WHERE nspname !~ '^pg_(toast_)?temp'
  UNION ALL SELECT 'extension ' || oid || extname FROM pg_extension
  UNION ALL SELECT 'attribute ' || attrelid || attname FROM pg_attribute
  ORDER BY 1`;

it.each([
  ['CREATE TABLE t (a int)', 'table public.t'],
  ['SELECT lo_create(4711)', 'large object "4711"'],
])('refuses a database with %s, and leaves it alone', async (sql, found) => {
  const database = await createTestDatabase();
  await database.query(sql);
  const before = await database.query(catalogueSql);
  for (const command of sql.startsWith('CREATE TABLE') ? ['load', 'run post'] : ['load']) {
    const { exitCode, stdout, stderr } = await bench(
      ...command.split(' '),
      ...loadedScale,
      '--url',
      database.url,
    );
    expect(stderr).toContain(
      `is not empty and not the harness's own: it has ${found}\n  nothing was changed`,
    );
    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' });
  }
  expect(await database.query(catalogueSql)).toEqual(before);
  await database.drop();
});

it('takes a database for empty that has nothing but extensions', async () => {
  const database = await createTestDatabase();
  await database.query(`CREATE SCHEMA extensions; CREATE EXTENSION hstore SCHEMA extensions; CREATE EXTENSION tablefunc;
     CREATE EXTENSION citext; CREATE EXTENSION pg_stat_statements; CREATE EXTENSION postgres_fdw`);
  expect(await bench('load', '--scale', '100', '--url', database.url)).toMatchObject({ exitCode: 0 });
  await database.drop();
});

it('refuses to take other rows for those asked for, and names the difference', async () => {
  const { exitCode, stderr } = await bench('load', '--scale', '10', '--seed', '7', '--url', loaded.url);
  expect(stderr).toContain('holds another dataset: seed 42, not 7; users 1000, not 10\n');
  expect(exitCode).toBe(3);
});

it('goes on where Ctrl-C and kill -9 stopped it, to the same dataset', async () => {
  const database = await createTestDatabase();
  const command = ['load', ...loadedScale, '--url', database.url];
  const interrupted = new BenchProcess(command);
  const begun = () => database.query(`SELECT to_regclass('bench_harness.dataset') IS NOT NULL AS marked`);
  await expect.poll(begun, { interval: 20, timeout: 10_000 }).toEqual([{ marked: true }]);
  const startedAt = performance.now();
  interrupted.kill('SIGINT');
  expect(await interrupted.ended()).toMatchObject({ exitCode: 130, stderr: 'bench: interrupted\n' });
  expect(performance.now() - startedAt).toBeLessThan(3000);
  for (const afterMs of [400, 600, 800]) {
    const killed = new BenchProcess(command);
    await sleep(afterMs);
    killed.kill('SIGKILL');
    await killed.ended();
  }
  expect(await bench(...command)).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('ready') });
  expect(await contents(database)).toEqual(await contents(loaded));
  await database.drop();
});

it('says so when the server cuts its connection, and goes on afterwards', async () => {
  const database = await createTestDatabase();
  const command = ['load', '--scale', '2500', '--url', database.url];
  const cut = new BenchProcess(command);
  const cutSql = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'bench' AND query LIKE 'COPY%'`;
  await expect.poll(() => database.query(cutSql), { interval: 20, timeout: 10_000 }).not.toEqual([]);
  const { exitCode, stderr } = await cut.ended();
  expect(stderr).toMatch(/bench: cannot fill .*: (the server was shut down|the connection was cut)/);
  expect(exitCode).toBe(3);
  expect(await bench(...command)).toMatchObject({ exitCode: 0 });
  await database.drop();
});

it.each(['SIGINT', 'SIGTERM'] as const)(
  'ends a run on %s within 3 s, with a result that says so',
  async (signal) => {
    const output = join(folder, signal);
    const args = [
      ...loadedScale,
      '--url',
      loaded.url,
      '--output',
      output,
      '--warmup',
      '0',
      '--duration',
      '60s',
    ];
    const running = new BenchProcess(['run', slow, ...args]);
    await measuring(running);
    const startedAt = performance.now();
    running.kill(signal);
    const { exitCode, stdout } = await running.ended();
    expect(performance.now() - startedAt).toBeLessThan(3000);
    expect(exitCode).toBe(130);
    expect(stdout).toContain('INTERRUPTED after');
    expect(readResult(readdirSync(output)[0]!, output)).toMatchObject({ status: 'interrupted' });
  },
);

it('leaves no half of a result when killed', async () => {
  const output = join(folder, 'killed');
  const args = [
    ...loadedScale,
    '--url',
    loaded.url,
    '--output',
    output,
    '--warmup',
    '0',
    '--duration',
    '60s',
  ];
  const running = new BenchProcess(['run', slow, ...args]);
  await measuring(running);
  running.kill('SIGKILL');
  await running.ended();
  expect(readdirSync(output)).toEqual([]);
});

it('lets a second command wait for the first', async () => {
  const args = [...loadedScale, '--url', loaded.url, '--warmup', '0'];
  const first = new BenchProcess(['run', slow, ...args, '--output', join(folder, '1'), '--duration', '60s']);
  await measuring(first);
  const second = new BenchProcess([
    'run',
    'post',
    ...args,
    '--output',
    join(folder, '2'),
    '--duration',
    '200ms',
  ]);
  await expect
    .poll(() => second.stderr, { timeout: 20_000 })
    .toBe(`waiting for bench run slow (pid ${first.pid}) to finish\n`);
  first.kill('SIGINT');
  expect([(await first.ended()).exitCode, (await second.ended()).exitCode]).toEqual([130, 0]);
  const [one, two] = ['1', '2'].map((name) =>
    readResult(readdirSync(join(folder, name))[0]!, join(folder, name)),
  );
  expect(Date.parse(two!.endedAt)).toBeGreaterThan(Date.parse(one!.endedAt));
});
