import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../core/distributions.ts';
import { type RandomSequence, Stream } from '../core/random.ts';
import { steadyState } from './steady-state.ts';

const throughput = (values: readonly number[]) => ({ name: 'throughput', binMs: 250, values });
const ripple = (i: number) => ((i * 7) % 10) - 4.5;
const series = (length: number, shape: (t: number) => number) =>
  throughput(Array.from({ length }, (_, i) => shape(i / length) + ripple(i)));

it('finds no drift in a flat series, and says what it would have found', () => {
  expect(steadyState(series(40, () => 100))).toEqual({
    steady: true,
    cutMs: 0,
    driftShare: expect.closeTo(0, 2),
    visibleDriftShare: expect.closeTo(0.0977, 3),
    reason: 'no drift was found; one of 9.8 % would probably have been',
  });
});

it('names a drift, a late change of level and a warm-up', () => {
  const falling = steadyState(series(40, (t) => 100 - 20 * t));
  expect(falling).toMatchObject({ steady: false, driftShare: expect.closeTo(-0.22, 2) });
  expect(falling.reason).toBe('throughput fell by 22 % over 10.0 s (p < 0.0001)');
  const late = steadyState(series(80, (t) => (t < 0.8 ? 100 : 115)));
  expect(late).toMatchObject({ steady: false });
  expect(late.reason).toBe('throughput was 15 % higher after 16.0 s of 20.0 s (p < 0.0001)');
  const warm = steadyState(series(80, (t) => 100 - 60 * Math.exp(-t * 12)));
  expect(warm).toMatchObject({ steady: true, cutMs: 8750 });
  expect(warm.reason).toMatch(/^steady after a warm-up of 8.8 s; one of [\d.]+ % would probably have been$/);
});

it('judges means as it judges counts', () => {
  const values = Array.from({ length: 40 }, (_, i) => 5e6 + 2e4 * i + 1e4 * ripple(i));
  const counts = new Array(40).fill(50);
  expect(steadyState({ name: 'mean response time', binMs: 250, values, counts })).toMatchObject({
    steady: false,
    reason: expect.stringMatching(/^mean response time rose by 15 % over 10.0 s/),
  });
});

it('cannot tell from fewer than ten bins of five completions', () => {
  expect(steadyState(throughput(new Array(9).fill(100)))).toEqual({
    steady: null,
    cutMs: 0,
    driftShare: 0,
    visibleDriftShare: null,
    reason: 'cannot tell: 900 completions in 2.3 s make 9 bins of 5, and a trend takes 10',
  });
  expect(steadyState(throughput(new Array(49).fill(1))).steady).toBeNull();
  expect(steadyState(throughput(new Array(50).fill(1))).steady).toBe(true);
  expect(steadyState(throughput([])).steady).toBeNull();
});

/*
 * How often a series is called not steady, in per cent of 2,000 simulated ones:
 *
 *   flat, noise of                5 %   20 %   correlated 5 %   correlated 20 %   Poisson, 5 a bin   heavy tails
 *   40 bins                       0.4    0.4              0.8               0.8               0.25          0.15
 *   80 bins                         -    0.5                -              0.65                  -          0.45
 *
 *   changing, noise of 5 %     drift 10 %   drift 20 %   step 20 % at 3/4   slow warm-up   short warm-up
 *   40 bins                            54           99                 78             98             0.5
 *   80 bins                            97            -                100              -             0.6
 *
 * A drift of 10 % under independent noise of 5 % over 40 bins has a size of 3.65 standard errors: no test with 1 % of false
 * alarms finds it in more than 86 % of series, and one that is not to raise them on correlated noise finds it in fewer.
 * With noise of 3 %, or over 80 bins, it is found in 97 %.
 */
