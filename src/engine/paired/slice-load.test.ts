import { expect, it } from 'vitest';
import { nsPerMs } from '../../core/units.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { fakeWorkload } from '../testing/fake-load.ts';
import { type Answer, FakeSession } from '../testing/fake-session.ts';
import { queryOutcomes } from './paired-record.ts';
import type { Slice, SliceSize } from './slice.ts';
import { SliceLoad, type SliceLoadOptions } from './slice-load.ts';

const size: SliceSize = { sliceMs: 1000, dropShare: 0.1, leastOperations: 10, limitMs: 5000 };
const takes = (afterMs: number) => () => ({ afterMs });

/** Runs slices of one client a script, one after another. */
async function runSlices(
  scripts: readonly ((ordinal: number, nowMs: number) => Answer)[],
  {
    slices = 1,
    warm = false,
    at = size,
    ...options
  }: { slices?: number; warm?: boolean; at?: SliceSize } & Partial<SliceLoadOptions> = {},
  clock = new FakeClock(),
  signal?: AbortSignal,
) {
  const sessions = scripts.map(
    (script) => new FakeSession(clock, (ordinal) => script(ordinal, clock.nowNs() / nsPerMs)),
  );
  const load = new SliceLoad({
    sessions,
    workload: fakeWorkload,
    clock,
    statementTimeoutMs: 2000,
    ...options,
  });
  const results: (Slice | undefined)[] = [];
  if (warm) await clock.runUntil(load.run(at, false, signal));
  for (let i = 0; i < slices; i++) results.push(await clock.runUntil(load.run(at, true, signal)));
  const [outcome] = queryOutcomes(load.record.recording, fakeWorkload.queries);
  return { results, load, outcome: outcome!, sessions, endedMs: clock.nowNs() / nsPerMs };
}

it('counts what is sent inside the window, and what completes in it', async () => {
  // Sent at 0, 40, ..., 960; the window is from 100 to 1000.
  const { results, endedMs, outcome } = await runSlices([takes(40)]);
  expect(results[0]).toMatchObject({
    windowMs: 900,
    // Ends at 120, 160, ..., 1000.
    completedInWindow: 23,
    executed: 25,
    failed: 0,
  });
  // Sent at 120, ..., 960.
  expect(results[0]!.durationsNs).toHaveLength(22);
  expect(results[0]!.durationsNs.every((ns) => ns === 40 * nsPerMs)).toBe(true);
  expect(endedMs).toBe(1000);
  expect(outcome.counters).toMatchObject({ scheduled: 22, succeeded: 22 });
});

it('has the throughput that its clients make', async () => {
  const { results } = await runSlices([takes(10), takes(20)], { slices: 2 });
  for (const slice of results) expect(slice!.completedInWindow / slice!.windowMs).toBeCloseTo(0.15, 2);
});

it('goes on until there are enough operations', async () => {
  const { results } = await runSlices([takes(150)]);
  // Ten that count end at 300, 450, ..., 1650.
  expect(results[0]).toMatchObject({ windowMs: 1550, completedInWindow: 11 });
  expect(results[0]!.durationsNs).toHaveLength(10);
});

it('ends at its limit with what there is', async () => {
  const { results } = await runSlices([takes(1900)]);
  expect(results[0]).toMatchObject({ windowMs: 5600, completedInWindow: 3, executed: 3 });
  expect(results[0]!.durationsNs).toHaveLength(2);
});

it('runs slices that do not count', async () => {
  const { results, outcome, sessions } = await runSlices([takes(40)], { warm: true });
  expect(results[0]!.executed).toBe(25);
  expect(sessions[0]!.executed).toBe(50);
  expect(outcome.counters.scheduled).toBe(22);
});

it('takes timeouts for lower bounds and leaves failures out', async () => {
  const script = (ordinal: number): Answer =>
    ordinal % 5 === 0
      ? { afterMs: 101, error: 'timeout' }
      : ordinal % 5 === 1
        ? { afterMs: 5, error: 'deadlock' }
        : { afterMs: 20 };
  const { results, outcome } = await runSlices([script], { statementTimeoutMs: 100 });
  const slice = results[0]!;
  expect(slice.durationsNs.filter((_, at) => slice.censored[at] === 1).every((ns) => ns === 100e6)).toBe(
    true,
  );
  expect(slice.durationsNs.filter((_, at) => slice.censored[at] === 0).every((ns) => ns === 20e6)).toBe(true);
  expect(slice.failed).toBeGreaterThan(0);
  const { scheduled, succeeded, timedOut, failed } = outcome.counters;
  expect(succeeded + timedOut + failed).toBe(scheduled);
  expect(slice.durationsNs).toHaveLength(succeeded + timedOut);
  expect(slice.failed).toBe(failed);
});

it('gives up where nothing succeeds', async () => {
  const { results, load } = await runSlices([() => ({ afterMs: 10, error: 'other' })]);
  expect(results).toEqual([undefined]);
  expect(load.end).toEqual({ reason: 'nothing-compared' });
});

it('ends at once when it is told to', async () => {
  const clock = new FakeClock();
  const control = new AbortController();
  clock.after(450, () => control.abort());
  const { results, load, endedMs, sessions } = await runSlices(
    [takes(200), takes(200)],
    { slices: 2 },
    clock,
    control.signal,
  );
  expect(results).toEqual([undefined, undefined]);
  expect(load.end).toEqual({ reason: 'interrupted' });
  expect(endedMs).toBe(451);
  expect(sessions.map(({ cancels }) => cancels)).toEqual([1, 1]);
});

it('gets lost connections back', async () => {
  const clock = new FakeClock();
  const breaks = (ordinal: number): Answer =>
    ordinal === 5 ? { afterMs: 1, error: 'connection', disconnects: true } : { afterMs: 40 };
  const { results, load } = await runSlices(
    [breaks, takes(40)],
    { slices: 2, reopen: async () => new FakeSession(clock, takes(40)) },
    clock,
  );
  expect(load.record).toMatchObject({ reconnects: 1, clientsLost: 0 });
  expect(results.map((slice) => slice!.failed)).toEqual([1, 0]);
  const out = await runSlices([breaks]);
  expect(out.load.end).toMatchObject({ reason: 'connections-lost' });
});

it('cuts connections to a server that has gone silent', async () => {
  const clock = new FakeClock();
  const silent = (ordinal: number): Answer => ({
    afterMs: ordinal === 5 ? Number.POSITIVE_INFINITY : 40,
  });
  const { results, load } = await runSlices(
    [silent, takes(40)],
    { slices: 2, statementTimeoutMs: 200, reopen: async () => new FakeSession(clock, takes(40)) },
    clock,
  );
  // The slice was over but for it; the next one connects anew.
  expect(load.record).toMatchObject({ reconnects: 1, abandoned: 1 });
  expect(results[0]!.censored.filter((flag) => flag === 1)).toHaveLength(1);
});
