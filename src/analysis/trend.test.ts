import fc from 'fast-check';
import { expect, it } from 'vitest';
import { trendOf } from './trend.ts';

it('computes slope and significance of a known series with ties', () => {
  // By hand: S = 48, its variance 481.3; the residuals are not positively correlated, so z is 47 / 21.94 of t(14).
  const trend = trendOf([3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3]);
  expect(trend.slope).toBeCloseTo(0.4, 12);
  expect(trend.effectiveCount).toBe(16);
  expect(trend.p).toBeCloseTo(0.050234410643458884, 11);
});

it('is not moved by single outliers', () => {
  const line = Array.from({ length: 30 }, (_, i) => 100 + 2 * i);
  expect(trendOf(line.with(7, 1e6).with(20, 0)).slope).toBeCloseTo(2, 12);
});

it('counts correlated values for fewer', () => {
  // Runs of four equal values: of 79 pairs of neighbours 60 are equal and 19 are not, so the raw r is 41 / 80.
  const waves = Array.from({ length: 80 }, (_, i) => (i % 8 < 4 ? 1 : -1));
  const r = (41 + 2) / 76;
  expect(trendOf(waves).effectiveCount).toBeCloseTo((80 * (1 - r)) / (1 + r), 9);
  const alternating = waves.map((_, i) => (i % 2 === 0 ? 1 : -1));
  expect(trendOf(alternating).effectiveCount).toBe(80);
});

it('says nothing of constant series and of next to none', () => {
  for (const values of [[], [1], [1, 2], new Array(40).fill(7)])
    expect(trendOf(values)).toMatchObject({ slope: 0, p: 1 });
});

it('turns with the series and does not mind its unit', () => {
  const values = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 10, maxLength: 40 });
  fc.assert(
    fc.property(values, (series) => {
      const trend = trendOf(series);
      const mirrored = trendOf(series.toReversed());
      const scaled = trendOf(series.map((value) => value * 8));
      expect(mirrored.slope).toBeCloseTo(-trend.slope, 9);
      expect(scaled.slope).toBeCloseTo(8 * trend.slope, 9);
      expect(scaled.p).toBeCloseTo(trend.p, 9);
    }),
  );
});
