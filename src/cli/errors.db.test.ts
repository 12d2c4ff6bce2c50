import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../database/testing/database.ts';
import { BenchProcess, bench, type Ended } from './testing/bench-process.ts';
import { createLoadedDatabase } from './testing/loaded-database.ts';
import { attempt } from './testing/refusal.ts';

const folder = mkdtempSync(join(tmpdir(), 'bench-errors-'));
let ready: TestDatabase;

beforeAll(async () => {
  ready = await createLoadedDatabase();
});

afterAll(async () => {
  await ready.drop();
  rmSync(folder, { recursive: true });
});

/** One to three lines in our style, the first of which matches; no stack, nothing on stdout. */
function expectError({ exitCode, stdout, stderr }: Ended, code: number, message: RegExp): void {
  expect(stderr).toMatch(message);
  expect(stderr).toMatch(/^bench: ([^A-Z\s]\S*|[A-Z_]+) .*[^.\n](\n {2}\S.*[^.\n]){0,2}\n$/);
  expect({ exitCode, stdout }).toEqual({ exitCode: code, stdout: '' });
}

it.each([
  [['nonsense'], /unknown command 'nonsense'\n {2}see bench --help/],
  [['runn', 'feed'], /unknown command 'runn'\n {2}did you mean run\?/],
  [['run'], /<scenario\|mix\|file.sql> is missing\n {2}see bench run --help/],
  [['run', 'fed'], /unknown scenario "fed"\n {2}did you mean "feed"\?/],
  [['run', 'feed', 'post'], /too many arguments/],
  [['run', 'feed', '--query', 'nope'], /unknown query "nope" of scenario "feed"/],
  [
    ['run', 'feed', '--stratum', 'cool'],
    /unknown stratum "cool" of reader.username\n {2}did you mean "cold"/,
  ],
  [['run', 'feed', '--client', '3'], /unknown option '--client'\n {2}did you mean --clients/],
  [['run', 'feed', '--clients'], /--clients needs a value/],
  [['run', 'feed', '--clients', '0'], /invalid value "0" of --clients\n {2}give a whole number from 1 to/],
  [['run', 'feed', '--clients', 'NaN'], /invalid value "NaN"/],
  [['run', 'feed', '--clients', '99999999999999999999'], /invalid value "9+"/],
  [['run', 'feed', '--duration', '0'], /invalid value "0" of --duration\n {2}give a duration such as/],
  [['run', 'feed', '--duration', '-1s'], /invalid value "-1s"/],
  [['run', 'feed', '--scale', 'smal'], /invalid value "smal" of --scale\n {2}did you mean "small"/],
  [['run', 'feed', '--scale', 'Infinity'], /invalid value "Infinity" of --scale\n {2}available: tiny/],
  [['load', '--scale', '1.5'], /invalid value "1.5"/],
  [['load', '--seed', '-1'], /invalid value "-1" of --seed/],
  [['load', '--url', 'nonsense'], /--url is not a PostgreSQL URL/],
  [['load', '--url', 'postgres://host:99999/db'], /--url is not a valid URL/],
  [
    ['load', '--url', 'postgres://host/db?sslmode=requier'],
    /unknown sslmode "requier" in --url\n {2}did you/,
  ],
  [['load', '--url', 'postgres://host/db?sslrootcert=/no.pem'], /file of TLS named in --url cannot be read/],
  [['report', 'nope'], /no result "nope"/],
] as const)('refuses bench %j', async (args, message) => {
  expectError(await attempt(...args), 2, message);
});

it.concurrent.each([
  ['PGPORT', 'abc', 2, /PGPORT is abc/],
  ['PGSERVICE', 'here', 2, /PGSERVICE is set/],
  ['PGHOST', '/nowhere', 3, /no such Unix socket/],
  ['DATABASE_URL', 'nonsense', 2, /DATABASE_URL is not a PostgreSQL URL/],
  ['BENCH_HOME', '/proc/none', 3, /BENCH_HOME cannot be used/],
] as const)('refuses %s=%s', async (name, value, exitCode, message) => {
  expectError(await new BenchProcess(['load'], { [name]: value }).ended(), exitCode, message);
});

/** Servers that are not PostgreSQL. */
async function withServer(server: Server, work: (url: string) => Promise<void>): Promise<void> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    await work(`postgres://me:S3cret@127.0.0.1:${port}/db`);
  } finally {
    server.close();
  }
}

it.concurrent.each([
  ['never answers', createServer(), /did not answer in time/],
  ['hangs up', createServer((socket) => socket.destroy()), /connection was cut/],
  ['speaks HTTP', createHttpServer(), /connection was cut/],
] as const)('does not wait long for a server that %s', async (_, server, message) => {
  const sockets: { destroy(): void }[] = [];
  server.on('connection', (socket) => sockets.push(socket));
  await withServer(server as Server, async (url) => {
    const startedAt = performance.now();
    const ended = await bench('load', '--url', url);
    expectError(ended, 3, message);
    expect(performance.now() - startedAt).toBeLessThan(14_000);
    expect(ended.stderr).not.toContain('S3cret');
    for (const socket of sockets) socket.destroy();
  });
});

