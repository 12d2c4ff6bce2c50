import { expect, it } from 'vitest';
import { type BlockProgress, isFull } from './block-size.ts';

const size = { blockMs: 1000, pairs: 50, limitMs: 2000 };

function after(elapsedMs: number, done: Partial<BlockProgress>): boolean {
  return isFull(size, { elapsedMs, pairs: 0, excluded: 0, clients: 2, ...done });
}

it('is full after its time, with its pairs', () => {
  expect(after(999, { pairs: 5000 })).toBe(false);
  expect(after(1000, { pairs: 5000 })).toBe(true);
  expect(after(1500, { pairs: 49 })).toBe(false);
  expect(after(1500, { pairs: 50 })).toBe(true);
});

it('ends as near to its limit as pairs can', () => {
  // Two clients, 400 ms a pair: the next would end at 2200 and 2100 ms.
  expect(after(1800, { pairs: 9 })).toBe(true);
  expect(after(1700, { pairs: 9 })).toBe(false);
  // Of pairs of 1.5 s one, of 1.2 s two.
  expect(after(1500, { pairs: 2 })).toBe(true);
  expect(after(1200, { pairs: 2 })).toBe(false);
});

it('has one pair that ended, however long it took; those that failed only take its time', () => {
  expect(after(60_000, {})).toBe(false);
  expect(after(60_000, { excluded: 1 })).toBe(true);
  expect(after(1990, { excluded: 400 })).toBe(false);
  expect(after(2000, { excluded: 400 })).toBe(true);
});
