import fc from 'fast-check';
import { expect, it } from 'vitest';
import { quantile } from '../../core/statistics.ts';
import { boundedQuantile } from './bounded-quantile.ts';

it('is the quantile of finite values', () => {
  const values = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (series, p) => {
      expect(boundedQuantile(series, p)).toBe(quantile(series, p));
    }),
  );
});

it('is infinite where it hangs on an infinite value, and only there', () => {
  expect(boundedQuantile([-Infinity, 1, 2], 0.5)).toBe(1);
  expect(boundedQuantile([-Infinity, -Infinity, 2], 0.5)).toBe(-Infinity);
  expect(boundedQuantile([-Infinity, 1], 0.5)).toBe(-Infinity);
  expect(boundedQuantile([1, Infinity], 0.5)).toBe(Infinity);
  expect(boundedQuantile([1, 2, Infinity], 0.5)).toBe(2);
  expect(boundedQuantile([Infinity, Infinity], 0.5)).toBe(Infinity);
  expect(boundedQuantile([1, Infinity], 0)).toBe(1);
});
