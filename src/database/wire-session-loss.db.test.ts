import type { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { StatementTally } from './statement-tally.ts';
import { createTestDatabase } from './testing/database.ts';
import { TestProxy } from './testing/proxy.ts';
import { execute, TestSessions } from './testing/sessions.ts';
import type { WireSession } from './wire-session.ts';

/** On a machine that has other things to do. */
const patiently = { timeout: 10_000 };

const insert = 'INSERT INTO item (id, name) VALUES ($1::int, $2::text)';
let database: Awaited<ReturnType<typeof createTestDatabase>>;
let reference: Client;
const sessions = new TestSessions(() => database.config);
let proxy: TestProxy;
let tally: StatementTally;
let session: WireSession;

beforeAll(async () => {
  database = await createTestDatabase();
  reference = await database.connect();
  await reference.query('CREATE TABLE item (id int PRIMARY KEY, name text)');
});

afterAll(() => database.drop());

beforeEach(async () => {
  proxy = await TestProxy.start(database.config);
  tally = new StatementTally([2, 1]);
  session = await sessions.open([[insert, 'SELECT pg_sleep(0)'], insert], {
    connection: proxy.config,
    readOnly: false,
    tally,
  });
});

afterEach(async () => {
  await sessions.close();
  await proxy.close();
  await reference.query('TRUNCATE item');
});

/** Runs the query while the network does as told with the first thing sent that holds the text. */
async function runAndLose(query: number, text: string, fate: 'cut' | 'lose') {
  proxy.onSent = (bytes) => (bytes.includes(text) ? fate : 'forward');
  const { error } = await execute(session, ['20001', 'new'], query);
  expect(error).toMatchObject({ class: 'connection', sqlState: '08006' });
  expect(tally.rows.flatMap((rows) => [...rows])).toEqual([0, 0, 0]);
  return [...tally.uncertain];
}

/** By statement of both queries. */
const uncertainRows = () => tally.uncertainRows.map((rows) => [...rows]);

const isThere = async () => {
  const { rowCount } = await reference.query('SELECT FROM item WHERE id = 20001');
  return rowCount === 1;
};

it('a connection lost after COMMIT was sent leaves it uncertain: it has committed', async () => {
  expect(await runAndLose(0, 'COMMIT', 'cut')).toEqual([1, 0]);
  expect(uncertainRows()).toEqual([[1, 1], [0]]);
  await expect.poll(isThere, patiently).toBe(true);
});

it('a connection lost as COMMIT is sent leaves it uncertain: it has not committed', async () => {
  expect(await runAndLose(0, 'COMMIT', 'lose')).toEqual([1, 0]);
  // The backend is gone, and its transaction with it.
  const others =
    "SELECT FROM pg_stat_activity WHERE application_name = 'bench' AND datname = current_database()";
  await expect.poll(async () => (await reference.query(others)).rowCount, patiently).toBe(0);
  expect(await isThere()).toBe(false);
});

it('a connection lost in a single statement leaves it uncertain', async () => {
  expect(await runAndLose(1, 'bench_1_0', 'cut')).toEqual([0, 1]);
  expect(uncertainRows()).toEqual([[0, 0], [1]]);
  await expect.poll(isThere, patiently).toBe(true);
});

it.each(['BEGIN', 'bench_0_0', 'bench_0_1'])(
  'a connection lost in a transaction at %s has not committed, for certain',
  async (text) => {
    expect(await runAndLose(0, text, 'cut')).toEqual([0, 0]);
    expect(uncertainRows()).toEqual([[0, 0], [0]]);
    expect(await isThere()).toBe(false);
  },
);

it('a connection lost between operations leaves nothing uncertain, nor does what is asked of it afterwards', async () => {
  expect(await execute(session, ['20001', 'new'], 1)).toEqual({ rows: 1 });
  proxy.drop();
  await expect.poll(() => session.isOpen, patiently).toBe(false);
  expect((await execute(session, ['20002', 'new'], 1)).error).toMatchObject({ class: 'connection' });
  expect([...tally.uncertain]).toEqual([0, 0]);
  expect([...tally.rows[1]!]).toEqual([1]);
});

it('a connection lost in an answer to a question leaves nothing uncertain either', async () => {
  proxy.onSent = (bytes) => (bytes.includes('current_user') ? 'cut' : 'forward');
  expect(await session.ask('SELECT current_user')).toBeUndefined();
  expect(await session.ask('SELECT 1')).toBeUndefined();
  expect([...tally.uncertain]).toEqual([0, 0]);
});

it('gives up connecting to a network that does not answer, before, while and after it logs in', async () => {
  // Everything that a session sends before it is open: start-up, settings, statements.
  for (const text of ['client_encoding', 'set_config', 'bench_0_0']) {
    proxy.onSent = (bytes) => {
      if (bytes.includes(text)) proxy.stall();
      return 'forward';
    };
    const late = sessions.open(['SELECT 1'], { connection: proxy.config, openLimitMs: 300 });
    await expect(late).rejects.toThrow();
    proxy.drop();
    proxy.resume();
  }
});
