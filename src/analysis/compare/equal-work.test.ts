import { expect, it } from 'vitest';
import { ratiosOverSameOperations, type Spent, sharedOperations, spentOnFirst } from './equal-work.ts';
import { estimateRatio } from './ratio-estimate.ts';

/** An operation costs 1, and the n-th since the start 10 / sqrt(n) besides, as pages are changed for the first time. */
function slicesOf(operations: readonly number[], times = 1): Spent[] {
  let done = 0;
  return operations.map((count) => {
    let amount = 0;
    for (let n = 0; n < count; n++) amount += times * (1 + 10 / Math.sqrt(++done));
    return { operations: count, amount };
  });
}

const even = (count: number, slices = 10) => Array.from({ length: slices }, () => count);
const exact = (ratios: ReturnType<typeof ratiosOverSameOperations>) =>
  ratios.map(({ low, high }) => {
    expect(low).toBe(high);
    return Math.exp(low);
  });

it('adds up slices, and parts of them', () => {
  const slices = [
    { operations: 100, amount: 50 },
    { operations: 0, amount: 7 },
    { operations: 200, amount: 40 },
  ];
  expect([0, 50, 100, 101, 200, 300, 1000].map((n) => spentOnFirst(slices, n))).toEqual([
    0, 25, 50, 57.2, 77, 97, 97,
  ]);
  expect(sharedOperations(slices, [{ operations: 120 }])).toBe(120);
});

it('finds no difference between arms of which one is only faster', () => {
  const ratios = ratiosOverSameOperations(slicesOf(even(1000)), slicesOf(even(1300)));
  expect(estimateRatio(ratios, 0.95).ratio).toBeCloseTo(1, 2);
  // Slice by slice the faster one seems to use up less.
  const [slow, fast] = [slicesOf(even(1000)), slicesOf(even(1300))].map(
    (slices) => slices.reduce((sum, { amount }) => sum + amount, 0) / 10,
  );
  expect(fast! / 1300 / (slow! / 1000)).toBeLessThan(0.98);
});

it('finds a difference, whichever arm came to more', () => {
  const [few, many] = [even(700), even(1000)];
  for (const [of, to] of [
    [few, many],
    [many, few],
    [few, few],
  ] as const) {
    const ratios = ratiosOverSameOperations(slicesOf(of), slicesOf(to, 1.2));
    expect(ratios).toHaveLength(10);
    expect(estimateRatio(ratios, 0.95).ratio).toBeCloseTo(1.2, 2);
  }
});

it('says nothing of slices in which nothing was done, or nothing used up', () => {
  const slices = [
    { operations: 0, amount: 0 },
    { operations: 10, amount: 0 },
    { operations: 10, amount: 5 },
  ];
  expect(exact(ratiosOverSameOperations(slices, slices))).toEqual([1]);
  expect(ratiosOverSameOperations([], slices)).toEqual([]);
});
