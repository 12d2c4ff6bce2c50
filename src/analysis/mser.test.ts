import { expect, it } from 'vitest';
import { mser5 } from './mser.ts';

/** Five times each: the batch means. */
const batches = (...means: number[]) => means.flatMap((value) => new Array<number>(5).fill(value));

it('cuts a warm-up off', () => {
  // Squares about the mean over the squared count: 0: 162 / 64, 1: 22 / 49, 2: 1.5 / 36, 3: 1.2 / 25, 4: 1 / 16.
  expect(mser5(batches(0, 5, 10, 11, 10, 11, 10, 11))).toEqual({
    cut: 10,
    cutAnywhere: 10,
    isPastHalf: false,
  });
});

it('tells a cut past half from the best within it', () => {
  expect(mser5(batches(5, 5, 5, 5, 5, 5, 9, 9))).toEqual({ cut: 0, cutAnywhere: 30, isPastHalf: true });
  expect(mser5(batches(5, 5, 5, 5, 9, 9, 9, 9))).toEqual({ cut: 20, cutAnywhere: 20, isPastHalf: false });
});

it('leaves out what fills no batch, and cuts nothing where it sees too little', () => {
  const none = { cut: 0, cutAnywhere: 0, isPastHalf: false };
  expect(mser5([...batches(5, 5, 5), 9, 9, 9, 9])).toEqual(none);
  expect(mser5(batches(1, 9))).toEqual(none);
  expect(mser5([])).toEqual(none);
});
