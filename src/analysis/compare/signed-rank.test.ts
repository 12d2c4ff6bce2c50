import fc from 'fast-check';
import { expect, it } from 'vitest';
import { signedRankCritical, signedRankTest } from './signed-rank.ts';

/** Hollander and Wolfe (1973), table 3.1: Hamilton's depression scale of nine patients before and after treatment. */
const before = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
const after = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
const depression = before.map((value, i) => value - after[i]!);

it("agrees with R's wilcox.test on its documented example", () => {
  // wilcox.test(x, y, paired = TRUE, alternative = "greater"): V = 40, p-value = 0.01953, which is 10 / 512.
  const test = signedRankTest(depression);
  expect(test).toEqual({
    positiveRankSum: 40,
    pGreater: 10 / 512,
    pLess: 1 - 7 / 512,
    pTwoSided: 20 / 512,
  });
});

it('gives shared ranks their exact distribution', () => {
  // Distances 1, 1, 2 have ranks 1.5, 1.5, 3; of the eight sums 0, 1.5, 1.5, 3, 3, 4.5, 4.5, 6 three are 4.5 or more.
  expect(signedRankTest([1, -1, 2])).toEqual({
    positiveRankSum: 4.5,
    pGreater: 3 / 8,
    pLess: 7 / 8,
    pTwoSided: 6 / 8,
  });
});

it('ranks zeros and gives them no sign', () => {
  // Ranks 1.5, 1.5 (the zeros), 3, 4: sums 0, 3, 4, 7 of what has a sign.
  expect(signedRankTest([0, 0, -1, 2])).toEqual({
    positiveRankSum: 4,
    pGreater: 2 / 4,
    pLess: 3 / 4,
    pTwoSided: 1,
  });
  for (const values of [[], [0], [0, 0, 0]])
    expect(signedRankTest(values)).toEqual({ positiveRankSum: 0, pGreater: 1, pLess: 1, pTwoSided: 1 });
});

it('takes infinite values for the largest distances', () => {
  const far = signedRankTest([1, 2, -3, Number.NEGATIVE_INFINITY, Infinity]);
  expect(far).toEqual(signedRankTest([1, 2, -3, -10, 10]));
  expect(() => signedRankTest([1, Number.NaN])).toThrow(RangeError);
});

it('is exact to the last bit at 50 values', () => {
  const rising = Array.from({ length: 50 }, (_, i) => i + 1);
  expect(signedRankTest(rising).pGreater).toBe(2 ** -50);
  expect(signedRankTest(rising).pLess).toBe(1);
  // Sums up to 3 are made by {}, {1}, {2}, {3} and {1, 2}.
  expect(signedRankTest(rising.with(2, -3)).pGreater).toBe(5 * 2 ** -50);
});

it('has the critical values of the usual tables', () => {
  // Two-sided at 5 %, a sum of 8 rejects at n = 10 and one of 137 at n = 30: R's qsignrank(0.025, n) less one.
  expect(signedRankCritical(10, 0.025)).toEqual({ below: 9, p: 25 / 1024 });
  expect(signedRankCritical(30, 0.025).below).toBe(138);
  // Nothing of seven values is rarer than 1 of 128.
  expect(signedRankCritical(7, 0.004).below).toBe(0);
  expect(signedRankCritical(8, 0.004)).toEqual({ below: 1, p: 1 / 256 });
  expect(signedRankCritical(10, 0.004)).toEqual({ below: 3, p: 3 / 1024 });
});

it('counts what all vectors of signs would give', () => {
  const small = fc.array(fc.integer({ min: -4, max: 4 }), { maxLength: 9 });
  fc.assert(
    fc.property(small, (values) => {
      const { positiveRankSum, pGreater, pLess } = signedRankTest(values);
      const sums = sumsOfAllSigns(values);
      expect(positiveRankSum).toBe(rankSum(values));
      expect(pGreater).toBe(sums.filter((sum) => sum >= positiveRankSum).length / sums.length);
      expect(pLess).toBe(sums.filter((sum) => sum <= positiveRankSum).length / sums.length);
    }),
  );
});

it('turns with the sign and minds neither order nor centre', () => {
  const values = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(values, fc.integer({ min: -1000, max: 1000 }), (series, centre) => {
      const test = signedRankTest(series, centre);
      const mirrored = signedRankTest(
        series.map((value) => -value),
        -centre,
      );
      expect([mirrored.pGreater, mirrored.pLess]).toEqual([test.pLess, test.pGreater]);
      expect(signedRankTest(series.toReversed().map((value) => value - centre))).toEqual(test);
    }),
  );
});

/** By the definition: one plus those nearer, plus half of the others as near. */
function rankSum(values: readonly number[]): number {
  return values
    .filter((value) => value > 0)
    .reduce((sum, value) => {
      const nearer = values.filter((other) => Math.abs(other) < Math.abs(value)).length;
      const asNear = values.filter((other) => Math.abs(other) === Math.abs(value)).length;
      return sum + nearer + (asNear + 1) / 2;
    }, 0);
}

function sumsOfAllSigns(values: readonly number[]): number[] {
  return Array.from({ length: 2 ** values.length }, (_, signs) =>
    rankSum(values.map((value, i) => ((signs >> i) & 1 ? Math.abs(value) : -Math.abs(value)))),
  );
}
