import { afterAll, beforeAll, expect, it } from 'vitest';
import { blocksWanted, judge } from '../../analysis/compare/stopping-rule.ts';
import { toPortable } from '../../database/portable-config.ts';
import { createTestDatabase, type TestDatabase } from '../../database/testing/database.ts';
import { armOutcomes } from '../../engine/paired/paired-record.ts';
import { parseQuery } from '../../scenario/parser.ts';
import { workOnPairs } from './pairs-work.ts';
import type { PairBlock, PairedArm, PairsTask } from './task.ts';

/** Paired operations on a real server, without the thread around them. */

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  await database.query(
    'CREATE TABLE item AS SELECT n AS id, n % 10 AS shop FROM generate_series(1, 1000) AS n',
  );
});

afterAll(() => database.drop());

function arm(sql: string, settings: Record<string, string> = {}): PairedArm {
  const source = `-- Items.\n-- @param id uniform 1 1000\n-- @param shop uniform 0 9\n${sql}`;
  return {
    connection: toPortable(database.config),
    address: 'the test server',
    settings,
    world: undefined,
    query: parseQuery(source, { scenario: 'item', name: 'probe', file: 'item.sql' }),
    lists: new Map(),
  };
}

/** Work in proportion to the rows: 20,000 take about a millisecond. */
const counting = (rows: number) =>
  arm(`SELECT count(*) FROM generate_series(1, ${rows}) AS n WHERE n <> :id::int + :shop::int`);

async function compare(
  baseline: PairedArm,
  contender: PairedArm,
  options: Partial<PairsTask> = {},
  wanted: (blocks: readonly PairBlock[]) => number | null = (blocks) =>
    blocksWanted(blocks.map(({ median }) => median)),
) {
  const task: PairsTask = {
    baseline,
    contender,
    clients: 2,
    seed: 42,
    statementTimeoutMs: 5000,
    warmupMs: 100,
    planMode: 'auto',
    size: { blockMs: 100, pairs: 50, limitMs: 5000 },
    ...options,
  };
  const blocks: PairBlock[] = [];
  const { record, plans } = await workOnPairs(task, {
    ready: () => {},
    block: (block) => {
      blocks.push(block);
      return blocks.length < (wanted(blocks) ?? 0);
    },
  });
  const identity = { scenario: 'item', query: 'probe', strata: ['all'] };
  return { blocks, record, plans, ...armOutcomes(record.recording, [identity, identity]) };
}

/** By much: on a machine that is busy with other tests ten per cent may drown. `npm run proof:compare` finds those. */
it('finds a contender that takes half as long again slower, and none that is the baseline', async () => {
  const { blocks } = await compare(counting(20_000), counting(30_000));
  const judgement = judge(blocks.map(({ median }) => median));
  expect(judgement.verdict).toBe('slower');
  expect(judgement.ratio).toBeGreaterThan(1.25);
  expect(judgement.ratio).toBeLessThan(1.75);

  const ten = (all: readonly PairBlock[]) => (all.length < 10 ? 10 : null);
  const same = await compare(counting(20_000), counting(20_000), {}, ten);
  expect(judge(same.blocks.map(({ median }) => median)).verdict).not.toBe('slower');
});

it('tells all that it ran', async () => {
  const { blocks, record, plans, baseline, contender } = await compare(
    counting(10),
    counting(10),
    {},
    () => 2,
  );
  expect(record).toMatchObject({ end: { reason: 'completed' }, excluded: 0, clients: 2 });
  expect(blocks).toHaveLength(2);
  for (const block of blocks) {
    expect(block.pairs).toBeGreaterThanOrEqual(50);
    expect(block.baseline).toMatchObject({ operations: block.pairs, timedOut: 0, failed: 0 });
    expect(block.p95!.low).toBe(block.p95!.high);
    expect(block.baseline.p95!.ns).toBeGreaterThanOrEqual(block.baseline.p50.ns);
  }
  const pairs = blocks.reduce((sum, block) => sum + block.pairs, 0);
  expect(record.pairs).toBe(pairs);
  for (const outcome of [baseline, contender]) {
    expect(outcome.counters).toMatchObject({ scheduled: pairs, succeeded: pairs });
    expect(outcome.rows).toBe(pairs);
    expect(outcome.latency.count).toBe(pairs);
  }
  // Priming and warmup are planned too.
  expect(plans[0].generic + plans[0].custom).toBeGreaterThan(pairs);
});

