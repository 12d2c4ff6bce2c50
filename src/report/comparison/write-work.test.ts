import { expect, it } from 'vitest';
import { sampleJudged, sampleLoad, sampleSlice } from '../testing/sample-comparison.ts';
import type { ArmSlice, SlicePair } from './block.ts';
import { walSpent, writeWorkOf } from './write-work.ts';

function pairOf(baseline: ArmSlice, contender: ArmSlice): SlicePair {
  return { ...sampleLoad(sampleJudged(1), {}).slices[0]!, baseline, contender };
}

const alike = (slice: ArmSlice) => pairOf(slice, slice);

it('divides what the server did by what it was done for', () => {
  const pairs = [sampleSlice(100), sampleSlice(300, { walBytes: 64_000, updated: 0, hotUpdated: 0 })].map(
    alike,
  );
  const work = {
    operations: 400,
    walBytes: (16_000 + 64_000) / 400,
    walRecords: 2,
    fullPageImages: 0.1,
    rowsInserted: 0.5,
    rowsUpdated: 0.125,
    hotShare: 0.8,
  };
  expect(writeWorkOf(pairs)).toEqual({ baseline: work, contender: work });
});

it('takes as many operations of both arms', () => {
  const { baseline, contender } = writeWorkOf([
    pairOf(sampleSlice(100), sampleSlice(400)),
    pairOf(sampleSlice(100), sampleSlice(400, { walBytes: 4_000 })),
  ]);
  expect(baseline).toMatchObject({ operations: 200, walBytes: 160 });
  // Half of its first slice, and nothing of the second.
  expect(contender).toMatchObject({ operations: 200, walBytes: 40 });
});

it('leaves out pairs in which counters began anew, and says nothing where nobody knows', () => {
  const lost = { ...sampleSlice(1_000), work: null };
  const told = alike(sampleSlice(100));
  for (const pair of [pairOf(lost, sampleSlice(7)), pairOf(sampleSlice(7), lost)]) {
    expect(writeWorkOf([told, pair])).toEqual(writeWorkOf([told]));
    expect(walSpent([told, pair])).toEqual(walSpent([told]));
  }
  expect(writeWorkOf([alike(lost)]).contender).toMatchObject({
    operations: 0,
    walBytes: null,
    hotShare: null,
  });
  const unknown = alike(sampleSlice(100, { walBytes: null }));
  expect(writeWorkOf([unknown]).baseline).toMatchObject({ walBytes: null, walRecords: 2 });
  expect(walSpent([unknown, told])).toEqual({
    baseline: [{ operations: 100, amount: 16_000 }],
    contender: [{ operations: 100, amount: 16_000 }],
  });
});
