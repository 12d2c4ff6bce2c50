import { expect, it } from 'vitest';
import { joinSlices, type Slice, SliceTimings, sliceSizeOf } from './slice.ts';
import { turnOf, turnsFor } from './turns.ts';

/** Operations of so many milliseconds. */
function sliceOf(...durationsMs: number[]): Slice {
  const timings = new SliceTimings();
  for (const [at, ms] of durationsMs.entries()) timings.add(ms * 1e6, ms >= 1000, at % 2);
  timings.executed = durationsMs.length + 1;
  timings.completedInWindow = durationsMs.length;
  timings.failed = 1;
  return timings.take(900);
}

const quick = sliceOf(...Array<number>(500).fill(2));
const second = sliceSizeOf(1000);

it('cuts slices of short operations into quarters of a second', () => {
  expect(turnsFor(second, [quick, quick])).toBe(4);
  expect(turnsFor(sliceSizeOf(600), [quick, quick])).toBe(2);
  expect(turnsFor(sliceSizeOf(100), [quick, quick])).toBe(1);
  expect(turnOf(second, 4)).toEqual({
    sliceMs: 250,
    dropShare: 0.1,
    leastOperations: 50,
    limitMs: 3750,
  });
});

it('leaves slices whole where either arm has operations that outlast the beginning of a turn', () => {
  // 50 of 1,050 ms; then 80 of 1,080.
  const few = sliceOf(...Array<number>(500).fill(2), 50);
  expect(turnsFor(second, [quick, few])).toBe(4);
  const more = sliceOf(...Array<number>(500).fill(2), 80);
  expect(turnsFor(second, [quick, more])).toBe(1);
  expect(turnsFor(second, [more, quick])).toBe(1);
  expect(turnsFor(second, [quick, sliceOf()])).toBe(1);
});

it('leaves slices whole of which nothing is known', () => {
  expect(turnsFor(second, [])).toBe(1);
});

it('joins turns into the slice that they make', () => {
  const joined = joinSlices([sliceOf(1, 2, 3), sliceOf(), sliceOf(1000)]);
  expect([...joined.durationsNs]).toEqual([1e6, 2e6, 3e6, 1e9]);
  expect([...joined.censored]).toEqual([0, 0, 0, 1]);
  expect([...joined.queries]).toEqual([0, 1, 0, 0]);
  expect(joined).toMatchObject({ windowMs: 2700, failed: 3, completedInWindow: 4, executed: 7 });
});
