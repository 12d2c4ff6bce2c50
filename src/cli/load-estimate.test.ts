import { expect, it } from 'vitest';
import { estimateLoadMs, probeRowsPerSecond } from './load-estimate.ts';

it('takes longer for more rows, on slower machines and on one core, and not less on many cores', () => {
  const usual = estimateLoadMs(1e6, 2e6, 2);
  expect(estimateLoadMs(3e6, 2e6, 2)).toBeCloseTo(3 * usual, 6);
  expect(estimateLoadMs(1e6, 1e6, 2)).toBeCloseTo(2 * usual, 6);
  expect(estimateLoadMs(1e6, 2e6, 1)).toBeCloseTo(2 * usual, 6);
  expect(estimateLoadMs(1e6, 2e6, 64)).toBe(usual);
});

it('finds out how fast this machine is, in a moment', () => {
  const startedAt = performance.now();
  expect(probeRowsPerSecond()).toBeGreaterThan(10_000);
  expect(performance.now() - startedAt).toBeLessThan(5_000);
});
