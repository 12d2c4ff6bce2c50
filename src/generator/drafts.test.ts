import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Drafts } from './drafts.ts';

function orderOf(times: readonly number[]): number[] {
  const drafts = new Drafts();
  times.forEach((time, index) => {
    drafts.add(time, index);
  });
  return [...drafts.order()];
}

/** Array.prototype.sort is stable. */
function stableOrder(times: readonly number[]): number[] {
  return times.map((_, index) => index).sort((one, other) => times[one]! - times[other]!);
}

describe('the order of drafts', () => {
  const wide = fc.double({ min: 1.6e12, max: 1.75e12, noNaN: true });
  const tied = fc.integer({ min: 0, max: 5 });
  // Differences far below what a key beside an index can hold.
  const close = fc.oneof(
    wide,
    fc.double({ min: 0, max: 1e-3, noNaN: true }).map((fraction) => 1.7e12 + fraction),
  );

  it.each([
    { name: 'times of years', times: wide },
    { name: 'many ties', times: tied },
    { name: 'times nearly the same', times: close },
  ])('is by time, stable: $name', ({ times }) => {
    fc.assert(
      fc.property(fc.array(times, { maxLength: 3000, size: 'max' }), (list) => {
        expect(orderOf(list)).toEqual(stableOrder(list));
      }),
      { numRuns: 50 },
    );
  });

  it.each([0, 1, 2, 3, 4, 5, 4096, 4097, 65_536, 70_001])('is exact for %i', (length) => {
    const times = Array.from({ length }, (_, i) => 1.7e12 + ((i * 7919) % 1009) * 0.013);
    expect(orderOf(times)).toEqual(stableOrder(times));
  });
});

it('keeps what was added, also as it grows, and forgets it when cleared', () => {
  const drafts = new Drafts();
  for (let round = 0; round < 2; round++) {
    for (let i = 0; i < 10_000; i++) drafts.add(10_000 - i, i, i + 1, 0xffff_ffff - i, -1);
    expect(drafts.length).toBe(10_000);
    const first = drafts.order()[0]!;
    expect(first).toBe(9999);
    expect([drafts.a, drafts.b, drafts.c, drafts.d].map((column) => column[first])).toEqual([
      9999,
      10_000,
      0xffff_ffff - 9999,
      0xffff_ffff,
    ]);
    drafts.clear();
    expect(drafts.length).toBe(0);
    expect([...drafts.order()]).toEqual([]);
  }
});
