import { expect, it } from 'vitest';
import { mean, median, quantile, shareOfLargest, slope, tailExponent, zipfExponent } from './statistics.ts';

it('computes means, quantiles and shares of known samples', () => {
  expect(mean([1, 2, 3, 6])).toBe(3);
  expect(median([5, 1, 3])).toBe(3);
  expect(quantile([1, 2, 3, 4], 0.75)).toBe(3.25);
  expect(quantile([7], 0.99)).toBe(7);
  expect(shareOfLargest([1, 1, 1, 1, 1, 1, 1, 1, 1, 11], 0.1)).toBeCloseTo(0.55, 12);
  expect(
    slope([
      [0, 1],
      [1, 3],
      [2, 5],
    ]),
  ).toBe(2);
});

it('finds the exponents of exact power laws', () => {
  // Whole numbers of at least 10 are what continuous values of at least 9.5 round to.
  const pareto = Array.from({ length: 100_000 }, (_, i) =>
    Math.round(9.5 * ((i + 0.5) / 100_000) ** (-1 / 1.3)),
  );
  expect(tailExponent(pareto, 10)).toBeCloseTo(2.3, 1);
  const zipf = Array.from({ length: 1000 }, (_, rank) => 1e6 / (rank + 1) ** 1.1);
  expect(zipfExponent(zipf, 1, 1000)).toBeCloseTo(1.1, 6);
});
