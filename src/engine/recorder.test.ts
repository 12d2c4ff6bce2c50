import { expect, it } from 'vitest';
import { LatencyHistogram } from '../core/histogram.ts';
import { nsPerMs, nsPerSecond } from '../core/units.ts';
import { summarizeQuery } from './outcome.ts';
import { Recorder } from './recorder.ts';

const identity = { scenario: 'feed', query: 'baseline', strata: ['celebrity', 'cold', 'missing'] };

it('records by query and stratum and sums the strata', () => {
  const recorder = new Recorder([{ ...identity, query: 'other' }, identity], 50 * nsPerMs);
  // Latencies of 1, 2, ..., 100 µs for one stratum; three others for the other.
  for (let i = 1; i <= 100; i++) {
    recorder.start(1, 0);
    recorder.succeed(1, 0, i * 1000, 20);
  }
  for (let i = 0; i < 3; i++) recorder.start(1, 1);
  recorder.fail(1, 1, 51 * nsPerMs, { class: 'timeout', sqlState: '57014', message: 'timeout' });
  recorder.fail(1, 1, 500, { class: 'other', sqlState: '22012', message: 'division by zero' });
  recorder.censor(1, 1, 30 * nsPerMs);
  recorder.completeInWindow(1);

  const outcome = summarizeQuery(identity, recorder.queries[1]!, 0.5 * nsPerSecond);
  expect(outcome.counters).toEqual({ started: 103, succeeded: 100, failed: 1, timedOut: 1, censored: 1 });
  expect(outcome.rows).toBe(2000);
  expect(outcome.throughputPerSecond).toBe(2);
  expect(outcome.errors).toEqual([
    { class: 'other', sqlState: '22012', message: 'division by zero', count: 1 },
  ]);
  expect(outcome.strata.map(({ stratum }) => stratum)).toEqual(['celebrity', 'cold']);

  const [celebrity, cold] = outcome.strata;
  expect(celebrity!.latency).toMatchObject({
    count: 100,
    censoredCount: 0,
    censoredHistogram: null,
    p50: { ns: expect.closeTo(50_000, -2), censored: false },
    p99: { ns: expect.closeTo(99_000, -2), censored: false },
    p999: null,
    mean: { ns: expect.closeTo(50_500, -2), censored: false },
    max: { ns: 100_000, censored: false },
  });
  expect(cold!.latency).toMatchObject({
    count: 2,
    censoredCount: 2,
    p50: { ns: expect.closeTo(30 * nsPerMs, -5), censored: true },
    max: { ns: 50 * nsPerMs, censored: true },
  });
  // 102 samples: the 50th-percentile rank 51 cannot be moved by two lower bounds at the top; rank 101 can.
  expect(outcome.latency.p50).toEqual({ ns: expect.closeTo(51_000, -2), censored: false });
  expect(outcome.latency.p99).toEqual({ ns: expect.closeTo(30 * nsPerMs, -5), censored: true });
  expect(LatencyHistogram.decode(outcome.latency.histogram).count).toBe(102);
  expect(LatencyHistogram.decode(outcome.latency.censoredHistogram!).count).toBe(2);
  expect(summarizeQuery(identity, recorder.queries[0]!, nsPerSecond).strata).toEqual([]);
});
