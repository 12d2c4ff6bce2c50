import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorClasses } from '../core/operation.ts';
import { nsPerMs } from '../core/units.ts';
import { runLoad } from './load-run.ts';
import type { Share } from './schedule.ts';
import { FakeClock } from './testing/fake-clock.ts';
import { expectIdentity, fakeWorkload, type LoadSettings, runFakeLoad } from './testing/fake-load.ts';
import { type Answer, FakeSession } from './testing/fake-session.ts';
import type { TimelinePoint } from './timeline.ts';
import type { Workload } from './workload.ts';

/** Closed load: one second of warmup, two of measuring, unless told otherwise. */
function runFake(
  scripts: ((ordinal: number, nowMs: number) => Answer)[],
  { durationMs = 2000, ...options }: Partial<LoadSettings> & { durationMs?: number } = {},
  clock = new FakeClock(),
) {
  return runFakeLoad(scripts, { plan: { kind: 'closed', durationMs, thinkTimeMs: 0 }, ...options }, clock);
}

it('counts what starts inside the window', async () => {
  const { outcome, sessions, endedMs } = await runFake([
    () => ({ afterMs: 10, rows: 3 }),
    () => ({ afterMs: 20, rows: 0 }),
  ]);
  const query = outcome.queries[0]!;
  expect(query.counters).toEqual({
    scheduled: 300,
    succeeded: 300,
    failed: 0,
    timedOut: 0,
    censored: 0,
    skipped: 0,
  });
  expect(query.rows).toBe(600);
  // Completions at 1000 ms belong to operations of the warmup but fall into the window; those at 3000 ms do not.
  expect(query.completedInWindow).toBe(300);
  expect(query.throughputPerSecond).toBe(150);
  expect(query.strata.map(({ stratum, counters }) => [stratum, counters.scheduled])).toEqual([
    ['celebrity', 200],
    ['cold', 100],
  ]);
  expect(query.latency.p50).toEqual({ ns: expect.closeTo(10 * nsPerMs, -5), censored: false });
  expect(query.latency.max).toEqual({ ns: 20 * nsPerMs, censored: false });
  expect(query.latency.p999).toBeNull();
  expect(outcome.timeline.map(({ startMs, succeeded }) => [startMs, succeeded])).toEqual([
    [0, 150],
    [1000, 150],
  ]);
  expect(outcome).toMatchObject({ end: { reason: 'completed' }, windowMs: 2000, clients: 2 });
  expect(endedMs).toBeLessThan(3030);
  expect(sessions.every((session) => session.isOpen)).toBe(true);
  expectIdentity(outcome);
});

it('counts a long operation once, waits for it, and keeps the load up meanwhile', async () => {
  const { outcome, sessions, endedMs } = await runFake([
    (_, nowMs) => ({ afterMs: nowMs >= 2000 && nowMs < 3000 ? 2500 : 100 }),
    () => ({ afterMs: 100 }),
  ]);
  expect(outcome.queries[0]!.counters).toMatchObject({ scheduled: 10 + 1 + 20, succeeded: 31, censored: 0 });
  expect(outcome.queries[0]!.latency.max).toEqual({ ns: 2500 * nsPerMs, censored: false });
  expect(endedMs).toBeGreaterThanOrEqual(4500);
  // The neighbour was busy until the long one ended at 4500 ms.
  expect(sessions[1]!.executed).toBeGreaterThanOrEqual(45);
  expectIdentity(outcome);
});

it('does not count an operation that started in the warmup, however long', async () => {
  const { outcome, endedMs } = await runFake([(n) => ({ afterMs: n === 0 ? 2500 : 100 })]);
  expect(outcome.queries[0]!.counters).toMatchObject({ scheduled: 5, succeeded: 5 });
  expect(outcome.queries[0]!.completedInWindow).toBe(5);
  expect(endedMs).toBe(3000);
});

it('enters timeouts at the timeout and calls the percentiles among them lower bounds', async () => {
  const { outcome } = await runFake(
    [(n) => (n % 5 === 4 ? { afterMs: 52, error: 'timeout' } : { afterMs: 2 })],
    {
      durationMs: 3000,
      statementTimeoutMs: 50,
    },
  );
  const { counters, latency, errors } = outcome.queries[0]!;
  expect(counters).toMatchObject({ scheduled: 250, succeeded: 200, timedOut: 50, failed: 0 });
  expect(latency.p50).toEqual({ ns: expect.closeTo(2 * nsPerMs, -4), censored: false });
  expect(latency.p90).toEqual({ ns: 50 * nsPerMs, censored: true });
  expect(latency.max).toEqual({ ns: 50 * nsPerMs, censored: true });
  expect(errors).toEqual([]);
  expectIdentity(outcome);
});

