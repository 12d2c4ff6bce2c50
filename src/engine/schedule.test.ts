import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nsPerMs, nsPerSecond } from '../core/units.ts';
import { type Arrival, durationOf, expectedArrivals, type Stage } from './load-plan.ts';
import { ArrivalSchedule, type Share } from './schedule.ts';

/** All arrivals, in nanoseconds. */
function arrivalsNs(stages: Stage[], arrival: Arrival = 'constant', seed = 1, share?: Share): number[] {
  const schedule = new ArrivalSchedule(stages, arrival, seed, share);
  const times: number[] = [];
  for (; schedule.nextNs !== Number.POSITIVE_INFINITY; schedule.advance()) times.push(schedule.nextNs);
  return times;
}

const arrivalsMs = (stages: Stage[]) => arrivalsNs(stages).map((ns) => ns / nsPerMs);
const steady = (rate: number, durationMs: number): Stage => ({ startRate: rate, endRate: rate, durationMs });
const ramp = (startRate: number, endRate: number, durationMs: number): Stage => ({
  startRate,
  endRate,
  durationMs,
});

it('has clockwork arrive in the middle of equal parts', () => {
  expect(arrivalsMs([steady(4, 1000)])).toEqual([125, 375, 625, 875]);
  expect(arrivalsMs([steady(0.5, 3000)])).toEqual([1000]);
});

it('steps from rate to rate, and carries the part of an arrival that is left over', () => {
  expect(arrivalsMs([steady(2, 1000), steady(10, 500)])).toEqual([250, 750, 1050, 1150, 1250, 1350, 1450]);
  // 2.25 arrivals in the first 500 ms: the third lacks a quarter, and 10/s takes 25 ms for it.
  expect(arrivalsMs([steady(4.5, 500), steady(10, 300)])).toEqual([
    expect.closeTo(1000 / 9, 5),
    expect.closeTo(3000 / 9, 5),
    525,
    625,
    725,
  ]);
});

it('ramps as the integral of the rate says', () => {
  // 0 to 10/s in 2 s: t seconds have had 2.5 t^2 arrivals.
  const rising = Array.from({ length: 10 }, (_, n) => Math.round(Math.sqrt((n + 0.5) / 2.5) * nsPerSecond));
  expect(arrivalsNs([ramp(0, 10, 2000)])).toEqual(rising);
  // And down again, the mirror image, to the rounding of a nanosecond.
  const falling = arrivalsNs([ramp(10, 0, 2000)]);
  expect(falling).toHaveLength(10);
  for (const [n, ns] of falling.entries()) expect(Math.abs(2e9 - rising[9 - n]! - ns)).toBeLessThanOrEqual(1);
  // 6 to 18/s in 1 s: 6 t + 6 t^2.
  const between = Array.from({ length: 12 }, (_, n) =>
    Math.round(((-6 + Math.sqrt(36 + 24 * (n + 0.5))) / 12) * nsPerSecond),
  );
  expect(arrivalsNs([ramp(6, 18, 1000)])).toEqual(between);
});

it('waits through stages without arrivals', () => {
  expect(arrivalsMs([steady(2, 1000), steady(0, 5000), steady(2, 1000)])).toEqual([250, 750, 6250, 6750]);
  expect(arrivalsMs([steady(0, 1000), steady(1, 1000), steady(0, 1000)])).toEqual([1500]);
  expect(arrivalsMs([steady(0, 1000)])).toEqual([]);
  expect(arrivalsMs([steady(5, 0), steady(1, 1000)])).toEqual([500]);
});

it('begins a ramp from nothing with the arrival that was due at its start', () => {
  // 10.5 arrivals before: the eleventh is due exactly when the rate is 0.
  const times = arrivalsMs([steady(21, 500), ramp(0, 100, 1000)]);
  expect(times).toHaveLength(60);
  expect(times.slice(10, 12)).toEqual([500, expect.closeTo(500 + 1000 * Math.sqrt(0.02), 5)]);
});

/** The largest distance of a sample from a distribution, times the root of its size (Kolmogorov-Smirnov). */
function kolmogorovSmirnov(sample: readonly number[], cdf: (x: number) => number): number {
  const sorted = [...sample].sort((a, b) => a - b);
  const distances = sorted.map((x, i) =>
    Math.max(cdf(x) - i / sorted.length, (i + 1) / sorted.length - cdf(x)),
  );
  return Math.max(...distances) * Math.sqrt(sorted.length);
}

/** Exceeded by chance once in a hundred times (Smirnov's limit distribution). */
const ksAtOnePercent = 1.628;
const exponential = (x: number) => 1 - Math.exp(-x);
const gaps = (times: readonly number[]) => times.map((time, i) => time - (times[i - 1] ?? 0));

