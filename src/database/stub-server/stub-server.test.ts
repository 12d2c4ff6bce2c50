import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { closeAll } from '../../core/concurrency.ts';
import type { OperationError } from '../../core/operation.ts';
import { connect as connectChecked } from '../connect.ts';
import { serverFacts } from '../server-facts.ts';
import { connectTo } from '../testing/clients.ts';
import { Compiled } from '../testing/compiled.ts';
import { openWireSession, type WireSession } from '../wire-session.ts';
import { StubServer, type StubServerOptions } from './stub-server.ts';

let thread: Compiled;
const servers: StubServer[] = [];
const sessions: WireSession[] = [];

beforeAll(async () => {
  thread = await Compiled.from('database/stub-server/stub-thread.ts');
});

afterEach(async () => {
  await closeAll(sessions.splice(0));
  await closeAll(servers.splice(0));
});

afterAll(() => thread.remove());

async function start(options: StubServerOptions = {}): Promise<StubServer> {
  const server = await StubServer.start({ ...options, thread: thread.url });
  servers.push(server);
  return server;
}

async function open(server: StubServer, ...sql: string[]): Promise<WireSession> {
  const session = await openWireSession({
    connection: { ...server.connection },
    queries: [(sql.length > 0 ? sql : ['SELECT $1']).map((text) => ({ sql: text, parameters: [0] }))],
    statementTimeoutMs: 1000,
    readOnly: false,
  });
  sessions.push(session);
  return session;
}

/** Bind + Sync of a statement, without a Parse. */
function bindOf(statement: string, handleError: (error: { code: string }) => void): object {
  return {
    submit(connection: { bind: (config: object) => void; sync: () => void }) {
      connection.bind({ statement });
      connection.sync();
    },
    handleError,
    handleReadyForQuery: () => {},
  };
}

interface Result {
  rows: number;
  error: OperationError | undefined;
  durationMs: number;
}

function execute(session: WireSession): Promise<Result> {
  session.encode({ query: 0, stratum: 0, values: ['1'] });
  const startMs = performance.now();
  return new Promise((resolve) =>
    session.execute((rows, error) => resolve({ rows, error, durationMs: performance.now() - startMs })),
  );
}

it.each(['socket', 'tcp'] as const)('speaks to pg over %s', async (transport) => {
  const server = await start({ transport });
  const client = await connectTo(server.connection);
  try {
    expect((await client.query('SELECT 1')).rows).toEqual([{ '?column?': 1 }]);
    const prepared = { name: 'by-id', text: 'SELECT * FROM users WHERE id = $1', values: ['5'] };
    for (let i = 0; i < 2; i++) expect((await client.query(prepared)).rows).toEqual([{ '?column?': 1 }]);
    expect((await client.query('INSERT INTO t VALUES ($1)', ['x'])).rowCount).toBe(1);
    expect(await client.query('-- a comment\nBEGIN')).toMatchObject({ command: 'BEGIN' });
    expect(await client.query('/* another */ COMMIT')).toMatchObject({ command: 'COMMIT' });
    expect(await client.query('')).toMatchObject({ rows: [] });
    // Only executions of named statements are operations.
    expect(await server.counts()).toEqual({ connections: 1, accepted: 1, operations: 2 });
  } finally {
    await client.end();
  }
  await expect.poll(async () => (await server.counts()).connections).toBe(0);
});

it('answers what the harness asks of a server', async () => {
  const server = await start();
  const client = await connectChecked({ ...server.connection }, 'the stub');
  expect(await serverFacts(client)).toEqual({ version: '18.0', versionNumber: 180_000, settings: {} });
  await client.end();
});

it('refuses encryption and statements that it does not know, as PostgreSQL does', async () => {
  const server = await start();
  await expect(new Client({ ...server.connection, ssl: true }).connect()).rejects.toThrow(
    'does not support SSL',
  );
  const session = await open(server);
  const client = await connectTo(server.connection);
  const failed = new Promise<{ code: string }>((resolve) => client.query(bindOf('nobody', resolve) as never));
  expect(await failed).toMatchObject({ code: '26000' });
  expect((await client.query('SELECT 1')).rowCount).toBe(1);
  await client.end();
  expect(await execute(session)).toMatchObject({ rows: 1, error: undefined });
});

