import { expect, it } from 'vitest';
import { summarizeBlock } from './pairs-block.ts';

const ms = 1e6;

/** Durations in milliseconds; who timed out by index. */
function block(
  baseline: readonly number[],
  contender: readonly number[],
  {
    contenderFirst = baseline.map((_, pair) => pair % 2),
    timedOut = [[], []] as readonly [readonly number[], readonly number[]],
    strata = baseline.map(() => 0),
  } = {},
) {
  const flags = (arm: 0 | 1) => Uint8Array.from(baseline, (_, pair) => Number(timedOut[arm].includes(pair)));
  return summarizeBlock({
    startMs: 0,
    durationMs: 1000,
    pairs: baseline.length,
    excluded: 3,
    failed: [1, 2],
    durationsNs: [Float64Array.from(baseline, (d) => d * ms), Float64Array.from(contender, (d) => d * ms)],
    censored: [flags(0), flags(1)],
    contenderFirst: Uint8Array.from(contenderFirst),
    strata: Uint8Array.from(strata),
  });
}

it('says how much slower the contender is, and how long either arm takes', () => {
  const baseline = Array.from({ length: 21 }, (_, i) => i + 1);
  const summary = block(
    baseline,
    baseline.map((duration) => duration * 2),
  );
  expect(summary).toMatchObject({ pairs: 21, excluded: 3, startMs: 0, durationMs: 1000 });
  expect(summary.median.low).toBeCloseTo(Math.log(2), 12);
  expect(summary.median.high).toBe(summary.median.low);
  expect(summary.p95!.low).toBeCloseTo(Math.log(2), 12);
  expect(summary.baseline).toEqual({
    operations: 21,
    timedOut: 0,
    failed: 1,
    p50: { ns: 11 * ms, censored: false },
    p95: { ns: 20 * ms, censored: false },
  });
  expect(summary.contender).toMatchObject({ failed: 2, p50: { ns: 22 * ms, censored: false } });
});

it('says it for each stratum by its own pairs', () => {
  const summary = block([10, 10, 10, 10, 10, 10], [20, 5, 20, 5, 20, 5], {
    contenderFirst: [0, 0, 1, 1, 0, 1],
    strata: [0, 2, 0, 2, 0, 2],
  });
  const [first, none, last] = summary.strata;
  expect(first!.low).toBeCloseTo(Math.log(2), 12);
  expect(none).toBeNull();
  expect(last!.high).toBeCloseTo(-Math.log(2), 12);
});

it('does not hear who went first', () => {
  // Who goes second takes half as long; more pairs were begun by the contender.
  const contenderFirst = [1, 1, 1, 1, 1, 0, 0, 0];
  const summary = block(
    contenderFirst.map((flag) => (flag ? 5 : 10)),
    contenderFirst.map((flag) => (flag ? 10 : 5)),
    { contenderFirst },
  );
  expect(summary.median.low).toBeCloseTo(0, 12);
  expect(summary.median.high).toBeCloseTo(0, 12);
});

it('takes what there is where the same arm always went first', () => {
  expect(block([10], [20]).median.low).toBeCloseTo(Math.log(2), 12);
  expect(block([10], [20]).p95).toBeNull();
  expect(block([10], [20]).baseline.p95).toBeNull();
});

it('knows bounds only where operations timed out', () => {
  const lost = block([100, 100, 100, 100], [1, 1, 2, 2], { timedOut: [[0, 1, 2, 3], []] });
  expect(lost.median.low).toBe(-Infinity);
  expect(lost.median.high).toBeCloseTo((Math.log(0.01) + Math.log(0.02)) / 2, 12);
  expect(lost.baseline).toMatchObject({ timedOut: 4, p50: { ns: 100 * ms, censored: true } });

  // One above the median is above it, whatever it would have taken.
  const single = block([10, 10, 10, 10, 10, 10], [11, 11, 11, 11, 100, 11], { timedOut: [[], [4]] });
  expect(single.median.low).toBeCloseTo(Math.log(1.1), 12);
  expect(single.median.high).toBe(single.median.low);

  // Of one order nothing is known from below, so of both.
  const half = block([10, 100, 10, 100], [10, 1, 10, 1], { timedOut: [[1, 3], []] });
  expect(half.median.low).toBe(-Infinity);
  expect(half.median.high).toBeCloseTo(Math.log(0.01) / 2, 12);

  const unknown = block([100, 100], [100, 100], {
    timedOut: [
      [0, 1],
      [0, 1],
    ],
  });
  expect(unknown.median).toEqual({ low: -Infinity, high: Infinity });
});
