import { expect, it } from 'vitest';
import { sparkline } from './sparkline.ts';

it('draws logarithms: equal factors are equal steps', () => {
  expect(sparkline([1e6, 1e7, 1e8])).toBe('▁▅█');
  expect(sparkline([1, 2, 4, 8, 16, 32, 64, 128])).toBe('▁▂▃▄▅▆▇█');
});

it('marks what is missing, and does not invent differences', () => {
  expect(sparkline([5e6, null, 5e6])).toBe('▅·▅');
  expect(sparkline([null])).toBe('·');
  expect(sparkline([0, 0])).toBe('▅▅');
  expect(sparkline([])).toBe('');
});
