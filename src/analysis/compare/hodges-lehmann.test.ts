import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hodgesLehmann, signedRankInterval } from './hodges-lehmann.ts';
import { signedRankTest } from './signed-rank.ts';

const depression = [0.952, -0.147, 1.022, 0.43, 0.62, 0.59, 0.49, -0.08, 0.01];

it("agrees with R's wilcox.test on its documented example", () => {
  // wilcox.test(x, y, paired = TRUE, conf.int = TRUE): (pseudo)median 0.46, interval 0.010 to 0.786.
  expect(hodgesLehmann(depression)).toBeCloseTo(0.46, 12);
  const interval = signedRankInterval(depression, 0.95);
  expect(interval.low).toBeCloseTo(0.01, 12);
  expect(interval.high).toBeCloseTo(0.786, 12);
  // 10 of 512 on either side; Hollander and Wolfe print 96.1 %.
  expect(interval.confidence).toBe(1 - 20 / 512);
});

it('is the median of the means of pairs', () => {
  // Of 0, 1, 5: 0, 0.5, 1, 2.5, 3, 5.
  expect(hodgesLehmann([5, 0, 1])).toBe(1.75);
  expect(hodgesLehmann([7])).toBe(7);
  expect(hodgesLehmann([])).toBeNaN();
});

it('is not moved by two wild values of ten', () => {
  expect(hodgesLehmann([1, 2, 3, 4, 5, 6, 7, 8, 1e9, 1e9])).toBeLessThan(9);
  expect(hodgesLehmann([1, 2, 3, 4, 5, 6, 7, 8, Infinity, Infinity])).toBeLessThan(9);
});

it('has no ends where too few values cannot give them', () => {
  expect(signedRankInterval([1, 2, 3, 4, 5], 0.95)).toEqual({
    estimate: 3,
    low: -Infinity,
    high: Infinity,
    confidence: 1,
  });
  // Six: 1 of 64 on either side, and the ends are the extremes.
  expect(signedRankInterval([6, 2, 5, 4, 3, 1], 0.95)).toEqual({
    estimate: 3.5,
    low: 1,
    high: 6,
    confidence: 1 - 2 / 64,
  });
});

it('holds just the centres that the test does not reject', () => {
  // Quarters are no Walsh averages of whole numbers, so that no centre makes ties.
  const whole = fc.integer({ min: -200, max: 200 });
  const values = fc.uniqueArray(whole, { minLength: 6, maxLength: 20 });
  fc.assert(
    fc.property(values, whole, fc.constantFrom(0.9, 0.95, 0.9666), (series, place, confidence) => {
      const centre = place + 0.25;
      const { low, high } = signedRankInterval(series, confidence);
      const { pGreater, pLess } = signedRankTest(series, centre);
      expect(centre > low).toBe(pGreater > (1 - confidence) / 2);
      expect(centre < high).toBe(pLess > (1 - confidence) / 2);
    }),
  );
});

it('shifts with the values, and never falls when one rises', () => {
  const values = fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 1, maxLength: 15 });
  fc.assert(
    fc.property(values, fc.nat(100), fc.nat(100), (series, shift, at) => {
      const estimate = hodgesLehmann(series);
      expect(hodgesLehmann(series.map((value) => value + shift))).toBe(estimate + shift);
      const index = at % series.length;
      const raised = series.with(index, series[index]! + shift);
      expect(hodgesLehmann(raised)).toBeGreaterThanOrEqual(estimate);
      expect(signedRankInterval(raised, 0.9).low).toBeGreaterThanOrEqual(signedRankInterval(series, 0.9).low);
    }),
  );
});
