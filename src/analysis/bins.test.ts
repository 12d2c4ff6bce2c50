import { expect, it } from 'vitest';
import { coarsen } from './bins.ts';

it('joins bins until they hold five completions on average', () => {
  const series = { name: 'throughput', binMs: 250, values: [2, 3, 1, 2, 4, 0, 2] };
  // Two a bin: three bins make six; the seventh is left over.
  expect(coarsen(series)).toEqual({ name: 'throughput', binMs: 750, values: [6, 6] });
  const full = { ...series, values: [5, 6, 4] };
  expect(coarsen(full)).toEqual(full);
});

it('weights means by their counts, and fills empty bins with what follows', () => {
  const series = {
    name: 'mean response time',
    binMs: 250,
    values: [10, 40, Number.NaN, Number.NaN, 7, 9, Number.NaN, Number.NaN],
    counts: [20, 10, 0, 0, 5, 5, 0, 0],
  };
  expect(coarsen(series)).toMatchObject({ binMs: 250, values: [10, 40, 7, 7, 7, 9, 9, 9] });
  const sparse = { ...series, counts: [8, 4, 0, 0, 2, 2, 0, 0] };
  expect(coarsen(sparse)).toMatchObject({ binMs: 750, values: [20, 8], counts: [12, 4] });
});

it('keeps a long run to 240 bins at most', () => {
  const hour = coarsen({ name: 'throughput', binMs: 250, values: new Array(14_400).fill(100) });
  expect(hour).toMatchObject({ binMs: 15_000, values: new Array(240).fill(6000) });
  expect(coarsen({ name: 'throughput', binMs: 250, values: [0, 0, 0] }).values).toEqual([]);
});
