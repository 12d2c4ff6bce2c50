import { expect, it } from 'vitest';
import { nsPerMs } from '../core/units.ts';
import { type Gauges, type SecondRecord, Timeline, TimelineMerger, type TimelinePoint } from './timeline.ts';

const quiet: Gauges = { waiting: 0, inFlight: 0, clientsAlive: 1 };

/** Times in milliseconds. */
function newTimeline(startMs: number, windowMs: [number, number], gauges: () => Gauges = () => quiet) {
  const seconds: SecondRecord[] = [];
  const [from, to] = windowMs;
  const timeline = new Timeline(startMs * nsPerMs, [from * nsPerMs, to * nsPerMs], gauges, (second) =>
    seconds.push(second),
  );
  return { timeline, seconds };
}

it('cuts seconds from the start of the window, at both its ends, and keeps the empty ones', () => {
  let waiting = 0;
  const { timeline, seconds } = newTimeline(0, [1500, 5000], () => ({
    waiting: waiting++,
    inFlight: 2,
    clientsAlive: 3,
  }));
  const record = (atMs: number, latencyMs: number) =>
    timeline.record(atMs * nsPerMs, latencyMs * nsPerMs, undefined);
  timeline.send();
  record(100, 1);
  record(600, 1);
  expect(seconds).toMatchObject([{ startMs: -1500, durationMs: 500, sent: 1, succeeded: 1, waiting: 0 }]);
  record(1600, 1);
  timeline.send();
  timeline.send();
  timeline.record(1700 * nsPerMs, 9 * nsPerMs, 'timeout');
  timeline.record(1800 * nsPerMs, 99 * nsPerMs, 'deadlock');
  record(4600, 2);
  record(5100, 3);
  expect(timeline.nextBoundaryNs).toBe(5500 * nsPerMs);
  timeline.finish(6000 * nsPerMs);
  expect(
    seconds.map(({ startMs, durationMs, sent, succeeded, timedOut, failed, latenciesNs }) => [
      startMs,
      durationMs,
      [sent, succeeded, timedOut, failed],
      [...latenciesNs].map((ns) => ns / nsPerMs),
    ]),
  ).toEqual([
    [-1500, 500, [1, 1, 0, 0], [1]],
    [-1000, 1000, [0, 1, 0, 0], [1]],
    [0, 1000, [2, 1, 1, 1], [1, 9]],
    [1000, 1000, [0, 0, 0, 0], []],
    [2000, 1000, [0, 0, 0, 0], []],
    [3000, 500, [0, 1, 0, 0], [2]],
    [3500, 500, [0, 1, 0, 0], [3]],
    [4000, 500, [0, 0, 0, 0], []],
  ]);
  expect(seconds.map((second) => second.waiting)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});

it('closes a second early when the run ends, and nothing when it has just closed one', () => {
  const { timeline, seconds } = newTimeline(0, [0, 5000]);
  timeline.finish(1300 * nsPerMs);
  expect(seconds.map(({ startMs, durationMs }) => [startMs, durationMs])).toEqual([
    [0, 1000],
    [1000, 300],
  ]);
  timeline.finish(1300 * nsPerMs);
  expect(seconds).toHaveLength(2);
});

it('keeps every latency of a busy second', () => {
  const { timeline, seconds } = newTimeline(0, [0, 2000]);
  for (let i = 1; i <= 10_000; i++) timeline.record(i, i * 1000, undefined);
  timeline.record(1.5e9, 7000, undefined);
  timeline.finish(2e9);
  expect(seconds[0]!.latenciesNs).toEqual(Float32Array.from({ length: 10_000 }, (_, i) => (i + 1) * 1000));
  expect(seconds[1]!.latenciesNs).toEqual(Float32Array.of(7000));
});

function second(startMs: number, latenciesMs: number[], other: Partial<SecondRecord> = {}): SecondRecord {
  return {
    startMs,
    durationMs: 1000,
    sent: latenciesMs.length + 1,
    succeeded: latenciesMs.length,
    timedOut: 0,
    failed: 0,
    ...quiet,
    latenciesNs: Float32Array.from(latenciesMs, (ms) => ms * nsPerMs),
    ...other,
  };
}

const upTo = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

it('joins the seconds of two threads, whichever comes first', () => {
  const seen: TimelinePoint[] = [];
  const merger = new TimelineMerger(2, 2000, (point) => seen.push(point));
  merger.add(second(-1000, [1]));
  merger.add(second(0, upTo(1, 30), { timedOut: 2, inFlight: 3, waiting: 5 }));
  expect(seen).toEqual([]);
  merger.add(second(-1000, [1, 2]));
  // The second thread is slow and has more to say; p99 is of both together: rank 99 of 1 to 100.
  merger.add(second(0, upTo(31, 100), { failed: 4, inFlight: 1, waiting: 7, clientsAlive: 0 }));
  merger.add(second(1000, []));
  merger.add(second(1000, [4]));
  merger.add(second(2000, [1]));
  merger.add(second(2000, [1]));
  expect(merger.points).toEqual([
    {
      startMs: 0,
      durationMs: 1000,
      sent: 102,
      succeeded: 100,
      timedOut: 2,
      failed: 4,
      waiting: 12,
      inFlight: 4,
      clientsAlive: 1,
      p50Ns: 50 * nsPerMs,
      p99Ns: 99 * nsPerMs,
      maxNs: 100 * nsPerMs,
    },
    expect.objectContaining({ startMs: 1000, sent: 3, p50Ns: null, p99Ns: null, maxNs: 4 * nsPerMs }),
  ]);
  expect(seen.map(({ startMs }) => startMs)).toEqual([-1000, 0, 1000, 2000]);
});

it('gives a p99 for a hundred operations and more, and no maximum for none', () => {
  const merger = new TimelineMerger(1, 3000);
  merger.add(second(0, upTo(1, 99)));
  merger.add(second(1000, upTo(1, 100)));
  merger.add(second(2000, []));
  expect(merger.points.map(({ p99Ns, maxNs }) => [p99Ns, maxNs])).toEqual([
    [null, 99 * nsPerMs],
    [99 * nsPerMs, 100 * nsPerMs],
    [null, null],
  ]);
});

it('closes at the end, in order, what a thread that ended early had no part in', () => {
  const merger = new TimelineMerger(2, 4000);
  merger.add(second(0, [1]));
  merger.add(second(0, [2], { durationMs: 400 }));
  merger.add(second(2000, [4]));
  merger.add(second(1000, [3]));
  expect(merger.points).toHaveLength(1);
  merger.finish();
  merger.finish();
  expect(merger.points.map(({ startMs, durationMs, succeeded }) => [startMs, durationMs, succeeded])).toEqual(
    [
      [0, 1000, 2],
      [1000, 1000, 1],
      [2000, 1000, 1],
    ],
  );
});
