import fc from 'fast-check';
import { expect, it } from 'vitest';
import { studentCritical, studentTwoSided } from './student-t.ts';

it('agrees with closed forms and published quantiles', () => {
  // One degree of freedom is Cauchy's distribution, two have p = 1 - t / sqrt(2 + t^2).
  expect(studentTwoSided(1, 1)).toBeCloseTo(0.5, 12);
  expect(studentTwoSided(3, 2)).toBeCloseTo(1 - 3 / Math.sqrt(11), 12);
  expect(studentTwoSided(0, 5)).toBe(1);
  expect(studentTwoSided(2.2281388519649385, 10)).toBeCloseTo(0.05, 10);
  expect(studentTwoSided(1.959963984540054, 1e7)).toBeCloseTo(0.05, 7);
  // Not whole, and far out: scipy.stats.t.sf.
  expect(studentTwoSided(2.5, 7.3)).toBeCloseTo(0.03965023466560043, 11);
  expect(studentTwoSided(40, 1.5)).toBeCloseTo(0.002979624390931245, 11);
  expect(studentCritical(0.007, 11.5)).toBeCloseTo(3.2749165280260417, 9);
});

it('finds the quantile of every probability', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.001, max: 0.999, noNaN: true }),
      fc.double({ min: 1, max: 500, noNaN: true }),
      (p, freedom) => {
        expect(studentTwoSided(studentCritical(p, freedom), freedom)).toBeCloseTo(p, 9);
      },
    ),
  );
});
