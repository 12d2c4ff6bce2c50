import { expect, it } from 'vitest';
import { boundsInFile, latencyInFile } from './block.ts';

it('writes what is not known as null, since JSON has no infinity', () => {
  expect(boundsInFile({ low: -Infinity, high: 0.25 })).toEqual({ low: null, high: 0.25 });
  expect(boundsInFile({ low: 0.25, high: Infinity })).toEqual({ low: 0.25, high: null });
  expect(boundsInFile({ low: 0, high: 0 })).toEqual({ low: 0, high: 0 });
  expect(boundsInFile(null)).toBeNull();
});

it('writes latencies in whole nanoseconds', () => {
  expect(latencyInFile({ ns: 1234.5, censored: true })).toEqual({ ns: 1235, atLeast: true });
  expect(latencyInFile(null)).toBeNull();
});
