import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../database/testing/database.ts';
import { parseQuery } from '../../scenario/parser.ts';
import type { ProofArm } from './proof-arm.ts';
import { drawParameterSets, findReasons, type ReasonsOptions } from './reasons.ts';

/** 20,000 items of 10 shops: 2,000 each. */
let database: TestDatabase;
let indexed: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  const fill = `CREATE TABLE item AS SELECT n AS id, n % 10 AS shop, repeat('x', 50) AS name FROM generate_series(1, 20000) AS n`;
  await database.query(fill);
  await database.query('VACUUM (FREEZE, ANALYZE) item');
  indexed = await createTestDatabase();
  await indexed.query(fill);
  await indexed.query('CREATE INDEX item_shop ON item (shop, id)');
  await indexed.query('VACUUM (FREEZE, ANALYZE) item');
});

afterAll(async () => {
  await database?.drop();
  await indexed?.drop();
});

function arm(
  name: string,
  place: TestDatabase,
  sql: string,
  settings: Record<string, string> = {},
): ProofArm {
  const source = `-- Items.\n-- @param shop uniform 0 9\n${sql}`;
  return {
    name,
    config: place.config,
    address: 'the test server',
    query: parseQuery(source, { scenario: 'item', name, file: 'item.sql' }),
    settings: { max_parallel_workers_per_gather: '0', ...settings },
    world: undefined,
    lists: new Map(),
  };
}

const newest = 'SELECT id, name FROM item WHERE shop = :shop ORDER BY id DESC LIMIT 20';

function find(arms: readonly ProofArm[], options: Partial<ReasonsOptions> = {}) {
  const { signal } = new AbortController();
  return findReasons(arms, {
    seed: 42,
    parameters: 6,
    timeoutMs: 5000,
    atOnce: 2,
    budgetMs: 20_000,
    nowMs: 0,
    signal,
    ...options,
  });
}

it('tells the work of both arms and what the plans do otherwise', async () => {
  const [baseline, contender] = await find([arm('spec', database, newest), arm('index', indexed, newest)]);
  expect(baseline).toMatchObject({
    arm: 'spec',
    tables: ['item'],
    outcomes: { done: 6, 'timed out': 0, failed: 0, 'not run': 0 },
    work: { parameters: 6, rowsExamined: 20_000, tempBlocks: 0, walRecords: 0 },
    paired: null,
    differences: [],
    plan: {
      tree: [
        'Limit, 20 rows',
        '  Sort by id DESC, 20 of 2,000 rows',
        '    Seq Scan item, 2,000 of 20,000 rows',
      ],
      stratum: 'all',
      isAnalyzed: true,
      captures: 6,
      same: 6,
    },
  });
  const blocks = await database.query("SELECT pg_relation_size('item') / 8192 AS blocks");
  expect(baseline!.work!.sharedBlocks).toBe(Number(blocks[0]!.blocks));
  expect(contender).toMatchObject({
    work: { rowsExamined: 20 },
    paired: { baseline: baseline!.work, contender: contender!.work },
    plan: {
      tree: ['Limit, 20 rows', '  Index Scan Backward item using item_shop, 20 rows'],
      fingerprint: 'Limit (Index Scan Backward item using item_shop)',
    },
    differences: [
      'item: index scan item_shop instead of sequential scan (20 rows instead of 20,000)',
      'no sort of 2,000 rows',
    ],
  });
});

