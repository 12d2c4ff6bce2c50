import { expect, it } from 'vitest';
import { nsPerMs } from '../core/units.ts';
import { Timeline } from './timeline.ts';

it('cuts seconds from the start of the window, at both its ends, and keeps the empty ones', () => {
  const timeline = new Timeline(0, 1500 * nsPerMs, 5000 * nsPerMs);
  const record = (atMs: number, latencyMs: number) =>
    timeline.record(atMs * nsPerMs, latencyMs * nsPerMs, undefined);
  record(100, 1);
  record(600, 1);
  expect(timeline.latest).toMatchObject({ startMs: -1500, durationMs: 500, succeeded: 1 });
  record(1600, 1);
  timeline.record(1700 * nsPerMs, 9 * nsPerMs, 'timeout');
  timeline.record(1800 * nsPerMs, 99 * nsPerMs, 'deadlock');
  record(4600, 2);
  record(5100, 3);
  timeline.finish(6000 * nsPerMs);
  expect(
    timeline.points.map(({ startMs, durationMs, succeeded, timedOut, failed, maxNs }) => [
      startMs,
      durationMs,
      succeeded,
      timedOut,
      failed,
      maxNs,
    ]),
  ).toEqual([
    [0, 1000, 1, 1, 1, 9 * nsPerMs],
    [1000, 1000, 0, 0, 0, null],
    [2000, 1000, 0, 0, 0, null],
    [3000, 500, 1, 0, 0, 2 * nsPerMs],
  ]);
  expect(timeline.latest).toMatchObject({ startMs: 4000, durationMs: 500, succeeded: 0 });
});

it('gives a p99 for a hundred samples and more', () => {
  const timeline = new Timeline(0, 0, 2e9);
  for (let i = 1; i <= 99; i++) timeline.record(i, i * nsPerMs, undefined);
  for (let i = 1; i <= 100; i++) timeline.record(1e9 + i, i * nsPerMs, undefined);
  timeline.finish(2e9);
  expect(timeline.points.map(({ p99Ns }) => p99Ns)).toEqual([null, expect.closeTo(99 * nsPerMs, -7)]);
});
