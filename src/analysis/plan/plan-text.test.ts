import { describe, expect, it } from 'vitest';
import { parsePlans } from './parse-plan.ts';
import { noPartitions } from './partitions.ts';
import { planDifference } from './plan-difference.ts';
import { planFingerprint } from './plan-fingerprint.ts';
import { planTree } from './plan-tree.ts';
import { samplePartitions, samplePlan } from './testing/sample-plans.ts';
import { type SampleName, sampleNames, sampleServers } from './testing/sample-statements.ts';

const partitions = samplePartitions();
const tree = (name: SampleName, width = 100) => planTree(samplePlan(18, name), width, partitions);
const fingerprint = (name: SampleName, major = 18) => planFingerprint([samplePlan(major, name)], partitions);
const difference = (from: SampleName, to: SampleName) =>
  planDifference({ plans: [samplePlan(18, from)], partitions }, { plans: [samplePlan(18, to)], partitions });

/** The answer without what was measured. */
function unrun(name: SampleName) {
  const plan = samplePlan(18, name);
  const bare = (node: typeof plan.root): typeof plan.root => ({
    ...node,
    actual: null,
    children: node.children.map(bare),
  });
  return { ...plan, isAnalyzed: false, root: bare(plan.root) };
}

describe('the fingerprint', () => {
  it('is the tree of nodes, tables, indexes and keys', () => {
    expect(fingerprint('feed')).toBe(
      'Limit (Sort by p.created_at DESC (Nested Loop (Hash Join (Seq Scan users, Hash (Index Only Scan follows using follows_pkey)), Index Scan posts using posts_user_created)))',
    );
    expect(fingerprint('quarter')).toBe(
      'Append (3 x Bitmap Heap Scan events (Bitmap Index Scan using events_user_created))',
    );
    expect(fingerprint('quarterGeneric')).toBe(
      'Append (3 x Index Scan events using events_user_created, 9 removed)',
    );
    expect(fingerprint('counted')).toBe(
      'Index Only Scan users using users_pkey (Aggregate as SubPlan 1 (Index Only Scan posts using posts_user_created))',
    );
  });

  it('differs between all samples, and is that of an earlier server', () => {
    expect(new Set(sampleNames.map((name) => fingerprint(name))).size).toBe(sampleNames.length);
    for (const name of sampleNames) {
      expect(sampleServers.map((major) => fingerprint(name, major))).toEqual(
        sampleServers.map(() => fingerprint(name)),
      );
    }
  });

  it('has neither costs nor rows nor values', () => {
    const change = (json: string) =>
      json
        .replace(/"(Plan Rows|Actual Rows|Total Cost|Shared Hit Blocks)":\d+/g, '"$1":77')
        .replace('= 0)', '= 5)');
    const json = [
      {
        Plan: {
          'Node Type': 'Seq Scan',
          'Relation Name': 't',
          'Plan Rows': 1,
          'Total Cost': 3,
          Filter: '(a = 0)',
        },
      },
    ];
    const other = parsePlans(change(JSON.stringify(json)));
    expect(other[0]!.root.expectedRows).toBe(77);
    expect(planFingerprint(other, noPartitions)).toBe(planFingerprint(parsePlans(json), noPartitions));
  });

  it('joins the statements of an operation', () => {
    expect(planFingerprint([samplePlan(18, 'insert'), samplePlan(18, 'update')], partitions)).toBe(
      'Insert ModifyTable posts (Result); Update ModifyTable users (Seq Scan users)',
    );
  });
});