it('answers a pipeline batch by batch, each Sync with one ReadyForQuery', async () => {
  const server = await start({ serviceTimeMs: () => 1 });
  const { host, port } = server.connection;
  const socket = connect(`${host}/.s.PGSQL.${port}`);
  const received: Buffer[] = [];
  socket.on('data', (bytes) => received.push(bytes));
  const message = (type: string, body: string) => {
    const bytes = Buffer.from(`${type}\0\0\0\0${body}`, 'latin1');
    bytes.writeInt32BE(bytes.length - type.length, type.length);
    return bytes;
  };
  const run = [message('B', '\0s\0\0\0\0\0\0\0'), message('E', '\0\0\0\0\0'), message('S', '')];
  const all = Buffer.concat([
    message('', '\0\x03\0\0user\0stub\0\0'),
    message('P', 's\0SELECT 1\0\0\0'),
    message('S', ''),
    ...run,
    message('B', '\0s\0\0\0\0\0\0\0'),
    message('E', '\0\0\0\0\0'),
    ...run,
    message('X', ''),
  ]);
  // In pieces that cut messages anywhere.
  for (let at = 0; at < all.length; at += 7) socket.write(all.subarray(at, at + 7));
  await new Promise((resolve) => socket.on('close', resolve));
  const bytes = Buffer.concat(received);
  const types: string[] = [];
  for (let at = 0; at < bytes.length; at += 1 + bytes.readInt32BE(at + 1))
    types.push(String.fromCharCode(bytes[at]!));
  expect(types.join('')).toBe('RSSSSSSSKZ' + '1Z' + '2DCZ' + '2DC2DCZ');
  expect((await server.counts()).operations).toBe(2);
});

it('runs transactions of a session, an operation a statement', async () => {
  const server = await start();
  const session = await open(
    server,
    'INSERT INTO likes VALUES ($1)',
    'UPDATE posts SET n = n + 1 WHERE id = $1',
  );
  expect(await execute(session)).toMatchObject({ rows: 2, error: undefined });
  expect((await server.counts()).operations).toBe(2);
});

it('takes the service times in order of arrival, over all connections, one at a time', async () => {
  const server = await start({ serviceTimeMs: (n) => [30, 20, 10][n % 3]! });
  const [a, b, c] = await Promise.all([open(server), open(server), open(server)]);
  const startMs = performance.now();
  const results = [execute(a!)];
  await expect.poll(async () => (await server.counts()).operations).toBe(1);
  results.push(execute(b!));
  await expect.poll(async () => (await server.counts()).operations).toBe(2);
  results.push(execute(c!));
  const order: string[] = [];
  results.forEach((result, index) => void result.then(() => order.push('abc'[index]!)));
  const [first] = await Promise.all(results);
  expect(order).toEqual(['a', 'b', 'c']);
  expect(first!.durationMs).toBeGreaterThanOrEqual(30);
  expect(performance.now() - startMs).toBeGreaterThanOrEqual(30 + 20 + 10);
});

it('answers every operation, those in service for no time at all among them', async () => {
  // As of an exponential distribution: mostly shorter than it takes to say so.
  const server = await start({ serviceTimeMs: (n) => (n % 3) * 0.0001 });
  const all = await Promise.all([open(server), open(server), open(server)]);
  for (let n = 0; n < 100; n++) {
    const results = await Promise.all(all.map(execute));
    expect(results.map(({ rows }) => rows)).toEqual([1, 1, 1]);
  }
  expect((await server.counts()).operations).toBe(300);
});

it('keeps its times to a fraction of a millisecond', async () => {
  const server = await start({ serviceTimeMs: (n) => 0.4 + (n % 7) });
  const session = await open(server);
  const latenessMs: number[] = [];
  for (let n = 0; n < 140; n++) latenessMs.push((await execute(session)).durationMs - (0.4 + (n % 7)));
  latenessMs.sort((a, b) => a - b);
  expect(latenessMs[0]).toBeGreaterThan(0);
  // Mostly the way there and back; timers of Node's alone are late by 0.6 ms at least. The machine may be busy, so only the
  // best twentieth is looked at.
  expect(latenessMs[7]).toBeLessThan(0.5);
});

