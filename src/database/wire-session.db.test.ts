import type { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { StatementTally } from './statement-tally.ts';
import { createTestDatabase } from './testing/database.ts';
import { execute, type Result, TestSessions } from './testing/sessions.ts';

/** On a machine that has other things to do. */
const patiently = { timeout: 10_000 };

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let reference: Client;
const sessions = new TestSessions(() => database.config);

beforeAll(async () => {
  database = await createTestDatabase();
  reference = await database.connect();
  await reference.query('CREATE TABLE item (id int PRIMARY KEY, name text)');
  await reference.query("INSERT INTO item SELECT n, repeat('é', n) FROM generate_series(1, 1000) AS n");
});

afterAll(() => database.drop());

afterEach(() => sessions.close());

/** Waits until the one session that sleeps for 20 s does so, and evaluates an expression on it. */
async function onSleeper(expression: string): Promise<void> {
  const sql = `SELECT ${expression} FROM pg_stat_activity
    WHERE query = 'SELECT pg_sleep(20)' AND state = 'active' AND datname = current_database()`;
  await expect.poll(async () => (await reference.query(sql)).rowCount, patiently).toBe(1);
}

it('counts the rows that pg counts, over several statements on one connection', async () => {
  const statements = [
    'SELECT * FROM item WHERE id <= $1',
    'SELECT name FROM item WHERE name = $1::text OR $1 IS NULL',
    // Rows of 100 kB: every one split over packets.
    "SELECT repeat('x', 100000), n FROM generate_series(1, $1::int) AS n",
    'SELECT 1 WHERE false; -- with a comment',
  ];
  const session = await sessions.open(statements);
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
  const session = await sessions.open(
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
  const session = await sessions.open(['SELECT 1 / $1::int', 'SELECT pg_sleep($1::float8)'], {
    statementTimeoutMs: 50,
  });
  expect(await execute(session, ['0'])).toEqual({
    rows: 0,
    error: { class: 'other', sqlState: '22012', message: 'division by zero' },
  });
  expect((await execute(session, ['abc'])).error?.sqlState).toBe('22P02');
  expect((await execute(session, ['10'], 1)).error).toMatchObject({ class: 'timeout', sqlState: '57014' });
  expect(await execute(session, ['1'])).toEqual({ rows: 1 });
});

it('applies its settings', async () => {
  const names = ['statement_timeout', 'application_name', 'jit', 'default_transaction_read_only', 'work_mem'];
  const session = await sessions.open(
    names.map((name) => `SELECT 1 WHERE current_setting('${name}') = $1`),
    { others: { work_mem: '5MB' } },
  );
  const values = ['5s', 'bench', 'off', 'on', '5MB'];
  for (const [query, value] of values.entries())
    expect([names[query], (await execute(session, [value], query)).rows]).toEqual([names[query], 1]);
  const writer = await sessions.open(['DELETE FROM item']);
  expect((await execute(writer)).error?.sqlState).toBe('25006');
});

it('cancels the running operation', async () => {
  const session = await sessions.open(['SELECT pg_sleep(20)', 'SELECT 1']);
  const result = execute(session);
  await onSleeper('state');
  await session.cancel();
  expect((await result).error).toMatchObject({ class: 'cancelled', sqlState: '57014' });
  expect(await execute(session, [], 1)).toEqual({ rows: 1 });
  await session.cancel();
  expect(await execute(session, [], 1)).toEqual({ rows: 1 });
});

it('ends the pending operation when the connection is lost, and every later one', async () => {
  const session = await sessions.open(['SELECT pg_sleep(20)']);
  const result = execute(session);
  await onSleeper('pg_terminate_backend(pid)');
  expect((await result).error).toMatchObject({ class: 'connection', sqlState: '57P01' });
  await expect.poll(() => session.isOpen, patiently).toBe(false);
  expect((await execute(session)).error).toMatchObject({ class: 'connection', sqlState: '08006' });
  await session.close();
});

it('ends the pending operation when it is closed', async () => {
  const session = await sessions.open(['SELECT pg_sleep(20)']);
  const result = execute(session);
  await session.close();
  expect((await result).error?.class).toBe('connection');
  expect(session.isOpen).toBe(false);
  await session.close();
});

it('does not hang on a statement that waits for data', async () => {
  const session = await sessions.open(['COPY item FROM STDIN'], { readOnly: false });
  expect((await execute(session)).error?.class).toBe('connection');
});

it('refuses statements that the server cannot prepare, and leaves no connection behind', async () => {
  const count = async () => {
    const sql =
      'SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()';
    return (await reference.query(sql)).rowCount;
  };
  await expect(sessions.open(['SELECT 1', ['SELECT 2', 'SELECT nonsense FROM item']])).rejects.toMatchObject({
    query: 1,
    statement: 1,
    cause: { code: '42703', position: '8' },
  });
  await expect(sessions.open(['SELECT 1'], { others: { nonsense: '1' } })).rejects.toThrow('nonsense');
  await expect.poll(count, patiently).toBe(0);
});

describe('a transaction', () => {
  const insert = 'INSERT INTO item (id, name) VALUES ($1::int, $2::text)';
  const rename = 'UPDATE item SET name = $2::text || $1 WHERE id >= $1::int';
  const divide = 'SELECT 1 / ($1::int - 10002) AS quotient, $2::text AS name';
  const sleep = 'SELECT pg_sleep(20)';
  const writing = { readOnly: false } as const;
  const named = async (id: number) =>
    (await reference.query('SELECT name FROM item WHERE id = $1', [id])).rows[0]?.name;

  afterEach(() => reference.query('DELETE FROM item WHERE id > 1000'));

  it('of three statements commits, and its rows are those of all of them', async () => {
    const tally = new StatementTally([3, 1]);
    const session = await sessions.open([[insert, rename, divide], 'SELECT 1'], { ...writing, tally });
    expect(await execute(session, ['10001', 'new'])).toEqual({ rows: 3 });
    expect(await named(10001)).toBe('new10001');
    expect(await execute(session, ['10000', 'old'])).toEqual({ rows: 4 });
    expect(session.answers).toBe(10);
    expect(tally.rows.map((rows) => [...rows])).toEqual([[2, 3, 2], [0]]);
    await execute(session, [], 1);
    expect([...tally.rows[1]!]).toEqual([1]);
  });

  it('is a round trip a statement, and open in between', async () => {
    const session = await sessions.open([['SELECT 1', insert, 'SELECT 2']], writing);
    let result: Promise<Result> | undefined;
    const blocker = await database.connect();
    try {
      await blocker.query('BEGIN; LOCK TABLE item IN SHARE MODE');
      result = execute(session, ['10001', 'new']);
      // BEGIN and the first statement are answered; the second waits for the lock within the transaction.
      await expect.poll(() => session.answers, patiently).toBe(2);
      const sql =
        "SELECT query, xact_start < query_start AS is_inside FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
      await expect
        .poll(async () => (await reference.query(sql)).rows, patiently)
        .toEqual([{ query: insert, is_inside: true }]);
    } finally {
      await blocker.end();
    }
    expect(await result).toEqual({ rows: 3 });
    expect(session.answers).toBe(5);
  });

  it('with an error in the second statement leaves nothing, tells that error, and the session works on', async () => {
    const tally = new StatementTally([3, 2]);
    const session = await sessions.open(
      [
        [insert, divide, rename],
        [insert, rename],
      ],
      { ...writing, tally },
    );
    expect(await execute(session, ['10002', 'new'])).toEqual({
      rows: 0,
      error: { class: 'other', sqlState: '22012', message: 'division by zero' },
    });
    expect(await named(10002)).toBeUndefined();
    expect(tally.rows.map((rows) => [...rows])).toEqual([
      [0, 0, 0],
      [0, 0],
    ]);
    expect(await execute(session, ['10003', 'kept'], 1)).toEqual({ rows: 2 });
    expect((await execute(session, ['10003', 'again'], 1)).error).toMatchObject({ sqlState: '23505' });
    expect(await named(10003)).toBe('kept10003');
    expect(await execute(session, ['10001', 'new'])).toEqual({ rows: 4 });
    expect(tally.rows.map((rows) => [...rows])).toEqual([
      [1, 1, 2],
      [1, 1],
    ]);
    expect([...tally.uncertain]).toEqual([0, 0]);
  });

  it('whose COMMIT fails leaves nothing', async () => {
    await reference.query(`CREATE TABLE checked (id int PRIMARY KEY, other int REFERENCES checked DEFERRABLE
      INITIALLY DEFERRED)`);
    const tally = new StatementTally([2, 1]);
    const insertChecked = 'INSERT INTO checked VALUES ($1::int, $1::int + 1)';
    const session = await sessions.open([[insertChecked, 'SELECT 1'], insertChecked], { ...writing, tally });
    for (const query of [0, 1]) {
      expect((await execute(session, ['1'], query)).error).toMatchObject({
        class: 'other',
        sqlState: '23503',
      });
    }
    expect((await reference.query('TABLE checked')).rowCount).toBe(0);
    expect(tally.rows.map((rows) => [...rows])).toEqual([[0, 0], [0]]);
    expect([...tally.uncertain]).toEqual([0, 0]);
  });

  it('is rolled back by a statement timeout, and by a cancel request', async () => {
    const session = await sessions.open([[insert, sleep, 'SELECT 1'], 'SELECT 1'], {
      ...writing,
      statementTimeoutMs: 300,
    });
    expect((await execute(session, ['10001', 'new'])).error).toMatchObject({
      class: 'timeout',
      sqlState: '57014',
    });
    expect(await execute(session, [], 1)).toEqual({ rows: 1 });
    const patient = await sessions.open([[insert, sleep, 'SELECT 1'], 'SELECT 1'], writing);
    const result = execute(patient, ['10001', 'new']);
    await onSleeper('state');
    await patient.cancel();
    expect((await result).error).toMatchObject({ class: 'cancelled', sqlState: '57014' });
    expect(await named(10001)).toBeUndefined();
    expect(await execute(patient, [], 1)).toEqual({ rows: 1 });
  });
});

it('answers questions between operations, apart from what it counts', async () => {
  const tally = new StatementTally([1]);
  const session = await sessions.open(['SELECT * FROM item WHERE id <= $1::int'], { tally });
  expect(await execute(session, ['7'])).toEqual({ rows: 7 });
  expect(await session.ask("SELECT 'é' || count(*), 2 FROM item")).toBe('é1000');
  expect(await session.ask('SELECT id FROM item ORDER BY id')).toBe('1');
  expect(await session.ask("SELECT repeat('x', 100000)")).toHaveLength(100_000);
  expect(await session.ask('SELECT NULL')).toBeNull();
  expect(await session.ask('SELECT 1 WHERE false')).toBeUndefined();
  expect(await session.ask('SELECT 1 / 0')).toBeUndefined();
  expect(await session.ask('nonsense')).toBeUndefined();
  expect(await execute(session, ['5'])).toEqual({ rows: 5 });
  expect([...tally.rows[0]!]).toEqual([12]);
  await session.close();
  expect(await session.ask('SELECT 1')).toBeUndefined();
});
