import { expect, it } from 'vitest';
import { pairedRatio } from './paired-ratio.ts';

it('gives the centre of the ratios, and the interval that so many rounds allow', () => {
  const theirs = [100, 200, 400, 100, 200, 400];
  const ours = [50, 102, 210, 55, 118, 248];
  // Ratios 0.50, 0.51, 0.525, 0.55, 0.59, 0.62; of six, all of them make the interval: 1 - 2 / 2^6.
  expect(pairedRatio(ours, theirs)).toBe('0.55 (97 %: 0.50 to 0.62)');
  expect(pairedRatio(ours.slice(0, 3), theirs.slice(0, 3))).toBe('0.51 (75 %: 0.50 to 0.53)');
  expect(pairedRatio([50], [100])).toBe('0.50 (one round)');
});
