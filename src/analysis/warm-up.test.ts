import { expect, it } from 'vitest';
import { looksLikeWarmUp } from './warm-up.ts';

const ripple = Array.from({ length: 60 }, (_, i) => ((i * 7) % 10) - 4.5);

it.each<[string, (t: number) => number, boolean]>([
  ['a short warm-up', (t) => 100 - 50 * Math.exp(-t * 20), true],
  ['a warm-up that ends in the first half', (t) => 100 - 50 * Math.exp(-t * 10), true],
  ['latencies that settle from above', (t) => 100 + 50 * Math.exp(-t * 10), true],
  ['one that goes on', (t) => 100 - 50 * Math.exp(-t * 2), false],
  ['a straight line', (t) => 100 + 20 * t, false],
  ['a late step', (t) => (t < 0.75 ? 100 : 120), false],
  ['nothing', () => 100, false],
])('%s: %o', (_, shape, expected) => {
  expect(looksLikeWarmUp(ripple.map((value, i) => value + shape(i / 60)))).toBe(expected);
});
