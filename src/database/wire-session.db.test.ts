import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { OperationError } from '../core/operation.ts';
import { createTestDatabase } from './testing/database.ts';
import { openWireSession, type WireSession, type WireSessionOptions } from './wire-session.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let reference: Client;
const opened: WireSession[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  reference = new Client(database.config);
  await reference.connect();
  await reference.query('CREATE TABLE item (id int PRIMARY KEY, name text)');
  await reference.query("INSERT INTO item SELECT n, repeat('é', n) FROM generate_series(1, 1000) AS n");
});

afterAll(async () => {
  await reference.end();
  await database.drop();
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((session) => session.close()));
});

async function open(statements: string[], options: Partial<WireSessionOptions> = {}): Promise<WireSession> {
  const session = await openWireSession({
    connection: database.config,
    statements,
    statementTimeoutMs: 5000,
    readOnly: true,
    ...options,
  });
  opened.push(session);
  return session;
}

interface Result {
  rows: number;
  error?: OperationError | undefined;
}

function execute(session: WireSession, values: (string | null)[] = [], query = 0): Promise<Result> {
  session.encode({ query, stratum: 0, values });
  return new Promise((resolve) => session.execute((rows, error) => resolve({ rows, error })));
}

/** Waits until the one session that sleeps for 20 s does so, and evaluates an expression on it. */
async function onSleeper(expression: string): Promise<void> {
  const sql = `SELECT ${expression} FROM pg_stat_activity
    WHERE query = 'SELECT pg_sleep(20)' AND state = 'active' AND datname = current_database()`;
  await expect.poll(async () => (await reference.query(sql)).rowCount).toBe(1);
}

it('counts the rows that pg counts, over several statements on one connection', async () => {
  const statements = [
    'SELECT * FROM item WHERE id <= $1',
    'SELECT name FROM item WHERE name = $1::text OR $1 IS NULL',
    // Rows of 100 kB: every one split over packets.
    "SELECT repeat('x', 100000), n FROM generate_series(1, $1::int) AS n",
    'SELECT 1 WHERE false; -- with a comment',
  ];
  const session = await open(statements);
  const parameters: [number, (string | null)[]][] = [
    [0, ['0']],
    [0, ['1']],
    [0, ['1000']],
    [1, ['ééé']],
    [1, [null]],
    [1, ["'; DROP TABLE item; --"]],
    [1, ['é'.repeat(5000)]],
    [2, ['100']],
    [3, []],
    [0, ['17']],
  ];
  for (const [query, values] of parameters) {
    const expected = (await reference.query(statements[query]!, values)).rowCount;
    expect(await execute(session, values, query)).toEqual({ rows: expected, error: undefined });
  }
});

it('counts affected rows of writes', async () => {
  const session = await open(
    [
      'INSERT INTO item (id, name) SELECT $1::int + n, $2 FROM generate_series(1, 3) AS n',
      'UPDATE item SET name = name WHERE id > $1 RETURNING id',
      'DELETE FROM item WHERE id > $1',
    ],
    { readOnly: false },
  );
  expect(await execute(session, ['5000', 'new'], 0)).toEqual({ rows: 3 });
  expect(await execute(session, ['5000'], 1)).toEqual({ rows: 3 });
  expect(await execute(session, ['5000'], 2)).toEqual({ rows: 3 });
});

it('reports errors with class and SQLSTATE and stays usable', async () => {
  const session = await open(['SELECT 1 / $1::int', 'SELECT pg_sleep($1::float8)'], {
    statementTimeoutMs: 50,
  });
  expect(await execute(session, ['0'])).toEqual({
    rows: 0,
    error: { class: 'other', sqlState: '22012', message: 'division by zero' },
  });
  expect((await execute(session, ['abc'])).error?.sqlState).toBe('22P02');
  expect((await execute(session, [])).error?.sqlState).toBe('08P01');
  expect((await execute(session, ['10'], 1)).error).toMatchObject({ class: 'timeout', sqlState: '57014' });
  expect(await execute(session, ['1'])).toEqual({ rows: 1 });
});

it('applies its settings', async () => {
  const names = ['statement_timeout', 'application_name', 'jit', 'default_transaction_read_only', 'work_mem'];
  const session = await open(
    names.map((name) => `SELECT 1 WHERE current_setting('${name}') = $1`),
    { others: { work_mem: '5MB' } },
  );
  const values = ['5s', 'bench', 'off', 'on', '5MB'];
  for (const [query, value] of values.entries())
    expect([names[query], (await execute(session, [value], query)).rows]).toEqual([names[query], 1]);
  const writer = await open(['DELETE FROM item']);
  expect((await execute(writer)).error?.sqlState).toBe('25006');
});

it('cancels the running operation', async () => {
  const session = await open(['SELECT pg_sleep(20)', 'SELECT 1']);
  const result = execute(session);
  await onSleeper('state');
  await session.cancel();
  expect((await result).error).toMatchObject({ class: 'cancelled', sqlState: '57014' });
  expect(await execute(session, [], 1)).toEqual({ rows: 1 });
  await session.cancel();
  expect(await execute(session, [], 1)).toEqual({ rows: 1 });
});

it('ends the pending operation when the connection is lost, and every later one', async () => {
  const session = await open(['SELECT pg_sleep(20)']);
  const result = execute(session);
  await onSleeper('pg_terminate_backend(pid)');
  expect((await result).error).toMatchObject({ class: 'connection', sqlState: '57P01' });
  await expect.poll(() => session.isOpen).toBe(false);
  expect((await execute(session)).error).toMatchObject({ class: 'connection', sqlState: '08006' });
  await session.close();
});

it('ends the pending operation when it is closed', async () => {
  const session = await open(['SELECT pg_sleep(20)']);
  const result = execute(session);
  await session.close();
  expect((await result).error?.class).toBe('connection');
  expect(session.isOpen).toBe(false);
  await session.close();
});

it('does not hang on a statement that waits for data', async () => {
  const session = await open(['COPY item FROM STDIN'], { readOnly: false });
  expect((await execute(session)).error?.class).toBe('connection');
});

it('refuses statements that the server cannot prepare, and leaves no connection behind', async () => {
  const count = async () => {
    const sql =
      'SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()';
    return (await reference.query(sql)).rowCount;
  };
  await expect(open(['SELECT 1', 'SELECT nonsense FROM item'])).rejects.toMatchObject({
    code: '42703',
    position: '8',
  });
  await expect(open(['SELECT 1'], { others: { nonsense: '1' } })).rejects.toThrow('nonsense');
  await expect.poll(count).toBe(0);
});
