import type { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readPartitionNames } from './partition-names.ts';
import { capturePlans } from './plan-capture.ts';
import { createTestDatabase, type TestDatabase } from './testing/database.ts';

let database: TestDatabase;
let client: Client;

const options = { timeoutMs: 5000, planMode: 'custom' } as const;
const rootOf = (json: unknown) => (json as [{ Plan: Record<string, unknown> }])[0].Plan;

beforeAll(async () => {
  database = await createTestDatabase();
  client = await database.connect();
  await client.query('CREATE TABLE item (id int PRIMARY KEY, name text)');
  await client.query("INSERT INTO item SELECT n, repeat('x', 50) FROM generate_series(1, 1000) AS n");
  await client.query('ANALYZE item');
});

afterAll(() => database?.drop());

it('tells the second execution: what the first one does once is not in it', async () => {
  await client.query('CHECKPOINT');
  const update = { sql: 'UPDATE item SET name = $1 WHERE id = $2', parameters: [1, 0] };
  const [captured] = await capturePlans(client, [update], ['7', 'new'], options);
  expect(captured).toMatchObject({ plan: 'custom', isAnalyzed: true, outcome: 'done', message: null });
  // A page's image is written once after a checkpoint.
  expect(rootOf(captured!.json)).toMatchObject({ 'WAL FPI': 0, 'Actual Loops': 1 });
  expect(rootOf(captured!.json)['WAL Records']).toBeGreaterThan(0);
  const { rows } = await client.query('SELECT name FROM item WHERE id = 7');
  expect(rows).toEqual([{ name: 'x'.repeat(50) }]);
});

it('runs what left nothing for the next one to find only once, where told', async () => {
  await client.query('CREATE SEQUENCE runs');
  const count = { sql: "SELECT nextval('runs')", parameters: [] };
  const once = { ...options, alwaysTwice: false };
  const runs = async () => Number((await client.query('SELECT last_value FROM runs')).rows[0].last_value);
  // The first value is logged, and 32 more with it: sequences are not rolled back.
  await capturePlans(client, [count], [], once);
  expect(await runs()).toBe(2);
  await capturePlans(client, [count], [], once);
  expect(await runs()).toBe(3);
  await capturePlans(client, [count], [], options);
  expect(await runs()).toBe(5);
});

it('runs the statements of a transaction one after another, each time from the start', async () => {
  const statements = [
    { sql: 'INSERT INTO item VALUES ($1, $2)', parameters: [0, 1] },
    { sql: 'DELETE FROM item WHERE id = $1', parameters: [0] },
    { sql: 'COMMIT', parameters: [] },
  ];
  const captured = await capturePlans(client, statements, ['5000', 'new'], options);
  expect(captured.map(({ plan, outcome }) => [plan, outcome])).toEqual([
    ['custom', 'done'],
    ['custom', 'done'],
    [null, 'done'],
  ]);
  const [scan] = rootOf(captured[1]!.json).Plans as Record<string, unknown>[];
  expect(scan).toMatchObject({ 'Actual Rows': 1 });
  expect((await client.query('SELECT FROM item WHERE id = 5000')).rowCount).toBe(0);
  expect((await client.query('SELECT FROM pg_prepared_statements')).rowCount).toBe(0);
});

it('takes the plan of the mode', async () => {
  const byKey = { sql: 'SELECT name FROM item WHERE id = $1', parameters: [0] };
  for (const planMode of ['custom', 'generic'] as const) {
    const [captured] = await capturePlans(client, [byKey], ['7'], { ...options, planMode });
    expect(captured!.plan).toBe(planMode);
    expect(rootOf(captured!.json)['Index Cond']).toBe(planMode === 'custom' ? '(id = 7)' : '(id = $1)');
  }
});

it('says what timed out and what failed, and has its plan', async () => {
  const sleep = { sql: 'SELECT pg_sleep($1::float8)', parameters: [0] };
  const divide = { sql: 'SELECT 1 / $1::int', parameters: [1] };
  const wrong = { sql: 'SELECT nonsense', parameters: [] };
  const limits = { timeoutMs: 50, planMode: 'generic' } as const;
  const captured = await capturePlans(client, [sleep, divide, wrong], ['20', '0'], limits);
  expect(captured).toMatchObject([
    {
      outcome: 'timed out',
      isAnalyzed: false,
      plan: 'generic',
      message: expect.stringContaining('statement timeout'),
    },
    { outcome: 'failed', isAnalyzed: false, plan: 'generic', message: 'division by zero' },
    { outcome: 'failed', json: null, plan: null, message: 'column "nonsense" does not exist' },
  ]);
  expect(rootOf(captured[0]!.json)).toMatchObject({ 'Node Type': 'Result' });
});

it('plans alone when that is asked for', async () => {
  const sleep = { sql: 'SELECT pg_sleep(60)', parameters: [] };
  const [captured] = await capturePlans(client, [sleep], [], { ...options, analyze: false });
  expect(captured).toMatchObject({ outcome: 'not run', isAnalyzed: false, message: null });
  expect(rootOf(captured!.json)).not.toHaveProperty('Actual Loops');
});

it('knows the partitions of tables and of their indexes', async () => {
  await client.query(`
    CREATE TABLE event (at int, kind int) PARTITION BY RANGE (at);
    CREATE TABLE event_1 PARTITION OF event FOR VALUES FROM (0) TO (10);
    CREATE TABLE event_2 PARTITION OF event FOR VALUES FROM (10) TO (20) PARTITION BY LIST (kind);
    CREATE TABLE event_2_a PARTITION OF event_2 FOR VALUES IN (1);
    CREATE TABLE event_2_b PARTITION OF event_2 DEFAULT;
    CREATE INDEX event_at ON event (at)`);
  const { roots, counts } = await readPartitionNames(client);
  expect(Object.fromEntries(roots)).toEqual({
    event_1: 'event',
    event_1_at_idx: 'event_at',
    event_2: 'event',
    event_2_a: 'event',
    event_2_a_at_idx: 'event_at',
    event_2_at_idx: 'event_at',
    event_2_b: 'event',
    event_2_b_at_idx: 'event_at',
  });
  expect(Object.fromEntries(counts)).toEqual({ event: 3 });
});
