import { expect, it } from 'vitest';
import { criticalRankSum, signedRankInterval } from './signed-rank.ts';

/** Tables of the signed-rank test, two-sided 5 %. */
it.each([
  [5, -1],
  [6, 0],
  [7, 2],
  [10, 8],
  [20, 52],
  [30, 137],
])('finds the critical sum of %i pairs', (n, critical) => {
  expect(criticalRankSum(n, 0.025)).toBe(critical);
});

it('spans all pairwise means of six differences', () => {
  expect(signedRankInterval([1, 2, 3, 4, 5, 9])).toEqual({ low: 1, middle: 3.5, high: 9 });
});

it('is moved little by one disturbed pair of twenty', () => {
  const even = Array.from({ length: 20 }, (_, i) => i - 9.5);
  expect(signedRankInterval(even)).toEqual({ low: -3, middle: 0, high: 3 });
  expect(signedRankInterval([...even.slice(0, 19), 1000])).toEqual({ low: -3, middle: 0, high: 3.5 });
});

it('refuses too few', () => {
  expect(() => signedRankInterval([1, 2, 3, 4, 5])).toThrow('5 pairs are too few');
});
