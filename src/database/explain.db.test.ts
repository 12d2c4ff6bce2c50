import type { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ExplainOptions, explain, explainEach } from './explain.ts';
import { createTestDatabase, type TestDatabase } from './testing/database.ts';

let database: TestDatabase;
let client: Client;

const options: ExplainOptions = { analyze: true, timeoutMs: 5000 };

beforeAll(async () => {
  database = await createTestDatabase();
  client = await database.connect();
  await client.query('SET jit = off');
  await client.query('SET max_parallel_workers_per_gather = 0');
  // One owner has nearly all: a plan for it differs from one for the other.
  await client.query('CREATE TABLE item (id int PRIMARY KEY, owner int NOT NULL, name text)');
  await client.query(
    'INSERT INTO item SELECT n, CASE WHEN n <= 19990 THEN 0 ELSE 1 END, repeat($1, 50) FROM generate_series(1, 20000) AS n',
    ['x'],
  );
  await client.query('CREATE INDEX ON item (owner)');
  await client.query('VACUUM ANALYZE item');
});

afterAll(() => database.drop());

const byOwner = { sql: 'SELECT count(name) FROM item WHERE owner = $1', parameters: [1] };

it('shows the plan for the values, with what was read', async () => {
  const custom = { ...options, planMode: 'custom' } as const;
  const [many] = await explainEach(client, [byOwner], ['unused', '0'], custom);
  expect(many).toMatchObject({ sql: byOwner.sql, plan: 'custom', isAnalyzed: true });
  expect(many!.note).toBeUndefined();
  const text = many!.lines.join('\n');
  expect(text).toMatch(/Seq Scan on item .*actual .*rows=19990/);
  expect(text).toContain('Filter: (owner = 0)');
  expect(text).toMatch(/Buffers: shared hit=\d+/);
  expect(text).toMatch(/Settings: .*jit = 'off'/);
  const [few] = await explainEach(client, [byOwner], ['unused', '1'], custom);
  expect(few!.lines.join('\n')).toMatch(/Index Cond: \(owner = 1\)/);
});

it('shows the generic plan when it is asked for', async () => {
  const [generic] = await explainEach(client, [byOwner], [null, '0'], { ...options, planMode: 'generic' });
  expect(generic!.plan).toBe('generic');
  expect(generic!.lines.join('\n')).toContain('(owner = $1)');
});

it('chooses as a connection does that has run the statement before', async () => {
  // Any owner's plan costs the same by key: generic from the sixth time on.
  const byKey = { sql: 'SELECT name FROM item WHERE id = $1', parameters: [0] };
  const [explained] = await explainEach(client, [byKey], ['7'], options);
  expect(explained!.plan).toBe('generic');
  // The rare owner is far cheaper than the average that a generic plan expects.
  const [rare] = await explainEach(client, [byOwner], [null, '1'], options);
  expect(rare!.plan).toBe('custom');
});

it('takes values of any text, and NULL', async () => {
  const byName = { sql: 'SELECT id FROM item WHERE name = $2 OR id = $1', parameters: [1, 0] };
  const value = "it's a \\ 'é' $1 --";
  const [explained] = await explainEach(client, [byName], [value, null], { ...options, planMode: 'custom' });
  expect(explained!.note).toBeUndefined();
  expect(explained!.lines.join('\n')).toContain(value.replaceAll("'", "''"));
});

it('runs writes one after another and leaves nothing', async () => {
  const statements = [
    { sql: "INSERT INTO item VALUES ($1, -1, 'new')", parameters: [0] },
    { sql: 'UPDATE item SET owner = -2 WHERE id = $1 AND owner = -1', parameters: [0] },
    { sql: 'COMMIT', parameters: [] },
  ];
  const explained = await explainEach(client, statements, ['90000'], options);
  expect(explained.map(({ isAnalyzed, note }) => [isAnalyzed, note])).toEqual([
    [true, undefined],
    [true, undefined],
    [true, undefined],
  ]);
  expect(explained[0]!.lines.join('\n')).toMatch(/WAL: records=\d+/);
  // It saw the row of the statement before.
  expect(explained[1]!.lines.join('\n')).toMatch(/Index Scan .*rows=1/);
  expect(explained[2]).toMatchObject({
    plan: undefined,
    lines: ['Utility statements have no plan structure'],
  });
  expect((await client.query('SELECT FROM item WHERE id = 90000')).rowCount).toBe(0);
  expect((await client.query('SELECT FROM pg_prepared_statements')).rowCount).toBe(0);
  expect((await client.query('SHOW statement_timeout')).rows[0].statement_timeout).toBe('0');
});

it('gives the plan alone when the statement takes too long', async () => {
  const slow = { sql: 'SELECT pg_sleep($1::int)', parameters: [0] };
  const [first, second] = await explainEach(client, [slow, byOwner], ['20', '0'], {
    ...options,
    timeoutMs: 500,
  });
  expect(first).toMatchObject({ isAnalyzed: false });
  expect(first!.note).toMatch(/^not run to its end: .*statement timeout/);
  expect(first!.lines[0]).toMatch(/^Result /);
  expect(second!.isAnalyzed).toBe(true);
});

it('says what the server refuses, and goes on', async () => {
  const wrong = { sql: 'SELECT nonsense FROM item', parameters: [] };
  const [first, second] = await explainEach(client, [wrong, byOwner], [null, '1'], {
    ...options,
    analyze: false,
  });
  expect(first).toMatchObject({ lines: [], note: 'column "nonsense" does not exist' });
  expect(second).toMatchObject({ isAnalyzed: false });
  expect(second!.note).toBeUndefined();
  expect(second!.lines.length).toBeGreaterThan(1);
});

it('is readable as text', async () => {
  const byKey = { sql: 'SELECT name\n  FROM item WHERE id = $1', parameters: [0] };
  const plan = { analyze: false, timeoutMs: 5000, planMode: 'custom' } as const;
  expect((await explain(client, [byKey], ['7'], plan)).slice(0, 3)).toEqual([
    '-- custom plan',
    expect.stringMatching(/^Index Scan using item_pkey on item /),
    '  Index Cond: (id = 7)',
  ]);
  const wrong = { sql: 'SELECT nonsense', parameters: [] };
  expect(
    (await explain(client, [byKey, wrong], ['7'], plan)).filter((line) => line.startsWith('--')),
  ).toEqual([
    '-- statement 1: SELECT name FROM item WHERE id = $1',
    '-- custom plan',
    '-- statement 2: SELECT nonsense',
    '-- column "nonsense" does not exist',
  ]);
});
