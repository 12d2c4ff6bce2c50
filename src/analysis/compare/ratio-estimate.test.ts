import { expect, it } from 'vitest';
import { exactLogRatio } from './censored-ratio.ts';
import { estimateRatio, estimateTogether } from './ratio-estimate.ts';

const blocks = [-0.04, -0.01, 0.01, 0.02, 0.03, 0.05, 0.06, 0.08, 0.1, 0.15].map(exactLogRatio);

it('gives several groups the intervals that hold together', () => {
  const [one] = estimateTogether([blocks], 0.95);
  expect(one).toEqual(estimateRatio(blocks, 0.95));
  const five = estimateTogether(Array(5).fill(blocks), 0.95);
  expect(five).toEqual(Array(5).fill(estimateRatio(blocks, 0.99)));
  expect(five[0]!.ratio).toBe(one!.ratio);
  expect(five[0]!.interval.low!).toBeLessThan(one!.interval.low!);
  expect(five[0]!.interval.high!).toBeGreaterThan(one!.interval.high!);
  expect(estimateTogether([], 0.95)).toEqual([]);
});

it('leaves an end open that too few blocks can know', () => {
  const [few] = estimateTogether([blocks.slice(0, 5), blocks], 0.95);
  expect(few!.interval).toMatchObject({ low: null, high: null });
});
