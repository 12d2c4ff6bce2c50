import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BenchError } from '../../core/errors.ts';
import { parsePlans } from './parse-plan.ts';
import { nodesOf } from './plan-node.ts';
import { readSample, samplePlan } from './testing/sample-plans.ts';
import { sampleNames, sampleServers } from './testing/sample-statements.ts';

const least = { 'Node Type': 'Result', 'Plan Rows': 1 };

describe.each(sampleServers)('of PostgreSQL %i', (major) => {
  it('reads every plan', () => {
    for (const name of sampleNames) {
      const plan = samplePlan(major, name);
      expect(plan.isAnalyzed).toBe(true);
      expect(nodesOf(plan.root).every(({ actual }) => actual !== null)).toBe(true);
    }
  });

  it('reads a scan', () => {
    const scan = nodesOf(samplePlan(major, 'feed').root).find(({ relation }) => relation === 'posts')!;
    expect(scan).toMatchObject({
      type: 'Index Scan',
      relation: 'posts',
      alias: 'p',
      index: 'posts_user_created',
      relationship: 'Inner',
      scanDirection: 'Forward',
      conditions: { 'Index Cond': '(user_id = u.id)', Filter: 'is_public' },
      expectedRows: 75,
      actual: { rowsPerLoop: 80, loops: 10, removedPerLoop: 20, tempBlocks: 0, walBytes: 0, spilledKb: 0 },
      children: [],
    });
  });

  it('reads the triggers of a write', () => {
    expect(samplePlan(major, 'insert').triggers).toEqual([
      { name: 'posts_user_id_fkey', relation: 'posts', calls: 1 },
    ]);
  });
});

it('reads hundredths of rows where there are some', () => {
  const rows = sampleServers.map((major) => {
    const plan = samplePlan(major, 'fraction');
    return nodesOf(plan.root).find(({ relation }) => relation === 'posts')!.actual!.rowsPerLoop;
  });
  expect(rows).toEqual([1, 1, 0.75]);
});

it('reads text, plans that were not run, several plans and none', () => {
  expect(parsePlans(JSON.stringify(readSample(18).plans.feed))).toEqual([samplePlan(18, 'feed')]);
  const [plain] = parsePlans([{ Plan: least }]);
  expect(plain).toMatchObject({ isAnalyzed: false, root: { actual: null, expectedRows: 1, sortKey: [] } });
  expect(parsePlans([{ Plan: least }, { Plan: least }])).toHaveLength(2);
  expect(parsePlans(['Utility Statement'])).toEqual([]);
});

it('leaves out what it does not know', () => {
  const known = parsePlans([{ Plan: least }]);
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.string().map((key) => `New ${key}`),
        fc.jsonValue(),
      ),
      (fields) => {
        expect(parsePlans([{ ...fields, Plan: { ...fields, ...least } }])).toEqual(known);
      },
    ),
  );
});

it.each([
  ['no JSON', '{', /^EXPLAIN gave no JSON: /],
  ['no list', { Plan: least }, /a list of plans is expected/],
  ['no plan', [{}], /"Plan" is expected, and there is nothing/],
  ['a node without type', [{ Plan: { 'Plan Rows': 1 } }], /"Node Type" is expected/],
  [
    'text for a number',
    [{ Plan: { ...least, 'Plan Rows': 'many' } }],
    /number "Plan Rows" is expected, and there is "many"/,
  ],
  ['a number for text', [{ Plan: { ...least, Alias: 1 } }], /text "Alias" is expected/],
  ['no list of children', [{ Plan: { ...least, Plans: {} } }], /a list "Plans" is expected/],
])('refuses %s', (_, json, message) => {
  expect(() => parsePlans(json)).toThrow(BenchError);
  expect(() => parsePlans(json)).toThrow(message);
});

it('reads how much went to disk', () => {
  const spilled = (fields: object) =>
    parsePlans([{ Plan: { ...least, 'Actual Rows': 1, 'Actual Loops': 1, ...fields } }])[0]!.root.actual!
      .spilledKb;
  expect(spilled({ 'Sort Space Used': 1144, 'Sort Space Type': 'Disk' })).toBe(1144);
  expect(spilled({ 'Sort Space Used': 26, 'Sort Space Type': 'Memory' })).toBe(0);
  const disk = { 'Average Sort Space Used': 300, 'Peak Sort Space Used': 400 };
  expect(spilled({ 'Full-sort Groups': { 'Sort Space Disk': disk } })).toBe(400);
  expect(spilled({ 'HashAgg Batches': 5, 'Disk Usage': 2048 })).toBe(2048);
  // One batch in memory, three of about its size on disk.
  expect(spilled({ 'Hash Batches': 4, 'Peak Memory Usage': 250 })).toBe(750);
});
