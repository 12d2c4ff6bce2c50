import { expect, it } from 'vitest';
import { sampleSlice } from '../testing/sample-comparison.ts';
import { writeWorkOf } from './write-work.ts';

it('divides what the server did by what it was done for', () => {
  const slices = [sampleSlice(100), sampleSlice(300, { walBytes: 64_000, updated: 0, hotUpdated: 0 })];
  expect(writeWorkOf(slices)).toEqual({
    operations: 400,
    walBytes: (16_000 + 64_000) / 400,
    walRecords: 2,
    fullPageImages: 0.1,
    rowsInserted: 0.5,
    rowsUpdated: 0.125,
    hotShare: 0.8,
  });
});

it('leaves out slices whose counters began anew, and says nothing where nobody knows', () => {
  const lost = { ...sampleSlice(1_000), work: null };
  expect(writeWorkOf([sampleSlice(100), lost])).toEqual(writeWorkOf([sampleSlice(100)]));
  expect(writeWorkOf([lost])).toMatchObject({ operations: 0, walBytes: null, hotShare: null });
  expect(writeWorkOf([sampleSlice(100, { walBytes: null })])).toMatchObject({
    walBytes: null,
    walRecords: 2,
  });
});
