import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../database/testing/database.ts';
import { BenchProcess, bench } from './testing/bench-process.ts';

let database: TestDatabase;
const options = () => ['--scale', '200', '--keys', 'uuidv7', '--url', database.url];

beforeAll(async () => {
  database = await createTestDatabase();
  expect(await bench('load', ...options())).toMatchObject({ exitCode: 0 });
});

afterAll(() => database.drop());

async function query(sql: string): Promise<void> {
  await database.query(sql);
}

it.each([[[]], [['--sample']]])('ends with 0 when all is equal: %j', async (more) => {
  const { exitCode, stdout, stderr } = await bench('verify', ...options(), ...more);
  expect(stdout).toMatch(/is 200 \(seed 42, uuidv7 keys\): .* are there and valid\n$/);
  expect(stderr).toMatch(/^compared {5}[\d,]+ rows in /m);
  expect(exitCode).toBe(0);
});

it('loads, queries, writes to and verifies a dataset whose keys are numbers', async () => {
  const numbers = await createTestDatabase();
  const options = ['--scale', '200', '--keys', 'bigint', '--url', numbers.url];
  expect(await bench('load', ...options)).toMatchObject({ exitCode: 0 });
  const { exitCode, stdout } = await bench('verify', ...options);
  expect(stdout).toMatch(/is 200 \(seed 42, bigint keys\): .* are there and valid\n$/);
  expect(exitCode).toBe(0);
  const folder = mkdtempSync(join(tmpdir(), 'bench-verify-'));
  const mix = 'like=5,comment=3,publish=3,follow=2,message=3,read-messages=3,unlike=2,unfollow=1,post=3';
  const run = ['--clients', '2', '--duration', '1', '--warmup', '0.5', '--output', folder];
  const ran = await bench('run', mix, ...options, ...run);
  expect(ran.stdout).toMatch(/200 users, .* bigint keys .* seed 42/);
  rmSync(folder, { recursive: true });
  const judged = await bench('verify', '--invariants', ...options);
  expect(judged.stdout).toMatch(/written to by 1 run.* and holds together/);
  expect(judged.exitCode).toBe(0);
  await numbers.drop();
});

it('ends with 3 and names the difference to another dataset', async () => {
  const { exitCode, stdout, stderr } = await bench('verify', '--scale', '200', '--url', database.url);
  expect(stderr).toMatch(
    /holds another dataset: keys uuidv7, not uuidv4\n {2}ask for that one with .*--keys/,
  );
  expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' });
});

it('ends with 3 and shows what differs', async () => {
  await query(`UPDATE users SET first_name = 'Ünder' WHERE username = (SELECT min(username) FROM users)`);
  const { exitCode, stdout } = await bench('verify', ...options());
  expect(stdout).toMatch(/^ {2}users +200 +200 +[0-9a-f]{16} +[0-9a-f]{16} +≥ 1$/m);
  expect(stdout).toMatch(
    /^users\n {2}changed {2}[0-9a-f-]{36}\n +first_name: expected ".*", found "Ünder"$/m,
  );
  expect(stdout).not.toContain('likes');
  expect(exitCode).toBe(3);
});

it('ends with 3 where there is nothing to verify, or not yet', async () => {
  const empty = await createTestDatabase();
  const nothing = await bench('verify', '--url', empty.url);
  expect(nothing.stderr).toMatch(
    /does not hold the dataset small \(seed 42, uuidv4 keys\)\n {2}fill it first: bench load/,
  );
  expect(nothing.exitCode).toBe(3);
  await empty.drop();
  await query(`UPDATE bench_harness.dataset SET state = 'restoring'`);
  const unfinished = await bench('verify', ...options());
  expect(unfinished.stderr).toMatch(/is not complete: its load stopped while restoring\n {2}run bench load/);
  expect(unfinished.exitCode).toBe(3);
});

it('does not make an embedded server to find out that it is empty', async () => {
  const home = mkdtempSync(join(tmpdir(), 'bench-verify-'));
  const started = new BenchProcess(['verify', '--scale', 'tiny'], { BENCH_HOME: join(home, 'none') });
  const { exitCode, stderr } = await started.ended();
  expect(stderr).toMatch(
    /^bench: the embedded server does not hold the dataset tiny .*\n {2}fill it first: .*\n$/,
  );
  expect(exitCode).toBe(3);
  rmSync(home, { recursive: true });
});

it('refuses a style of key that is not known', async () => {
  const { exitCode, stderr } = await bench('load', '--keys', 'uuidv5');
  expect(stderr).toMatch(/invalid value "uuidv5" of --keys\n {2}.*uuidv4, uuidv7, bigint/);
  expect(exitCode).toBe(2);
});