describe('over many runs', () => {
  type Noise = (random: RandomSequence, length: number) => number[];
  const normal = (random: RandomSequence) => normalQuantile(random.uniform());
  const repeat = (length: number, draw: () => number) => Array.from({ length }, draw);
  const independent =
    (sd: number): Noise =>
    (random, length) =>
      repeat(length, () => 1 + sd * normal(random));
  /** Autoregressive, correlation one half from bin to bin. */
  const correlated =
    (sd: number): Noise =>
    (random, length) => {
      let state = normal(random);
      return repeat(length, () => {
        const value = 1 + sd * state;
        state = 0.5 * state + Math.sqrt(0.75) * normal(random);
        return value;
      });
    };
  /** Means of five from a Pareto distribution with exponent 1.5: no variance. */
  const heavy: Noise = (random, length) =>
    repeat(length, () => repeat(5, () => random.uniform() ** (-1 / 1.5) / 15).reduce((sum, x) => sum + x, 0));
  it.each<[string, number, Noise]>([
    ['independent, 5 %', 40, independent(0.05)],
    ['independent, 5 %', 80, independent(0.05)],
    ['correlated, 5 %', 80, correlated(0.05)],
  ])('would probably have found what it says it would: %s, %d bins', (_, length, noise) => {
    const stream = new Stream(1998, `visible/${length}`);
    const verdictOf = (run: number, drift: number) =>
      steadyState(
        throughput(
          noise(stream.sequence(run), length).map((v, i) => 1000 * (v + drift * (i / length - 0.5))),
        ),
      );
    let found = 0;
    const runs = 400;
    // 88, 97 and 92 %. The same noise, once without the drift that the verdict on it names, and once with it.
    for (let run = 0; run < runs; run++)
      if (verdictOf(run, verdictOf(run, 0).visibleDriftShare!).steady === false) found++;
    expect((100 * found) / runs).toBeGreaterThanOrEqual(85);
    expect((100 * found) / runs).toBeLessThan(99);
  });

  const poisson5: Noise = (random, length) =>
    repeat(length, () => {
      let count = -1;
      for (let product = 1; product > Math.exp(-5); count++) product *= random.uniform();
      return count / 5;
    });

  const shapes = {
    flat: () => 1,
    'drift 10 %': (t: number) => 0.95 + 0.1 * t,
    'drift 20 %': (t: number) => 0.9 + 0.2 * t,
    'step 20 % at 3/4': (t: number) => (t < 0.75 ? 1 : 1.2),
    // Still 10 % below its end in the middle.
    'slow warm-up': (t: number) => 1 - 0.3 * Math.exp(-t / 0.5),
    // Over after a third.
    'short warm-up': (t: number) => 1 - 0.3 * Math.exp(-t / 0.1),
  };

  /** Per cent of series that are not steady. */
  function unsteady(noise: Noise, length: number, shape: keyof typeof shapes, runs: number): number {
    const stream = new Stream(1997, `steady-state/${shape}/${length}`);
    let count = 0;
    for (let run = 0; run < runs; run++) {
      const values = noise(stream.sequence(run), length).map(
        (value, i) => 1000 * value * shapes[shape](i / length),
      );
      if (steadyState(throughput(values)).steady === false) count++;
    }
    return (100 * count) / runs;
  }

  it.each<[string, number, Noise]>([
    ['independent, 5 %', 40, independent(0.05)],
    ['independent, 20 %', 40, independent(0.2)],
    ['Poisson, 5 a bin', 40, poisson5],
    ['correlated, 5 %', 40, correlated(0.05)],
    ['correlated, 20 %', 40, correlated(0.2)],
    ['heavy tails', 40, heavy],
    ['independent, 20 %', 80, independent(0.2)],
    ['correlated, 20 %', 80, correlated(0.2)],
    ['heavy tails', 80, heavy],
  ])('raises at most one false alarm in a hundred: %s, %d bins', (_, length, noise) => {
    expect(unsteady(noise, length, 'flat', 2000)).toBeLessThanOrEqual(1);
  });

  it.each<[keyof typeof shapes, number, number, number, number]>([
    // shape, noise, bins, between these per cents
    ['drift 10 %', 0.03, 40, 95, 100],
    ['drift 10 %', 0.05, 40, 45, 60],
    ['drift 10 %', 0.05, 80, 95, 100],
    ['drift 20 %', 0.05, 40, 97, 100],
    ['step 20 % at 3/4', 0.05, 40, 70, 90],
    ['step 20 % at 3/4', 0.05, 80, 98, 100],
    ['slow warm-up', 0.05, 40, 95, 100],
    ['short warm-up', 0.05, 40, 0, 2],
    ['short warm-up', 0.05, 80, 0, 2],
  ])('finds %s under noise of %d over %d bins', (shape, sd, length, atLeast, atMost) => {
    const found = unsteady(independent(sd), length, shape, 400);
    expect(found).toBeGreaterThanOrEqual(atLeast);
    expect(found).toBeLessThanOrEqual(atMost);
  });
});
