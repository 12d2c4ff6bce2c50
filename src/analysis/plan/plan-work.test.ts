import { describe, expect, it } from 'vitest';
import { parsePlans } from './parse-plan.ts';
import { planWork } from './plan-work.ts';
import { samplePlan } from './testing/sample-plans.ts';
import { type SampleName, sampleServers } from './testing/sample-statements.ts';

const workOf = (major: number, name: SampleName) => planWork([samplePlan(major, name)])!;

/** Rows are counted by hand from testing/sample-statements.ts, blocks read off the root of the servers' answers. */
describe.each(sampleServers)('of PostgreSQL %i', (major) => {
  it.each<[SampleName, number, number]>([
    // 100 users, 10 follows, and 10 x 100 posts of which 2 x 100 are removed.
    ['feed', 100 + 10 + 1000, 1028],
    ['feedWithoutIndexes', 10_000 + 1000 + 100, 188],
    // All of user 1's posts are public; the index's 100 are not counted again.
    ['bitmap', 100, 102],
    ['grouped', 10_000 + 100, 183],
    // 5 users, and 5 x 100 posts.
    ['counted', 505, 14],
    // Every 100th hour of April to June from hour 7: 22 of 2,184.
    ['quarter', 22, 20],
    ['quarterGeneric', 22, 20],
    // 366 days.
    ['year', 366 * 24, 60],
  ])('%s', (name, rowsExamined, sharedBlocks) => {
    const { worstEstimate, ...work } = workOf(major, name);
    expect(work).toEqual({
      rowsExamined,
      sharedBlocks,
      tempBlocks: 0,
      walRecords: 0,
      walFullPageImages: 0,
      walBytes: 0,
    });
    expect(worstEstimate!.ratio).toBeGreaterThanOrEqual(1);
  });

  it('has WAL of writes, the second time without full pages', () => {
    expect(workOf(major, 'insert')).toMatchObject({ walRecords: 3, walFullPageImages: 0, walBytes: 212 });
    expect(workOf(major, 'update')).toMatchObject({ walRecords: 1, walFullPageImages: 0, rowsExamined: 100 });
  });
});

it('has blocks of temporary files, read and written', () => {
  expect(sampleServers.map((major) => workOf(major, 'spilledSort').tempBlocks)).toEqual([
    216 + 224,
    283 + 290,
    285 + 292,
  ]);
});

it('knows means of loops only: 75 rows of 100 loops', () => {
  expect(sampleServers.map((major) => workOf(major, 'fraction').rowsExamined)).toEqual([200, 200, 175]);
});

it('sums the statements of an operation, and is unknown where one was not run', () => {
  const [insert, update] = [samplePlan(18, 'insert'), samplePlan(18, 'update')];
  expect(planWork([insert, update])).toMatchObject({ walRecords: 4, walBytes: 212 + 74, rowsExamined: 100 });
  const notRun = parsePlans([{ Plan: { 'Node Type': 'Result', 'Plan Rows': 1 } }]);
  expect(planWork([insert, ...notRun])).toBeNull();
  expect(planWork([])).toMatchObject({ sharedBlocks: 0, worstEstimate: null });
});

describe('the worst estimate', () => {
  const node = (type: string, expected: number, actual: number, more: object = {}) => ({
    'Node Type': type,
    'Plan Rows': expected,
    'Actual Rows': actual,
    'Actual Loops': 1,
    ...more,
  });
  const worst = (plan: object) => planWork(parsePlans([{ Plan: plan }]))!.worstEstimate;

  it('is that of the node that is furthest off, either way', () => {
    expect(workOf(18, 'year').worstEstimate).toEqual({
      ratio: 348 / 3,
      node: 'Seq Scan events_2024_02',
      expectedRows: 3,
      actualRows: 348,
    });
    const scan = node('Seq Scan', 400, 4, { 'Relation Name': 'posts' });
    expect(worst(node('Aggregate', 1, 1, { Strategy: 'Plain', Plans: [scan] }))).toMatchObject({
      ratio: 100,
      node: 'Seq Scan posts',
    });
  });

  it('takes less than a row for one', () => {
    expect(worst(node('Seq Scan', 1, 0))).toMatchObject({ ratio: 1 });
    expect(worst(node('Seq Scan', 5, 0))).toMatchObject({ ratio: 5 });
  });

  it('takes fewer rows for no error where a LIMIT stopped it, unless all had to be read', () => {
    const scan = node('Seq Scan', 10_000, 20);
    expect(worst(node('Limit', 20, 20, { Plans: [scan] }))).toMatchObject({ ratio: 1, node: 'Limit' });
    const sort = node('Sort', 10_000, 20, { 'Sort Key': ['id'], Plans: [scan] });
    expect(worst(node('Limit', 20, 20, { Plans: [sort] }))).toMatchObject({ ratio: 500, node: 'Seq Scan' });
    const more = node('Seq Scan', 20, 10_000);
    expect(worst(node('Limit', 20, 20, { Plans: [more] }))).toMatchObject({ ratio: 500 });
  });

  it('takes one match for enough where a join does', () => {
    const inner = node('Index Scan', 50, 1, { 'Parent Relationship': 'Inner' });
    const outer = node('Seq Scan', 10, 10, { 'Parent Relationship': 'Outer' });
    const join = (more: object) =>
      worst(node('Nested Loop', 10, 10, { ...more, Plans: [outer, inner] }))!.ratio;
    expect(join({ 'Join Type': 'Semi' })).toBe(1);
    expect(join({ 'Join Type': 'Inner', 'Inner Unique': true })).toBe(1);
    expect(join({ 'Join Type': 'Inner' })).toBe(50);
  });

  it('leaves out what never ran', () => {
    expect(
      worst(node('Append', 1, 1, { Plans: [{ ...node('Seq Scan', 1000, 0), 'Actual Loops': 0 }] })),
    ).toMatchObject({
      ratio: 1,
    });
  });
});
