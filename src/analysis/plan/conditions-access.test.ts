import { expect, it } from 'vitest';
import { tableAccesses } from './conditions-access.ts';
import { samplePartitions, samplePlan } from './testing/sample-plans.ts';
import type { SampleName } from './testing/sample-statements.ts';

function accesses(name: SampleName, major = 18) {
  return tableAccesses(samplePlan(major, name), samplePartitions(major));
}

it.each([14, 16, 18])('finds what a feed asks of its tables on PostgreSQL %i', (major) => {
  for (const name of ['feed', 'feedWithoutIndexes'] as const) {
    const found = Object.fromEntries(accesses(name, major).map((access) => [access.alias, access]));
    expect(Object.keys(found).sort()).toEqual(['f', 'p', 'u']);
    expect(found.f).toMatchObject({ table: 'follows', equal: ['follower_id'], flags: [], order: [] });
    expect(found.f!.joined).toContain('following_id');
    expect(found.p).toMatchObject({
      table: 'posts',
      equal: [],
      ranges: [],
      flags: [{ column: 'is_public', value: true }],
      order: [{ qualifier: 'p', column: 'created_at', isDescending: true, nulls: null }],
      isLimited: true,
    });
    expect(found.p!.joined).toContain('user_id');
    expect(found.u).toMatchObject({ table: 'users', joined: ['id'] });
  }
});

it('says which index there was, also that of a bitmap', () => {
  expect(accesses('bitmap')).toMatchObject([{ alias: 'posts', equal: ['user_id'] }]);
  expect(accesses('feedWithoutIndexes').map(({ index }) => index)).toEqual([null, null, null]);
});

it('counts the rows that are looked at', () => {
  const [follows, posts] = ['follows', 'posts'].map(
    (name) => accesses('feedWithoutIndexes').find(({ table }) => table === name)!.rowsExamined,
  );
  expect([follows, posts]).toEqual([1_000, 10_000]);
});

it('takes no order from the sort of groups, and none from an expression', () => {
  expect(accesses('spilledSort')).toMatchObject([
    {
      order: [
        { column: 'content', isDescending: false },
        { column: 'id', isDescending: true },
      ],
      isLimited: false,
    },
  ]);
  expect(accesses('grouped').find(({ alias }) => alias === 'u')!.order).toEqual([]);
});