it.each([
  ['missing', undefined, /there is no file/],
  ['folder', null, /is a folder, not a query file/],
  ['empty', '', /:1: the file is empty/],
  ['nul', 'SELECT \0', /:1: the text holds a NUL/],
  ['large', 'x'.repeat(1_100_000), /is larger than/],
  ['domain', '-- @param u user.nam\nSELECT :u', /:1: unknown domain "user.nam"/],
  ['insert', 'INSERT INTO hashtags DEFAULT VALUES', /is no query that reads: it begins with INSERT/],
  ['vacuum', '/* x */ vacuum users', /begins with VACUUM/],
  ['syntax', 'SELECT 1,\n  * form users', /the server refused .*syntax error .*in "\* form users"/],
  ['table', 'SELECT * FROM nope', /relation "nope" does not exist/],
  ['column', 'SELECT nope FROM users', /column "nope" does not exist/],
] as const)('refuses a query file: %s', async (name, text, message) => {
  const file = join(folder, `${name}.sql`);
  if (text === null) mkdirSync(file);
  else if (text !== undefined) writeFileSync(file, text);
  const args = ['--scale', 'tiny', '--url', ready.url, '--output', join(folder, 'none')];
  expectError(await bench('run', file, ...args), 2, message);
});

it('does not pass off as a measurement what failed every time', async () => {
  const file = join(folder, 'zero.sql');
  writeFileSync(file, 'WITH gone AS (DELETE FROM users RETURNING 1) SELECT count(*) FROM gone');
  const output = join(folder, 'zero');
  const args = [
    '--scale',
    'tiny',
    '--url',
    ready.url,
    '--output',
    output,
    '--warmup',
    '0',
    '--duration',
    '200ms',
  ];
  const { exitCode, stdout } = await bench('run', file, ...args);
  expect(stdout).toMatch(/INVALID[\s\S]*all [\d,]+ operations failed/);
  expect(exitCode).toBe(4);
  expect(await ready.query('SELECT count(*)::int AS users FROM users')).toEqual([{ users: 1000 }]);
});

it('refuses an output that is no folder, before any work', async () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  expectError(await bench('run', 'feed', '--output', file), 2, /--output .* is not a folder/);
});

it('says what is wrong with user, database and rights', async () => {
  const { config } = ready;
  const url = (user: string, database: string, options = '') =>
    `postgres://${user}@${encodeURIComponent(config.host)}:${config.port}/${database}${options}`;
  const load = (url: string) => bench('load', '--scale', 'tiny', '--url', url);
  expectError(await load(url('bench', 'none_such')), 3, /the database does not exist/);
  expectError(await load(url('none_such', ready.name)), 3, /does not let this user in/);
  const empty = await createTestDatabase();
  const role = `${empty.name}_role`;
  await ready.query(`CREATE ROLE ${role} LOGIN`);
  try {
    expectError(await load(url(role, empty.name)), 3, /a permission is missing/);
    await ready.query(`ALTER ROLE ${role} IN DATABASE ${empty.name} SET default_transaction_read_only = on`);
    expectError(await load(url(role, empty.name)), 3, /the server is read-only/);
    expect(await empty.query(`SELECT to_regnamespace('bench_harness') AS schema`)).toEqual([
      { schema: null },
    ]);
  } finally {
    await empty.drop();
    await ready.query(`DROP ROLE ${role}`);
  }
});

it('shows no password: not in results, messages or the list of processes', async () => {
  const { config, name } = ready;
  // With a hyphen, which base64 has not: a histogram would hold shorter words by chance.
  const url = `postgres://bench:S-3c@ret@${encodeURIComponent(config.host)}:${config.port}/${name}`;
  const output = join(folder, 'secret');
  const args = ['--scale', 'tiny', '--output', output, '--warmup', '0', '--duration', '800ms'];
  const running = new BenchProcess(['run', 'post', '--url', url, ...args]);
  await expect
    .poll(() => readFileSync(`/proc/${running.pid}/cmdline`, 'utf8'), { timeout: 5000 })
    .toMatch(/^bench run\0*$/);
  const { exitCode, stdout, stderr } = await running.ended();
  // On a machine that is busy with other tests the client may be late: then the run is invalid.
  expect([0, 4]).toContain(exitCode);
  const result = readFileSync(join(output, readdirSync(output)[0]!, 'result.json'), 'utf8');
  const shown = [stdout, stderr, result];
  for (const wrong of [[url], ['run', url], ['run', 'feed', `--urll=${url}`], ['report', url]]) {
    shown.push((await bench(...wrong)).stderr);
  }
  expect(shown.join('\n')).toContain('***@');
  expect(shown.join('\n')).not.toMatch(/S-3c|ret@/);
});

it('exits with its code, and writes to stderr alone', async () => {
  expectError(await bench('runn', 'feed'), 2, /unknown command 'runn'\n {2}did you mean run\?/);
});

it('ends quietly when nobody reads its output', async () => {
  const command = new BenchProcess(['run', '--help']);
  command.stopReading();
  expect(await command.ended()).toMatchObject({ exitCode: 0, stderr: '' });
});