it('keeps errors out of the percentiles, tallied by class and SQLSTATE', async () => {
  const answers: Answer[] = [
    { afterMs: 10 },
    { afterMs: 1, error: 'deadlock' },
    { afterMs: 1, error: 'other' },
    { afterMs: 8, error: 'other' },
  ];
  const { outcome } = await runFake([(n) => answers[n % 4]!]);
  const { counters, errors, latency } = outcome.queries[0]!;
  expect(counters).toMatchObject({ scheduled: 400, succeeded: 100, failed: 300 });
  expect(errors).toEqual([
    { class: 'other', sqlState: '22012', message: 'fake other', count: 200 },
    { class: 'deadlock', sqlState: '40P01', message: 'fake deadlock', count: 100 },
  ]);
  expect(latency).toMatchObject({ count: 100, p50: { ns: 10 * nsPerMs } });
  expectIdentity(outcome);
});

it('censors what is open when the drain ends, at its age', async () => {
  const { outcome, endedMs, sessions } = await runFake(
    [(_, nowMs) => ({ afterMs: nowMs >= 2500 ? Number.POSITIVE_INFINITY : 100 }), () => ({ afterMs: 100 })],
    { statementTimeoutMs: 1000 },
  );
  expect(outcome.queries[0]!.counters).toMatchObject({ scheduled: 15 + 1 + 20, succeeded: 35, censored: 1 });
  // Started at 2500 ms, given up at 3000 + 1000 + 250 ms.
  expect(outcome.queries[0]!.latency.max).toEqual({ ns: 1750 * nsPerMs, censored: true });
  expect(outcome.end.reason).toBe('completed');
  expect(endedMs).toBeLessThanOrEqual(4250 + 1000);
  // It would not be cancelled, so it is closed; the other is left usable.
  expect(sessions.map(({ isOpen, cancels }) => [isOpen, cancels])).toEqual([
    [false, 1],
    [true, 1],
  ]);
  expectIdentity(outcome);
});

it('waits 10 s for the last operations where no statement timeout is set', async () => {
  const { endedMs } = await runFake([() => ({ afterMs: 60_000 })], { statementTimeoutMs: 0, warmupMs: 0 });
  expect(endedMs).toBe(12_001);
});

it('ends within 2 s when interrupted, with the window that elapsed', async () => {
  for (const stubborn of [false, true]) {
    const clock = new FakeClock();
    const abort = new AbortController();
    clock.after(1500, () => abort.abort());
    const slow = stubborn ? Number.POSITIVE_INFINITY : 60_000;
    const { outcome, endedMs } = await runFake(
      [() => ({ afterMs: 10 }), (_, nowMs) => ({ afterMs: nowMs > 1200 ? slow : 50 })],
      { signal: abort.signal },
      clock,
    );
    expect(outcome).toMatchObject({ end: { reason: 'interrupted' }, windowMs: 500, durationMs: 2000 });
    expect(outcome.queries[0]!.counters).toMatchObject({ scheduled: 50 + 6, succeeded: 54, censored: 2 });
    expect(outcome.queries[0]!.throughputPerSecond).toBe(112);
    expect(outcome.timeline).toMatchObject([{ startMs: 0, durationMs: 500, succeeded: 56 }]);
    expect(endedMs).toBeLessThanOrEqual(2500);
    expectIdentity(outcome);
  }
});

it('has a valid outcome when interrupted during the warmup, and before it began', async () => {
  const clock = new FakeClock();
  const abort = new AbortController();
  clock.after(500, () => abort.abort());
  for (let round = 0; round < 2; round++) {
    const { outcome } = await runFake([() => ({ afterMs: 30 })], { signal: abort.signal }, clock);
    expect(outcome).toMatchObject({ end: { reason: 'interrupted' }, windowMs: 0, timeline: [] });
    expect(outcome.queries[0]).toMatchObject({ throughputPerSecond: 0, latency: { count: 0, max: null } });
    expectIdentity(outcome);
  }
});