it('matches parameters by name, whatever their order in the other query', async () => {
  const swapped = `-- The same.\n-- @param shop uniform 0 9\n-- @param id uniform 1 1000
    SELECT 1 / (SELECT count(*)::int FROM item WHERE id = :id::int) FROM generate_series(1, :shop::int + 1)`;
  const contender = {
    ...counting(1),
    query: parseQuery(swapped, { scenario: 'item', name: 'swapped', file: 'swapped.sql' }),
  };
  // Fails by division where the id is not one of the table's, as a shop's number 0 is not.
  const { record } = await compare(counting(1), contender, {}, () => 1);
  expect(record).toMatchObject({ end: { reason: 'completed' }, excluded: 0 });
  const lacking = parseQuery('-- More.\n-- @param other uniform 1 2\nSELECT :other', {
    scenario: 'item',
    name: 'more',
    file: 'more.sql',
  });
  await expect(compare(counting(1), { ...contender, query: lacking })).rejects.toThrow(
    'more.sql takes the parameter "other", which item.sql does not have',
  );
});

it('has the server choose its plans on every connection, also where few operations fit into a block', async () => {
  const slow = arm('SELECT id, pg_sleep(0.1) FROM item WHERE id = :id AND :shop::int >= 0');
  const size = { blockMs: 100, pairs: 1, limitMs: 100 };
  const { plans, blocks } = await compare(slow, slow, { size, warmupMs: 0 }, () => 3);
  expect(blocks).toHaveLength(3);
  // Five of its own for each of two connections a block; all that ran afterwards had the generic one.
  expect(plans.map(({ custom }) => custom)).toEqual([30, 30]);
  expect(plans[0]!.generic).toBeGreaterThanOrEqual(blocks.reduce((sum, { pairs }) => sum + pairs, 0));
});

it('takes the timeout of an arm for a bound, and its errors for no timings', async () => {
  const sleeps = arm('SELECT pg_sleep(10), :id::int, :shop::int');
  const { blocks } = await compare(
    sleeps,
    counting(1),
    { statementTimeoutMs: 100, size: { blockMs: 100, pairs: 4, limitMs: 300 } },
    () => 2,
  );
  for (const block of blocks) {
    expect(block.median.low).toBe(-Infinity);
    expect(block.median.high).toBeLessThan(Math.log(0.9));
    expect(block.baseline.timedOut).toBe(block.pairs);
    expect(block.baseline.p50).toEqual({ ns: 100e6, censored: true });
  }
  const fails = arm('SELECT 1 / (:shop::int % 2), :id::int');
  const { record, contender } = await compare(counting(1), fails, {}, () => 1);
  expect(record.excluded).toBeGreaterThan(0);
  expect(contender.errors).toMatchObject([{ sqlState: '22012', count: record.excluded }]);
});

it('gives each arm its own settings', async () => {
  const asked = `SELECT 1 / (current_setting('work_mem') = '77MB')::int, :id::int, :shop::int`;
  const { record } = await compare(
    arm(asked, { work_mem: '77MB' }),
    arm(asked),
    { size: { blockMs: 100, pairs: 50, limitMs: 200 } },
    () => 1,
  );
  expect(record.end).toEqual({ reason: 'nothing-compared' });
  const both = { work_mem: '77MB' };
  const { record: whole } = await compare(arm(asked, both), arm(asked, both), {}, () => 1);
  expect(whole).toMatchObject({ end: { reason: 'completed' }, excluded: 0 });
});
