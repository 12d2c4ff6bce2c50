import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../database/testing/database.ts';
import { BenchProcess, bench } from './testing/bench-process.ts';
import { contents } from './testing/contents.ts';

/** Several loaders on one database, and starting over, with the program as people start it. */

const scale = ['--scale', '1500'];
let alone: TestDatabase;

beforeAll(async () => {
  alone = await createTestDatabase();
  expect(await bench('load', ...scale, '--workers', '1', '--url', alone.url)).toMatchObject({ exitCode: 0 });
});

afterAll(() => alone.drop());

it('shares the work among loaders, one of them killed, and makes the same dataset', async () => {
  const database = await createTestDatabase();
  const join = ['load', ...scale, '--join', '--workers', '1', '--url', database.url];
  const killed = new BenchProcess(join);
  const filled = `SELECT count(*)::int AS chunks FROM bench_harness.chunk WHERE rows IS NOT NULL`;
  await expect
    .poll(() => database.query(filled).catch(() => []), { interval: 20, timeout: 10_000 })
    .toEqual([{ chunks: expect.toSatisfy((chunks: number) => chunks > 0) }]);
  const others = [new BenchProcess(join), new BenchProcess(join)];
  killed.kill('SIGKILL');
  await killed.ended();
  // What it had leased is taken by others when the lease is over: here, now.
  await database.query(
    `UPDATE bench_harness.chunk SET leased_until = now() WHERE leased_by LIKE '% ${killed.pid}' AND rows IS NULL`,
  );
  for (const other of others) expect(await other.ended()).toMatchObject({ exitCode: 0 });
  expect(await contents(database)).toEqual(await contents(alone));
  await database.drop();
});

it('lets others join a load, and nobody else work on its database', async () => {
  const database = await createTestDatabase();
  const loader = await database.connect({ application_name: 'bench load (pid 4711)' });
  // What a loader that joined holds, and the others ask for: the key of command-lock.ts.
  await loader.query('SELECT pg_advisory_lock_shared($1, $2)', [0x626e6368, 1]);
  const load = ['load', '--scale', '200', '--url', database.url];
  expect(await bench(...load, '--join')).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('is ready'),
  });
  const waiting = new BenchProcess(load);
  await expect
    .poll(() => waiting.stderr, { timeout: 20_000 })
    .toBe('waiting for bench load (pid 4711) to finish\n');
  await loader.end();
  expect(await waiting.ended()).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('was ready already'),
  });
  await database.drop();
});

it('starts over on request, with other rows', async () => {
  const database = await createTestDatabase();
  const load = (...options: string[]) => bench('load', '--scale', '200', ...options, '--url', database.url);
  expect(await load()).toMatchObject({ exitCode: 0 });
  expect(await load('--seed', '7')).toMatchObject({ exitCode: 3 });
  expect(await load('--seed', '7', '--fresh')).toMatchObject({ exitCode: 0 });
  expect(await database.query(`SELECT identity->>'seed' AS seed FROM bench_harness.dataset`)).toEqual([
    { seed: '7' },
  ]);
  await database.drop();
});

it('refuses to join where that makes no sense', async () => {
  const embedded = await bench('load', '--join');
  expect(embedded).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--join needs a server') });
  const fresh = await bench('load', '--join', '--fresh', '--url', alone.url);
  expect(fresh).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('--join does not go with --fresh'),
  });
});
