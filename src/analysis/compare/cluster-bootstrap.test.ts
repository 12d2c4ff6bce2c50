import { expect, it } from 'vitest';
import { mean, median } from '../../core/statistics.ts';
import { bootstrapReplicates, clusterBootstrap } from './cluster-bootstrap.ts';

function shareOf(replicates: Float64Array, value: number): number {
  return replicates.filter((replicate) => replicate === value).length / replicates.length;
}

/** Four standard errors of a share among 10,000. */
function near(share: number, expected: number): void {
  expect(Math.abs(share - expected)).toBeLessThan(4 * Math.sqrt((expected * (1 - expected)) / 10_000));
}

it('draws means of two blocks as often as it must', () => {
  const replicates = bootstrapReplicates([0, 1], mean, { seed: 1 });
  expect(replicates).toHaveLength(10_000);
  near(shareOf(replicates, 0), 1 / 4);
  near(shareOf(replicates, 0.5), 1 / 2);
  near(shareOf(replicates, 1), 1 / 4);
});

it('draws medians of three blocks as often as it must', () => {
  // At least two of three draws the smallest: 3 * (1/3)^2 * 2/3 + (1/3)^3 = 7 / 27.
  const replicates = bootstrapReplicates([10, 30, 20], median, { seed: 2 });
  near(shareOf(replicates, 10), 7 / 27);
  near(shareOf(replicates, 20), 13 / 27);
  near(shareOf(replicates, 30), 7 / 27);
});

it('cuts both tails by the same share', () => {
  // Means of two of 0 and 1 are 0 in a quarter: 60 % cuts 20 % on either side, 40 % cuts 30 %.
  const options = { seed: 3 };
  expect(clusterBootstrap([0, 1], mean, 0.6, options)).toEqual({
    estimate: 0.5,
    low: 0,
    high: 1,
    confidence: 0.6,
  });
  expect(clusterBootstrap([0, 1], mean, 0.4, options)).toEqual({
    estimate: 0.5,
    low: 0.5,
    high: 0.5,
    confidence: 0.4,
  });
});

it('has the standard error of a mean', () => {
  // Of 1 to 30: variance (30^2 - 1) / 12 with n below it, so the error is sqrt(74.92 / 30) = 1.580.
  const blocks = Array.from({ length: 30 }, (_, i) => i + 1);
  const { estimate, low, high } = clusterBootstrap(blocks, mean, 0.95, { seed: 4 });
  expect(estimate).toBe(15.5);
  expect(Math.abs(low - (15.5 - 1.96 * 1.5803))).toBeLessThan(0.15);
  expect(Math.abs(high - (15.5 + 1.96 * 1.5803))).toBeLessThan(0.15);
});

it('keeps blocks whole', () => {
  const blocks = [
    { baseline: 1, contender: 2 },
    { baseline: 10, contender: 10 },
  ];
  const ratio = (sample: typeof blocks) =>
    mean(sample.map(({ contender }) => contender)) / mean(sample.map(({ baseline }) => baseline));
  const replicates = bootstrapReplicates(blocks, (sample) => ratio(sample as typeof blocks), { seed: 5 });
  expect([...new Set(replicates)].sort()).toEqual([1, 12 / 11, 2]);
});

it('draws the same from the same seed, and needs a block', () => {
  const drawn = (seed: number) => bootstrapReplicates([1, 2, 3, 4, 5], mean, { seed, resamples: 20 });
  expect(drawn(6)).toEqual(drawn(6));
  expect(drawn(7)).not.toEqual(drawn(6));
  expect(() => clusterBootstrap([], mean, 0.95, { seed: 1 })).toThrow('at least one block');
});