it('swallows everything while stalled, and delivers it afterwards', async () => {
  const server = await start();
  const session = await open(server);
  await server.stall();
  let isDone = false;
  const result = execute(session).then((answer) => {
    isDone = true;
    return answer;
  });
  const other = connect(`${server.connection.host}/.s.PGSQL.${server.connection.port}`);
  await new Promise((resolve) => other.on('connect', resolve));
  // Each of these takes longer than an operation does.
  for (let i = 0; i < 50; i++) expect(await server.counts()).toMatchObject({ operations: 0 });
  expect(isDone).toBe(false);
  await server.resume();
  expect(await result).toMatchObject({ rows: 1, error: undefined });
  other.destroy();
});

it('holds back answers that come due during a stall', async () => {
  const server = await start({ serviceTimeMs: () => 500 });
  const session = await open(server);
  const result = execute(session);
  // Long before it is due, however busy the machine.
  await expect.poll(async () => (await server.counts()).operations, { interval: 5 }).toBe(1);
  await server.stall();
  const winner = await Promise.race([result, new Promise((resolve) => setTimeout(resolve, 600, 'nobody'))]);
  expect(winner).toBe('nobody');
  await server.resume();
  expect((await result).error).toBeUndefined();
});

it.each(['socket', 'tcp'] as const)(
  'refuses connections over %s until it is told otherwise',
  async (transport) => {
    const server = await start({ transport });
    const session = await open(server);
    await server.refuseConnections();
    await expect(open(server)).rejects.toMatchObject({
      code: transport === 'tcp' ? 'ECONNREFUSED' : 'ENOENT',
    });
    expect(await execute(session)).toMatchObject({ rows: 1 });
    await server.acceptConnections();
    expect(await execute(await open(server))).toMatchObject({ rows: 1 });
  },
);

it('closes connections, the oldest first', async () => {
  const server = await start({ serviceTimeMs: () => 1000 });
  const [first, second] = [await open(server), await open(server)];
  const result = execute(first);
  await expect.poll(async () => (await server.counts()).operations).toBe(1);
  expect(await server.closeConnections(1)).toBe(1);
  expect((await result).error).toMatchObject({ class: 'connection', sqlState: '08006' });
  expect([first.isOpen, second.isOpen]).toEqual([false, true]);
  expect(await server.closeConnections()).toBe(1);
  await expect.poll(() => second.isOpen).toBe(false);
});

it('cancels the running operation and goes on with the next', async () => {
  const server = await start({ serviceTimeMs: (n) => (n === 0 ? 60_000 : 1), servers: 2 });
  const session = await open(server);
  const result = execute(session);
  await expect.poll(async () => (await server.counts()).operations).toBe(1);
  await session.cancel();
  expect((await result).error).toMatchObject({ class: 'cancelled', sqlState: '57014' });
  expect(await execute(session)).toMatchObject({ rows: 1, error: undefined });
});

it('drops a connection that does not speak the protocol', async () => {
  const server = await start();
  const socket = connect(`${server.connection.host}/.s.PGSQL.${server.connection.port}`);
  socket.write('GET / HTTP/1.1\r\n\r\n');
  await new Promise((resolve) => socket.on('close', resolve));
  expect(await execute(await open(server))).toMatchObject({ rows: 1 });
});

it('leaves nothing behind, and says so to those who ask it afterwards', async () => {
  const server = await start();
  const { host } = server.connection;
  expect(existsSync(host)).toBe(true);
  await server.close();
  expect(existsSync(host)).toBe(false);
  await expect(server.counts()).rejects.toThrow('the stub server was closed');
  await server.close();
});

it('says when its thread cannot be started', async () => {
  const missing = new URL('./missing.js', thread.url);
  await expect(StubServer.start({ thread: missing })).rejects.toThrow('missing.js');
});
