import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RandomSequence } from '../core/random.ts';
import { ZipfRanks } from './zipf.ts';

function sequence(seed: number): RandomSequence {
  const random = new RandomSequence();
  random.seed(seed, 2, 3);
  return random;
}

/** Pearson's statistic of draws against k^-exponent, in standard deviations of the chi-squared distribution. */
function excess(size: number, exponent: number, draws: number): number {
  const counts = new Float64Array(size);
  const random = sequence(size);
  const ranks = new ZipfRanks(size, exponent);
  for (let i = 0; i < draws; i++) counts[ranks.draw(random) - 1]!++;
  const weights = counts.map((_, i) => (i + 1) ** -exponent);
  const total = weights.reduce((sum, weight) => sum + weight);
  const statistic = counts.reduce((sum, count, i) => {
    const expected = (draws * weights[i]!) / total;
    return sum + (count - expected) ** 2 / expected;
  }, 0);
  return (statistic - (size - 1)) / Math.sqrt(2 * (size - 1));
}

it.each([
  [2, 1],
  [10, 0.01],
  [10, 0.5],
  [50, 0.999],
  [50, 1],
  [50, 1.001],
  [50, 1.5],
  [10, 3],
])('draws %i ranks as k^-%f', (size, exponent) => {
  expect(Math.abs(excess(size, exponent, 200_000))).toBeLessThan(4);
});

it('tells a wrong exponent', () => {
  const counts = [0, 0];
  const random = sequence(1);
  const ranks = new ZipfRanks(2, 1);
  for (let i = 0; i < 200_000; i++) counts[ranks.draw(random) - 1]!++;
  expect(counts[0]! / counts[1]!).toBeGreaterThan(1.95);
  expect(counts[0]! / counts[1]!).toBeLessThan(2.05);
});

it('stays within its ranks, however many and steep', () => {
  const size = fc.oneof(
    fc.integer({ min: 1, max: 5 }),
    fc.maxSafeInteger().map((n) => Math.abs(n) + 1),
  );
  fc.assert(
    fc.property(
      size,
      fc.double({ min: 0.01, max: 20, noNaN: true }),
      fc.integer(),
      (size, exponent, seed) => {
        const ranks = new ZipfRanks(size, exponent);
        const random = sequence(seed);
        for (let i = 0; i < 20; i++) {
          const rank = ranks.draw(random);
          expect(Number.isInteger(rank) && rank >= 1 && rank <= size).toBe(true);
        }
      },
    ),
  );
});