it('pairs only what both arms ran to the end, and shows the expected plan of the other', async () => {
  // Two of the ten shops take longer than the limit.
  const slow =
    'SELECT count(*), CASE WHEN :shop::int < 8 THEN pg_sleep(60) END FROM item WHERE shop = :shop::int';
  const [baseline, contender] = await find([arm('slow', database, slow), arm('fast', database, newest)], {
    parameters: 10,
    timeoutMs: 100,
  });
  expect(baseline!.outcomes).toEqual({ done: 2, 'timed out': 8, failed: 0, 'not run': 0 });
  expect(baseline!.work!.parameters).toBe(2);
  expect(contender!.work!.parameters).toBe(10);
  expect(contender!.paired!.contender.parameters).toBe(2);
  expect(contender!.plan!.isAnalyzed).toBe(true);

  const [never] = await find([arm('never', database, slow.replace('< 8', '< 10'))], { timeoutMs: 100 });
  expect(never).toMatchObject({ work: null, plan: { isAnalyzed: false, same: 6 } });
  expect(never!.plan!.tree.at(-1)).toMatch(/^ *Seq Scan item, about [\d,]+ rows$/);
});

it('runs nothing more when the time is over', async () => {
  const [baseline] = await find([arm('spec', database, newest)], { budgetMs: 0 });
  expect(baseline).toMatchObject({
    outcomes: { done: 0, 'timed out': 0, failed: 0, 'not run': 6 },
    work: null,
    plan: { isAnalyzed: false, captures: 6 },
  });
});

it('applies the settings of an arm, and its plan mode', async () => {
  const without = arm('without', indexed, newest, { enable_indexscan: 'off' });
  const [plain, changed] = await find([arm('index', indexed, newest), { ...without, planMode: 'generic' }]);
  expect(plain!.plan!.tree[1]).toMatch(/Index Scan Backward item/);
  expect(changed!.plan!.tree.at(-1)).toMatch(/Bitmap Scan item using item_shop, 2,000 rows/);
  expect(JSON.stringify(changed!.plan!.explain)).toContain('(shop = $1)');
});

it('rolls back what a query writes', async () => {
  const write = arm(
    'write',
    indexed,
    `-- @writes\nUPDATE item SET name = 'new' WHERE shop = :shop AND id <= 10;\nDELETE FROM item WHERE shop = :shop AND name = 'new';`,
  );
  const [reasons] = await find([write]);
  expect(reasons).toMatchObject({
    outcomes: { done: 6 },
    plan: {
      tree: [
        'Update item, 1 row',
        expect.stringContaining('item using item_shop, 1 row'),
        'Delete item, 1 row',
        expect.stringMatching(/item using item_shop, 1 of 2,00\d rows/),
      ],
    },
  });
  expect(reasons!.work!.walRecords).toBeGreaterThan(1);
  expect(await indexed.query("SELECT count(*) FROM item WHERE name = 'new'")).toEqual([{ count: '0' }]);
  expect(await indexed.query('SELECT count(*) FROM item')).toEqual([{ count: '20000' }]);
});

it.each(['connecting', 'running'])('stops when it is interrupted while %s', async (stage) => {
  const control = new AbortController();
  const abort = () => control.abort(new Error('interrupted'));
  const sql = `SELECT pg_sleep(60), '${stage}' FROM item WHERE shop = :shop LIMIT 1`;
  const found = find([arm('slow', database, sql)], {
    timeoutMs: 60_000,
    signal: control.signal,
  });
  const outcome = expect(found).rejects.toThrow('interrupted');
  const asleep = `SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = '${database.name}'`;
  while (stage === 'running' && (await database.query(asleep)).length === 0);
  abort();
  await outcome;
});

it('draws from all strata in turn, or from the one that is measured', () => {
  const source = '-- Posts.\n-- @param id post.id\nSELECT :id::text';
  const query = parseQuery(source, { scenario: 'post', name: 'baseline', file: 'post.sql' });
  const posts = { ...arm('baseline', database, newest), query, world: { seed: 42, users: 300 } };
  const strataOf = (stratum?: string) =>
    drawParameterSets([posts], { seed: 1, parameters: 4, stratum, nowMs: 0 }).map((set) => set.stratum);
  expect(strataOf()).toEqual(['celebrity', 'active', 'median', 'cold']);
  expect(strataOf('cold')).toEqual(['cold', 'cold', 'cold', 'cold']);
});