it('reconnects a lost client and goes on', async () => {
  const clock = new FakeClock();
  let attempts = 0;
  const lost: Answer = { afterMs: 5, error: 'connection', disconnects: true };
  const { outcome, sessions } = await runFake(
    [(_, nowMs) => (nowMs >= 1500 ? lost : { afterMs: 10 })],
    {
      reopen: async () => {
        if (attempts++ === 0) throw new Error('the database system is starting up');
        return new FakeSession(clock, () => ({ afterMs: 10 }));
      },
    },
    clock,
  );
  expect(attempts).toBe(2);
  expect(outcome).toMatchObject({ end: { reason: 'completed' }, reconnects: 1, clientsLost: 0 });
  expect(outcome.queries[0]!.errors).toMatchObject([{ class: 'connection', count: 1 }]);
  // Away from 1505 ms for 100 + 250 ms.
  expect(outcome.queries[0]!.counters).toMatchObject({ failed: 1, succeeded: 50 + 115 });
  expect(sessions[0]!.isOpen).toBe(true);
  expectIdentity(outcome);
});

it('ends when no client has a connection left', async () => {
  const dies: Answer = { afterMs: 100, error: 'connection', disconnects: true };
  const script = (n: number) => (n < 12 ? { afterMs: 100 } : dies);
  const { outcome, endedMs } = await runFake([script, script], {
    durationMs: 60_000,
    reopen: async () => {
      throw new Error('connect ECONNREFUSED');
    },
  });
  expect(outcome.end).toEqual({ reason: 'connections-lost', message: 'connect ECONNREFUSED' });
  expect(outcome.clientsLost).toBe(2);
  expect(outcome.queries[0]!.counters).toMatchObject({ scheduled: 6, succeeded: 4, failed: 2 });
  expect(endedMs).toBe(1300 + 9850);
  expectIdentity(outcome);
});

it('gives up on a server that takes connections and drops them', async () => {
  const clock = new FakeClock();
  const dying = () => new FakeSession(clock, () => ({ afterMs: 10, error: 'connection', disconnects: true }));
  const { outcome } = await runFake(
    [() => ({ afterMs: 10, error: 'connection', disconnects: true })],
    { durationMs: 60_000, reopen: async () => dying() },
    clock,
  );
  expect(outcome.end.reason).toBe('connections-lost');
  expect(outcome.reconnects).toBe(7);
  expectIdentity(outcome);
});

it('does not wait for a reconnection that hangs', async () => {
  const { outcome, endedMs } = await runFake(
    [() => ({ afterMs: 1500, error: 'connection', disconnects: true })],
    {
      reopen: () => new Promise(() => {}),
    },
  );
  expect(outcome.end).toEqual({ reason: 'connections-lost', message: 'fake connection' });
  expect(endedMs).toBe(3000);
});

it('reports every second of every phase, and a stall as zeros', async () => {
  const seen: TimelinePoint[] = [];
  const { outcome } = await runFake([(_, nowMs) => ({ afterMs: nowMs === 1000 ? 1500 : 5 })], {
    onPoint: (point) => seen.push(point),
  });
  expect(seen.map(({ startMs, sent, succeeded, inFlight }) => [startMs, sent, succeeded, inFlight])).toEqual([
    [-1000, 200, 199, 1],
    [0, 1, 1, 1],
    [1000, 100, 100, 1],
  ]);
  expect(outcome.timeline.map(({ succeeded, p99Ns, maxNs }) => [succeeded, p99Ns !== null, maxNs])).toEqual([
    [1, false, 5 * nsPerMs],
    [100, true, 1500 * nsPerMs],
  ]);
});

it('passes on a fault of the workload', async () => {
  const broken: Workload = {
    ...fakeWorkload,
    next: () => {
      throw new Error('no such domain');
    },
  };
  await expect(runFake([() => ({ afterMs: 1 })], { workload: broken })).rejects.toThrow('no such domain');
});

