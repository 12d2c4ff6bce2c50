import fc from 'fast-check';
import { expect, it } from 'vitest';
import { median } from '../../core/statistics.ts';
import {
  blockLogRatio,
  exactLogRatio,
  pairLogRatio,
  quantileLogRatio,
  type Timing,
} from './censored-ratio.ts';

function took(durationNs: number): Timing {
  return { durationNs, isCensored: false };
}

function over(durationNs: number): Timing {
  return { durationNs, isCensored: true };
}

it('bounds a pair by what was seen of it', () => {
  expect(pairLogRatio(took(100), took(200))).toEqual(exactLogRatio(Math.log(2)));
  expect(pairLogRatio(took(100), over(200))).toEqual({ low: Math.log(2), high: Infinity });
  expect(pairLogRatio(over(100), took(20))).toEqual({ low: -Infinity, high: Math.log(0.2) });
  expect(pairLogRatio(over(100), over(100))).toEqual({ low: -Infinity, high: Infinity });
  expect(() => pairLogRatio(took(0), took(1))).toThrow('above 0 ns');
});

it('leaves a block exact as long as its median is', () => {
  // One of three censored, and at or above the median whatever it is.
  const pairs = [exactLogRatio(0.1), exactLogRatio(0.2), pairLogRatio(took(1), over(10))];
  expect(blockLogRatio(pairs)).toEqual({ low: 0.2, high: 0.2 });
  // Known to be above 0.1 only, it may be the median itself, or leave it to 0.3.
  expect(blockLogRatio([exactLogRatio(0.1), exactLogRatio(0.3), { low: 0.2, high: Infinity }])).toEqual({
    low: 0.2,
    high: 0.3,
  });
});

it('makes a bound of a block with half of its pairs censored', () => {
  const slow = pairLogRatio(over(1000), took(1));
  const half = blockLogRatio([exactLogRatio(-1), exactLogRatio(-2), slow, slow]);
  expect(half).toEqual({ low: -Infinity, high: (-2 - Math.log(1000)) / 2 });
  expect(blockLogRatio([slow, slow, exactLogRatio(-1)])).toEqual({ low: -Infinity, high: -Math.log(1000) });
  expect(() => blockLogRatio([])).toThrow(RangeError);
});

it('bounds the ratio of two quantiles', () => {
  const fast = [1, 2, 3, 4, 5].map(took);
  // The median of the slow arm lies below its timeouts, its p90 does not.
  const slow = [...[20, 40, 60].map(took), over(100), over(100)];
  expect(quantileLogRatio(fast, slow, 0.5)).toEqual(exactLogRatio(Math.log(20)));
  expect(quantileLogRatio(fast, slow, 0.75)).toEqual({ low: Math.log(25), high: Infinity });
  expect(quantileLogRatio(slow, fast, 0.75)).toEqual({ low: -Infinity, high: Math.log(0.04) });
  expect(quantileLogRatio(slow, slow, 1)).toEqual({ low: -Infinity, high: Infinity });
  expect(() => quantileLogRatio([], fast, 0.5)).toThrow(RangeError);
});

it('holds the ratio that there would have been without a timeout', () => {
  const duration = fc.integer({ min: 1, max: 1000 });
  const pairs = fc.array(fc.tuple(duration, duration), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(pairs, duration, (series, timeout) => {
      const seen = (durationNs: number) => (durationNs > timeout ? over(timeout) : took(durationNs));
      const block = blockLogRatio(series.map(([a, b]) => pairLogRatio(seen(a), seen(b))));
      expectWithin(median(series.map(([a, b]) => Math.log(b / a))), block);

      const medians = quantileLogRatio(
        series.map(([a]) => seen(a)),
        series.map(([, b]) => seen(b)),
        0.5,
      );
      expectWithin(Math.log(median(series.map(([, b]) => b)) / median(series.map(([a]) => a))), medians);
    }),
  );
});

function expectWithin(value: number, { low, high }: { low: number; high: number }): void {
  expect(value).toBeGreaterThanOrEqual(low - 1e-12);
  expect(value).toBeLessThanOrEqual(high + 1e-12);
}