it('has exponential, independent gaps of the right mean', () => {
  for (const seed of [1, 2, 3]) {
    const seconds = gaps(arrivalsNs([steady(1000, 20_000)], 'poisson', seed)).map((ns) => ns / nsPerSecond);
    const n = seconds.length;
    const mean = seconds.reduce((sum, gap) => sum + gap, 0) / n;
    const moment = (k: number, lag = 0) =>
      seconds.reduce(
        (sum, gap, i) => sum + (gap - mean) * ((seconds[i + lag] ?? mean) - mean) ** (k - 1),
        0,
      ) / n;
    // Four standard errors: of the mean 1/sqrt(n), of the variance sqrt(8/n), of a correlation 1/sqrt(n).
    expect(Math.abs(n - 20_000)).toBeLessThan(4 * Math.sqrt(20_000));
    expect(Math.abs(mean * 1000 - 1)).toBeLessThan(4 / Math.sqrt(n));
    expect(Math.abs(moment(2) * 1e6 - 1)).toBeLessThan(4 * Math.sqrt(8 / n));
    expect(Math.abs(moment(2, 1) / moment(2))).toBeLessThan(4 / Math.sqrt(n));
    expect(kolmogorovSmirnov(seconds, (gap) => exponential(1000 * gap))).toBeLessThan(ksAtOnePercent);
  }
});

it('keeps to the rate of every stage at random too', () => {
  const stages = [steady(500, 4000), ramp(500, 2000, 4000), steady(0, 1000), ramp(2000, 0, 4000)];
  const times = arrivalsNs(stages, 'poisson', 7);
  const counts = [2000, 5000, 0, 4000];
  let fromNs = 0;
  for (const [index, { durationMs }] of stages.entries()) {
    const toNs = fromNs + durationMs * nsPerMs;
    const count = times.filter((ns) => ns >= fromNs && ns < toNs).length;
    expect(Math.abs(count - counts[index]!)).toBeLessThanOrEqual(4 * Math.sqrt(counts[index]!));
    fromNs = toNs;
  }
  // Within a ramp: the arrivals of the second stage, brought back to a rate of 1, have exponential gaps.
  const masses = times
    .map((ns) => ns / nsPerSecond - 4)
    .filter((s) => s >= 0 && s < 4)
    .map((s) => 500 * s + (1500 * s * s) / 8);
  expect(kolmogorovSmirnov(gaps(masses), exponential)).toBeLessThan(ksAtOnePercent);
});

it('is a function of the seed', () => {
  const stages = [steady(100, 2000)];
  expect(arrivalsNs(stages, 'poisson', 42)).toEqual(arrivalsNs(stages, 'poisson', 42));
  expect(arrivalsNs(stages, 'poisson', 42)).not.toEqual(arrivalsNs(stages, 'poisson', 43));
});

const rate = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 1, max: 400 }),
  fc.double({ min: 0.01, max: 50, noNaN: true }),
);
const anyStages = fc.array(
  fc.record({ startRate: rate, endRate: rate, durationMs: fc.integer({ min: 0, max: 2500 }) }),
  { minLength: 1, maxLength: 4 },
);
const anyArrival = fc.constantFrom<Arrival>('poisson', 'constant');

it('lies within its stages, in order, and has as many arrivals as it says', () => {
  fc.assert(
    fc.property(anyStages, anyArrival, (stages, arrival) => {
      const times = arrivalsNs(stages, arrival, 5);
      const endNs = durationOf({ kind: 'open', arrival, stages, seed: 5 }) * nsPerMs;
      let lastNs = 0;
      for (const ns of times) {
        // Not through expect, which would take most of the time.
        if (!(ns >= lastNs && ns <= endNs)) expect.fail(`${ns} ns after ${lastNs} ns, of ${endNs} ns`);
        lastNs = ns;
      }
      // Half an arrival for where clockwork begins, and half for where it ends.
      if (arrival === 'constant')
        expect(Math.abs(times.length - expectedArrivals(stages))).toBeLessThanOrEqual(0.5 + 1e-6);
    }),
    { numRuns: 300, seed: 1 },
  );
});

it('is shared by threads without a gap or an overlap', () => {
  const threads = fc.integer({ min: 1, max: 7 });
  fc.assert(
    fc.property(anyStages, anyArrival, threads, (stages, arrival, of) => {
      const whole = arrivalsNs(stages, arrival, 3);
      const parts = Array.from({ length: of }, (_, index) => arrivalsNs(stages, arrival, 3, { index, of }));
      expect(parts.flat().sort((a, b) => a - b)).toEqual(whole);
      const sizes = parts.map(({ length }) => length);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }),
    { numRuns: 100, seed: 1 },
  );
});

it('takes no more memory for a million arrivals than for one', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const schedule = new ArrivalSchedule([steady(1000, 3_600_000)], 'poisson', 1);
  const usedBytes = () => {
    collect();
    return process.memoryUsage().heapUsed;
  };
  const advance = (count: number) => {
    for (let i = 0; i < count; i++) schedule.advance();
  };
  advance(1000);
  const beforeBytes = usedBytes();
  advance(1_000_000);
  // A number kept of each would take 8 MB.
  expect(usedBytes() - beforeBytes).toBeLessThan(1e6);
  expect(schedule.nextNs).toBeGreaterThan(0.9e12);
});