describe('think time', () => {
  const plan = { kind: 'closed', durationMs: 60_000, thinkTimeMs: 90 } as const;

  it('is exponential with its mean, and not the same for any two clients', async () => {
    const clock = new FakeClock();
    const starts: number[][] = [];
    const run = (share: Share, clients: number) =>
      runFakeLoad(
        Array.from({ length: clients }, () => {
          const times: number[] = [];
          starts.push(times);
          return (_: number, nowMs: number) => {
            times.push(nowMs);
            return { afterMs: 10 };
          };
        }),
        { plan, warmupMs: 0, share },
        clock,
      );
    const { outcome } = await run({ index: 0, of: 2 }, 3);
    // Every 100 ms on average; four standard errors of 1,800 gaps.
    expect(Math.abs(outcome.counters.scheduled - 1800)).toBeLessThan(4 * 0.9 * Math.sqrt(1800));
    expect(outcome.latency.max).toEqual({ ns: 10 * nsPerMs, censored: false });
    const thoughts = starts.flatMap((times) => times.slice(1).map((time, i) => time - times[i]! - 10));
    const shareOver = (ms: number) => thoughts.filter((thought) => thought > ms).length / thoughts.length;
    expect(shareOver(90)).toBeCloseTo(Math.exp(-1), 1);
    expect(shareOver(270)).toBeCloseTo(Math.exp(-3), 1);
    expect(Math.max(...thoughts)).toBeLessThanOrEqual(900);
    expectIdentity(outcome);
    await run({ index: 1, of: 2 }, 2);
    const second = starts.map((times) => (times[1]! - times[0]!).toFixed(3));
    expect(new Set(second).size).toBe(5);
  });

  it('does not outlast the run, nor hide a fault of the workload', async () => {
    const clock = new FakeClock();
    const abort = new AbortController();
    clock.after(5000, () => abort.abort());
    const { endedMs, outcome } = await runFakeLoad(
      [() => ({ afterMs: 1 })],
      { plan: { ...plan, thinkTimeMs: 60_000 }, warmupMs: 0, signal: abort.signal },
      clock,
    );
    expect(endedMs).toBe(5000);
    expectIdentity(outcome);
    let drawn = 0;
    const broken: Workload = {
      ...fakeWorkload,
      next: (lane) => {
        if (drawn++ === 3) throw new Error('no such domain');
        return fakeWorkload.next(lane);
      },
    };
    // Were it thrown in the timer's face, it would come from the clock and not from the run.
    const safely = new FakeClock();
    const load = runLoad({
      sessions: [new FakeSession(safely, () => ({ afterMs: 1 }))],
      workload: broken,
      plan,
      clock: safely,
      warmupMs: 0,
      statementTimeoutMs: 0,
    });
    const faults: unknown[] = [];
    load.catch((fault) => faults.push(fault));
    await safely.runUntil(new Promise<void>((resolve) => safely.after(60_000, resolve)));
    expect(faults).toMatchObject([{ message: 'no such domain' }]);
  });
});

it('begins at the time it is told, in whole seconds whenever it was told', async () => {
  const clock = new FakeClock();
  for (const leadMs of [20, -7]) {
    const nowNs = clock.nowNs();
    const startNs = nowNs + leadMs * nsPerMs;
    const seen: TimelinePoint[] = [];
    const { outcome } = await runFake(
      [() => ({ afterMs: 10 })],
      { startNs, durationMs: 1000, onPoint: (point) => seen.push(point) },
      clock,
    );
    expect(seen.map(({ startMs, durationMs }) => [startMs, durationMs])).toEqual([
      [-1000, 1000],
      [0, 1000],
    ]);
    expect(outcome.counters.scheduled).toBe(100);
    expect(clock.nowNs() - startNs).toBeGreaterThanOrEqual(2000 * nsPerMs);
    expect(clock.nowNs() - startNs).toBeLessThan(2010 * nsPerMs);
    expectIdentity(outcome);
  }
});

it('keeps the identity whatever the server does', async () => {
  const answer = fc.record({
    afterMs: fc.oneof(fc.integer({ min: 1, max: 3000 }), fc.constant(Number.POSITIVE_INFINITY)),
    error: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, fc.constantFrom(...errorClasses)),
    disconnects: fc.boolean(),
  });
  const scripts = fc.array(fc.array(answer, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(scripts, fc.option(fc.integer({ min: 1, max: 6000 })), async (answers, abortMs) => {
      const clock = new FakeClock();
      const abort = new AbortController();
      if (abortMs !== null) clock.after(abortMs, () => abort.abort());
      const plain = ({ error, ...rest }: (typeof answers)[0][0]): Answer =>
        error ? { ...rest, error } : rest;
      const { outcome } = await runFake(
        answers.map((script) => (n) => plain(script[n % script.length]!)),
        {
          signal: abort.signal,
          reopen: async () => new FakeSession(clock, (n) => plain(answers[0]![n % answers[0]!.length]!)),
        },
        clock,
      );
      expectIdentity(outcome);
    }),
    { numRuns: 100, seed: 1 },
  );
});
