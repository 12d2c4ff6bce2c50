import { expect, it } from 'vitest';
import { clearestShift } from './level-shift.ts';

const ripple = Array.from({ length: 60 }, (_, i) => ((i * 7) % 10) - 4.5);

it('finds the place, size and significance of a shift', () => {
  const shift = clearestShift(
    ripple.map((value, i) => 100 + value + (i < 43 ? 0 : 20)),
    30,
    59,
  );
  expect(shift.at).toBe(43);
  expect(shift.share).toBeCloseTo(0.2, 2);
  expect(shift.p).toBeLessThan(1e-6);
});

it('agrees with the test of Mann and Whitney where there is one place to look', () => {
  // scipy.stats.mannwhitneyu: U = 47, two-sided p = 0.1242 by the normal distribution, z = 1.53757; ours is
  // divided by the root of the widening, 1.10811, and judged by t(12.44).
  const shift = clearestShift([3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3], 8, 9);
  expect(shift.at).toBe(8);
  expect(shift.share).toBeCloseTo((49 - 31) / 8 / 5, 12);
  expect(shift.p).toBeCloseTo(0.16890721821952748, 11);
});

it('sees none in a constant series', () => {
  expect(clearestShift(new Array(20).fill(3), 10, 19)).toEqual({ at: 10, share: 0, p: 1 });
});