describe('the tree', () => {
  it('says what each node took and gave', () => {
    expect(tree('feed')).toEqual([
      'Limit, 20 rows',
      '  Sort by p.created_at DESC, 20 of 800 rows',
      '    Nested Loop, 800 rows',
      '      Hash Join, 10 rows',
      '        Seq Scan users, 100 rows',
      '        Index Only Scan follows using follows_pkey, 10 rows',
      '      Index Scan posts using posts_user_created, 10 times, 800 of 1,000 rows',
    ]);
    expect(tree('bitmap')).toEqual([
      'Aggregate, 1 row',
      '  Bitmap Scan posts using posts_user_created, 100 rows',
    ]);
    expect(tree('spilledSort')[0]).toBe('Sort by content, id DESC (1.1 MB on disk), 10,000 rows');
    expect(tree('counted')[1]).toBe('  SubPlan 1: Aggregate, 5 times, 5 rows');
    expect(tree('update')).toEqual(['Update users, 1 row', '  Seq Scan users, 1 of 100 rows']);
    expect(tree('insert')).toEqual(['Insert posts, 1 row']);
  });

  it('has a line for all partitions', () => {
    expect(tree('quarter')).toEqual([
      'Bitmap Scan events (3 of 12 partitions) using events_user_created, 22 rows',
    ]);
    expect(tree('year')).toEqual([
      'Aggregate, 1 row',
      '  Seq Scan events (12 of 12 partitions), 4,392 of 8,784 rows',
    ]);
    // Nobody knows which belong together.
    expect(planTree(samplePlan(18, 'quarterGeneric'), 100, noPartitions)).toHaveLength(4);
  });

  it('does not take a mean that was rounded down for none', () => {
    const scan = { 'Node Type': 'Seq Scan', 'Plan Rows': 1, 'Actual Rows': 0, 'Relation Name': 't' };
    const shown = (loops: number) =>
      planTree(parsePlans([{ Plan: { ...scan, 'Actual Loops': loops } }])[0]!, 100, noPartitions);
    expect(shown(0)).toEqual(['Seq Scan t, never run']);
    expect(shown(1)).toEqual(['Seq Scan t, 0 rows']);
    expect(shown(4187)).toEqual(['Seq Scan t, 4,187 times, few or no rows']);
  });

  it('expects where nothing was run', () => {
    expect(planTree(unrun('feed'), 100, partitions).slice(0, 2)).toEqual([
      'Limit, about 20 rows',
      '  Sort by p.created_at DESC, about 750 rows',
    ]);
  });

  it('cuts names, and keeps figures', () => {
    expect(tree('feed', 60).at(-1)).toBe('      Index Scan posts using p…, 10 times, 800 of 1,000 rows');
    for (const name of sampleNames) {
      for (const line of tree(name, 72)) expect(line.length).toBeLessThanOrEqual(72);
    }
  });
});

describe('the difference', () => {
  it('is none between like and like', () => {
    for (const name of sampleNames) expect(difference(name, name)).toEqual([]);
  });

  it('says how tables are read, what concerns most rows first', () => {
    expect(difference('feedWithoutIndexes', 'feed')).toEqual([
      'posts: index scan posts_user_created instead of sequential scan (1,000 rows instead of 10,000)',
      'follows: index-only scan follows_pkey instead of sequential scan (10 rows instead of 1,000)',
      'hash join of follows, posts and users became nested loop',
    ]);
    expect(difference('quarter', 'quarterGeneric')).toEqual([
      'events: index scan events_user_created instead of bitmap scan events_user_created',
    ]);
  });

  it('says which partitions are read', () => {
    expect(difference('year', 'quarter')).toEqual([
      'events: bitmap scan events_user_created instead of sequential scan (22 rows instead of 8,784)',
      'events: 3 of 12 partitions instead of 12 of 12',
      'no aggregation of 4,392 rows',
    ]);
    const one = { plans: [samplePlan(18, 'year')], partitions: noPartitions };
    expect(planDifference(one, { plans: one.plans, partitions })).toContain('events: 12 of 12 partitions');
  });

  it('says what is sorted, aggregated, joined and spilled', () => {
    expect(difference('spilledSort', 'bitmap')).toEqual([
      'posts: bitmap scan posts_user_created instead of sequential scan (100 rows instead of 10,000)',
      'no sort of 10,000 rows',
      'stays in memory instead of spilling (1.1 MB)',
      'an aggregation of 100 rows',
    ]);
    expect(difference('bitmap', 'spilledSort').slice(1, 3)).toEqual([
      'a sort of 10,000 rows',
      'spills to disk (1.1 MB)',
    ]);
    expect(difference('grouped', 'counted')).toEqual([
      'posts: index-only scan posts_user_created instead of sequential scan (500 rows instead of 10,000)',
      'aggregation of 500 rows instead of 7,500',
      'users: index-only scan users_pkey instead of sequential scan (5 rows instead of 100)',
      'no joins instead of 1',
    ]);
  });

  it('says which tables are read or not', () => {
    expect(difference('grouped', 'year')).toEqual(
      expect.arrayContaining([
        'posts: not read (instead of 10,000 rows)',
        'events: read as well, by sequential scan (8,784 rows)',
      ]),
    );
  });

  it('tells no rows that nobody has counted', () => {
    const side = (plan: ReturnType<typeof unrun>) => ({ plans: [plan], partitions });
    expect(planDifference(side(unrun('feedWithoutIndexes')), side(samplePlan(18, 'feed')))).toEqual([
      'posts: index scan posts_user_created instead of sequential scan',
      'hash join of follows, posts and users became nested loop',
      'follows: index-only scan follows_pkey instead of sequential scan',
    ]);
  });

  it('takes five sentences at most', () => {
    const from = { plans: [samplePlan(18, 'feedWithoutIndexes'), samplePlan(18, 'spilledSort')], partitions };
    const to = { plans: [samplePlan(18, 'year'), samplePlan(18, 'counted')], partitions };
    expect(planDifference(from, to)).toHaveLength(5);
  });
});
