import { expect, it } from 'vitest';
import { scales } from '../population/scale.ts';
import { World } from '../population/world.ts';
import { Drafts } from './drafts.ts';
import { forecast } from './forecast.ts';
import { recipesOf } from './recipes.ts';

function exactRows(world: World): Map<string, number> {
  const drafts = new Drafts();
  return new Map(
    recipesOf(world).map((recipe) => {
      let rows = 0;
      for (let parent = 0; parent < recipe.parents; parent++) {
        drafts.clear();
        recipe.draft(parent, drafts);
        rows += drafts.length;
      }
      return [recipe.table, rows];
    }),
  );
}

it('is exact where all parents are looked at', () => {
  const world = new World({ seed: 1, users: 300 });
  const predicted = new Map(forecast(world).map(({ table, rows }) => [table as string, rows]));
  expect(predicted).toEqual(exactRows(world));
});

it.each([1, 42])('is within 5 % where parents are sampled, seed %i', (seed) => {
  const world = new World({ seed, users: 20_000 });
  const exact = exactRows(world);
  const wrong = forecast(world)
    .map(({ table, rows }) => ({ table, rows, exact: exact.get(table)! }))
    .filter(({ rows, exact }) => Math.abs(rows / exact - 1) > 0.05);
  expect(wrong).toEqual([]);
});

it('is within 10 % at medium', { timeout: 120_000 }, () => {
  const world = new World({ seed: 42, users: scales.medium });
  const exact = exactRows(world);
  const ratios = forecast(world).map(({ table, rows }) => ({ table, ratio: rows / exact.get(table)! }));
  expect(ratios.filter(({ ratio }) => Math.abs(ratio - 1) > 0.1)).toEqual([]);
});

it('stays in proportion up to the largest worlds, and whole', () => {
  const [small, large] = [10_000, 1_000_000].map((users) => forecast(new World({ seed: 42, users })));
  for (const [i, { table, rows, heapBytes, indexBytes }] of large!.entries()) {
    expect(rows / small![i]!.rows / 100, table).toBeGreaterThan(0.85);
    expect(rows / small![i]!.rows / 100, table).toBeLessThan(1.2);
    for (const whole of [rows, heapBytes / 8192, indexBytes / 8192]) expect(whole).toBe(Math.trunc(whole));
  }
});

it('works for a single user', () => {
  const rows = forecast(new World({ seed: 42, users: 1 }));
  expect(rows.find(({ table }) => table === 'users')).toMatchObject({ rows: 1 });
  for (const table of rows) expect(table.heapBytes > 0).toBe(table.rows > 0);
});
