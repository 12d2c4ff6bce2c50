import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AlarmMaker } from '../core/alarm.ts';
import { errorClasses } from '../core/operation.ts';
import { nsPerMs } from '../core/units.ts';
import type { OpenPlan, Stage } from './load-plan.ts';
import { runLoad } from './load-run.ts';
import { ArrivalSchedule } from './schedule.ts';
import { FakeClock } from './testing/fake-clock.ts';
import { expectIdentity, fakeWorkload, type LoadSettings, runFakeLoad } from './testing/fake-load.ts';
import { type Answer, FakeSession } from './testing/fake-session.ts';
import type { Workload } from './workload.ts';

type Script = (ordinal: number, nowMs: number) => Answer;

interface OpenSettings extends Partial<LoadSettings> {
  rate?: number;
  durationMs?: number;
}

function openPlan(rate: number, durationMs: number): OpenPlan {
  const stage = { startRate: rate, endRate: rate, durationMs };
  return { kind: 'open', arrival: 'constant', seed: 1, stages: [stage] };
}

/** Open load at 100/s like clockwork for two seconds after one of warmup, unless told otherwise. */
function runFake(scripts: Script[], settings: OpenSettings = {}, clock = new FakeClock()) {
  const { rate = 100, durationMs = 2000, ...options } = settings;
  return runFakeLoad(scripts, { plan: openPlan(rate, durationMs), ...options }, clock);
}

const inMs = (afterMs: number) => () => ({ afterMs });
const ms = (figure: { ns: number } | null) => figure && figure.ns / nsPerMs;

describe('time', () => {
  it('is counted from when an operation was due, the wait for a connection included', async () => {
    // Due every 10 ms from 5 ms on, and 15 ms each on the only connection: each waits 5 ms longer than the one before.
    const { outcome, endedMs } = await runFake([inMs(15)], { warmupMs: 0, durationMs: 100 });
    const { counters, latency, service, throughputPerSecond } = outcome.queries[0]!;
    expect(counters).toMatchObject({ scheduled: 10, succeeded: 10 });
    expect(outcome.latencyKind).toBe('response time');
    expect(ms(latency.max)).toBe(15 + 9 * 5);
    expect(ms(latency.mean)).toBeCloseTo(15 + 4.5 * 5, 1);
    expect(ms(latency.p50)).toBeCloseTo(15 + 4 * 5, 1);
    expect(service).toMatchObject({ count: 10, max: { ns: 15 * nsPerMs } });
    expect(ms(service!.mean)).toBeCloseTo(15, 1);
    expect(ms(outcome.poolWait!.max)).toBe(45);
    expect(ms(outcome.poolWait!.mean)).toBeCloseTo(22.5, 1);
    expect(outcome.dispatchLag).toMatchObject({ count: 10, max: { ns: 0 } });
    // Six of them were done by 100 ms; the last at 5 + 10 * 15 ms.
    expect(throughputPerSecond).toBe(60);
    expect(outcome.offeredPerSecond).toBe(100);
    expect(endedMs).toBe(155);
    expectIdentity(outcome);
  });

  it('that the client lost itself is dispatch lag, and part of the response', async () => {
    const clock = new FakeClock();
    clock.after(1500, () => clock.block(100));
    const { outcome } = await runFake([inMs(1), inMs(1)], {}, clock);
    // Ten were due from 1505 to 1595 ms and noticed at 1600 ms; two connections take them, 1 ms each.
    expect(ms(outcome.dispatchLag!.max)).toBe(95);
    expect(outcome.dispatchLag!.count).toBe(200);
    expect(ms(outcome.dispatchLag!.p95)).toBe(0);
    expect(ms(outcome.dispatchLag!.p99)).toBeCloseTo(75, 0);
    expect(ms(outcome.poolWait!.max)).toBe(4);
    expect(ms(outcome.queries[0]!.latency.max)).toBe(96);
    expect(outcome.queries[0]!.service).toMatchObject({ max: { ns: 1 * nsPerMs } });
    expect(outcome.health[0]!.dispatchLagP99Ns).toBeGreaterThan(70 * nsPerMs);
    expect(outcome.health[0]!.responseP99Ns).toBeGreaterThan(70 * nsPerMs);
    expect(outcome.health[0]!.eventLoopDelayP99Ns).toBeGreaterThan(60 * nsPerMs);
    expectIdentity(outcome);
  });

  it('of dense arrivals is late by a tenth of a millisecond at most', async () => {
    const { outcome } = await runFake(
      Array.from({ length: 4 }, () => inMs(0.05)),
      { rate: 50_000, durationMs: 100, warmupMs: 0 },
    );
    expect(outcome.counters).toMatchObject({ scheduled: 5000, succeeded: 5000 });
    expect(outcome.dispatchLag!.max!.ns).toBeLessThanOrEqual(100_000);
  });

  it('before the window is not counted, be it how it may', async () => {
    // One that was due at 995 ms ends inside the window: it is throughput, and no sample.
    const { outcome } = await runFake([inMs(1), (_, nowMs) => ({ afterMs: nowMs === 995 ? 600 : 1 })]);
    expect(outcome.queries[0]!.counters).toMatchObject({ scheduled: 200, succeeded: 200 });
    expect(outcome.queries[0]!.completedInWindow).toBe(201);
    expect(ms(outcome.queries[0]!.latency.max)).toBe(1);
    expect(outcome.timeline.map(({ sent, succeeded }) => [sent, succeeded])).toEqual([
      [100, 101],
      [100, 100],
    ]);
    expectIdentity(outcome);
  });

  it('in which the connection is waited for passes first come, first served', async () => {
    const order: string[] = [];
    let drawn = 0;
    const workload: Workload = {
      ...fakeWorkload,
      next: () => ({ query: 0, stratum: 0, values: [`${drawn++}`] }),
    };
    const clock = new FakeClock();
    await clock.runUntil(
      runLoad({
        sessions: [1, 2].map(
          () =>
            new FakeSession(clock, (n, { values }) => {
              order.push(values[0]!);
              return { afterMs: n < 3 ? 100 : 1 };
            }),
        ),
        workload,
        plan: openPlan(100, 500),
        clock,
        warmupMs: 0,
        statementTimeoutMs: 0,
      }),
    );
    expect(order).toEqual(Array.from({ length: 50 }, (_, n) => `${n}`));
  });
});

describe('an end', () => {
  it('comes with too much waiting: more than ten seconds of the rate', async () => {
    const { outcome, endedMs } = await runFake([inMs(Number.POSITIVE_INFINITY)], {
      rate: 20,
      durationMs: 60_000,
      warmupMs: 0,
      statementTimeoutMs: 0,
    });
    // The 202nd, due at 25 + 201 * 50 ms, is the 201st that waits.
    expect(outcome).toMatchObject({ end: { reason: 'overloaded' }, windowMs: 10_075, waiting: 201 });
    expect(outcome.counters).toMatchObject({ scheduled: 202, succeeded: 0, censored: 202, skipped: 0 });
    expect(ms(outcome.latency.max)).toBe(10_050);
    expect(outcome.latency.max!.censored).toBe(true);
    expect(endedMs).toBe(10_075 + 1000);
    expectIdentity(outcome);
  });

  it('comes with a hundred waiting at least, whatever the rate, and by thread', async () => {
    const never = { rate: 2, durationMs: 120_000, warmupMs: 0, statementTimeoutMs: 0 };
    const { outcome } = await runFake([inMs(Number.POSITIVE_INFINITY)], never);
    expect(outcome).toMatchObject({ end: { reason: 'overloaded' }, waiting: 101 });
    const share = { index: 1, of: 4 };
    const quarter = await runFake([inMs(Number.POSITIVE_INFINITY)], { ...never, rate: 80, share });
    expect(quarter.outcome).toMatchObject({ end: { reason: 'overloaded' }, waiting: 201 });
  });

  it('waits ten seconds for what is open, and censors it, what waits for a connection too', async () => {
    const { outcome, endedMs, sessions } = await runFake(
      [(n) => ({ afterMs: n < 50 ? 1 : Number.POSITIVE_INFINITY })],
      { durationMs: 1000, warmupMs: 0, statementTimeoutMs: 0 },
    );
    expect(outcome.counters).toMatchObject({ scheduled: 100, succeeded: 50, censored: 50 });
    expect(outcome).toMatchObject({ end: { reason: 'completed' }, waiting: 49, windowMs: 1000 });
    // Given up at 11 s: the first, due at 505 ms, is the oldest; the last, due at 995 ms, the youngest.
    expect(ms(outcome.latency.max)).toBe(11_000 - 505);
    expect(ms(outcome.latency.p90)).toBeCloseTo(11_000 - 605, -2);
    expect(outcome.latency).toMatchObject({ censoredCount: 50, p90: { censored: true } });
    // Not dispatch lag, nor a wait that was over.
    expect(outcome.poolWait!.count).toBe(51);
    expect(endedMs).toBe(12_000);
    expect(sessions[0]!.isOpen).toBe(false);
    expectIdentity(outcome);
  });

  it('comes when all that was due is done, and not before the window is over', async () => {
    const { endedMs } = await runFake([inMs(1)]);
    expect(endedMs).toBe(3000);
    const slow = await runFake([(n) => ({ afterMs: n === 299 ? 700 : 1 })]);
    expect(slow.endedMs).toBe(2995 + 700);
    const early = await runFake([inMs(1)], { rate: 1 });
    expect(early.endedMs).toBe(3000);
    expect(early.outcome.counters.scheduled).toBe(2);
  });

  it('by interruption leaves a shorter window, and what is open and waits is censored', async () => {
    const clock = new FakeClock();
    const abort = new AbortController();
    clock.after(1500, () => abort.abort());
    const { outcome, endedMs } = await runFake(
      [(_, nowMs) => ({ afterMs: nowMs > 1400 ? 60_000 : 1 })],
      { signal: abort.signal },
      clock,
    );
    expect(outcome).toMatchObject({ end: { reason: 'interrupted' }, windowMs: 500, waiting: 9 });
    expect(outcome.counters).toMatchObject({ scheduled: 50, succeeded: 40, censored: 10, skipped: 0 });
    expect(outcome.timeline).toMatchObject([{ startMs: 0, durationMs: 500, succeeded: 40, waiting: 9 }]);
    expect(outcome.throughputPerSecond).toBe(80);
    expect(endedMs).toBeLessThanOrEqual(2500);
    expectIdentity(outcome);
  });

  it('by interruption in the warmup, or before, leaves a valid outcome', async () => {
    const clock = new FakeClock();
    const abort = new AbortController();
    clock.after(500, () => abort.abort());
    for (let round = 0; round < 2; round++) {
      const { outcome } = await runFake([inMs(300)], { signal: abort.signal }, clock);
      expect(outcome).toMatchObject({ end: { reason: 'interrupted' }, windowMs: 0, timeline: [] });
      expect(outcome.counters.scheduled).toBe(0);
      expectIdentity(outcome);
    }
  });

  it('counts as skipped what was due and never noticed', async () => {
    const clock = new FakeClock();
    const abort = new AbortController();
    // Due at 1505, 1515, ..., 1595 ms, while the loop stands still; it comes to the interruption first.
    clock.after(1502, () => {
      clock.block(100);
      abort.abort();
    });
    const { outcome } = await runFake([inMs(1)], { signal: abort.signal }, clock);
    expect(outcome.counters).toMatchObject({ scheduled: 60, succeeded: 50, skipped: 10, censored: 0 });
    expect(outcome.health[0]).toMatchObject({ scheduled: 60, dispatched: 50 });
    expectIdentity(outcome);
  });

  it('is a rejection for a fault of the workload, with nothing left behind', async () => {
    for (const faultAt of [0, 1, 20]) {
      let drawn = 0;
      const broken: Workload = {
        ...fakeWorkload,
        next: (lane) => {
          if (drawn++ === faultAt) throw new Error('no such domain');
          return fakeWorkload.next(lane);
        },
      };
      const clock = new FakeClock();
      const alarms = { made: 0, closed: 0 };
      const alarm: AlarmMaker = (ring) => {
        alarms.made++;
        return {
          set: (atNs) => void clock.after((atNs - clock.nowNs()) / nsPerMs, ring),
          close: () => alarms.closed++,
        };
      };
      const running = runFake([inMs(1)], { workload: broken, alarm }, clock);
      await expect(running).rejects.toThrow('no such domain');
      expect(alarms.closed).toBe(alarms.made);
    }
  });
});

describe('a connection', () => {
  const dies: Answer = { afterMs: 5, error: 'connection', disconnects: true };

  it('that is lost is made anew, and what is due meanwhile waits', async () => {
    const clock = new FakeClock();
    const { outcome } = await runFake(
      [(_, nowMs) => (nowMs === 1505 ? dies : { afterMs: 1 })],
      { reopen: async () => new FakeSession(clock, inMs(1)) },
      clock,
    );
    expect(outcome).toMatchObject({ end: { reason: 'completed' }, reconnects: 1, clientsLost: 0 });
    expect(outcome.counters).toMatchObject({ scheduled: 200, succeeded: 199, failed: 1 });
    expect(outcome.queries[0]!.errors).toMatchObject([{ class: 'connection', count: 1 }]);
    // Lost at 1510 ms, back at 1610 ms: that of 1515 ms has waited 95 ms, and the nine after it leave 1 ms apart.
    expect(ms(outcome.poolWait!.max)).toBe(95);
    expect(ms(outcome.latency.max)).toBe(96);
    expectIdentity(outcome);
  });

  it('that is lost while idle harms no operation', async () => {
    const clock = new FakeClock();
    const { outcome } = await runFake(
      [inMs(1), inMs(1)],
      {
        reopen: async () => new FakeSession(clock, inMs(1)),
        onSessions: (sessions) =>
          clock.after(1500, () => {
            // All idle at the time.
            for (const session of sessions) session.isOpen = false;
          }),
      },
      clock,
    );
    expect(outcome).toMatchObject({ reconnects: 2, clientsLost: 0 });
    expect(outcome.counters).toMatchObject({ scheduled: 200, succeeded: 200, failed: 0 });
    // Found out at 1505 ms, back 100 ms later.
    expect(ms(outcome.poolWait!.max)).toBe(100);
    expectIdentity(outcome);
  });

  it('that cannot be made anew leaves the others to do its work', async () => {
    const { outcome } = await runFake([inMs(1), (_, nowMs) => (nowMs > 1200 ? dies : { afterMs: 1 })]);
    expect(outcome).toMatchObject({ end: { reason: 'completed' }, clientsLost: 1, clients: 2 });
    expect(outcome.counters).toMatchObject({ scheduled: 200, succeeded: 199, failed: 1 });
    expect(outcome.timeline[1]!.clientsAlive).toBe(1);
    expectIdentity(outcome);
  });

  it('ends the run when it was the last, with what waits censored', async () => {
    const { outcome, endedMs } = await runFake([(_, nowMs) => (nowMs > 1500 ? dies : { afterMs: 1 })], {
      durationMs: 60_000,
      reopen: async () => {
        throw new Error('connect ECONNREFUSED');
      },
    });
    expect(outcome.end).toEqual({ reason: 'connections-lost', message: 'connect ECONNREFUSED' });
    // Lost at 1510 ms; given up 9850 ms later.
    expect(endedMs).toBe(1510 + 9850);
    expect(outcome.counters).toMatchObject({ scheduled: 1036, succeeded: 50, failed: 1, censored: 985 });
    expect(outcome.waiting).toBe(985);
    expectIdentity(outcome);
  });
});

/** How many are due from the start of the window to the end of it, or to when the run was ended. */
function dueIn(plan: OpenPlan, warmupMs: number, windowMs: number, isWhole: boolean): number {
  const { startRate } = plan.stages[0]!;
  const warmup: Stage = { startRate, endRate: startRate, durationMs: warmupMs };
  const schedule = new ArrivalSchedule([warmup, ...plan.stages], plan.arrival, plan.seed);
  const [fromNs, toNs] = [warmupMs * nsPerMs, (warmupMs + windowMs) * nsPerMs];
  let due = 0;
  for (; schedule.nextNs < toNs || (!isWhole && schedule.nextNs === toNs); schedule.advance()) {
    if (schedule.nextNs >= fromNs) due++;
  }
  return due;
}

it('keeps the identity whatever the server does, and counts every arrival', async () => {
  const afterMs = fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 1, max: 50 }) },
    { weight: 2, arbitrary: fc.integer({ min: 50, max: 3000 }) },
    { weight: 1, arbitrary: fc.constant(Number.POSITIVE_INFINITY) },
  );
  const error = fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, fc.constantFrom(...errorClasses));
  const answer = fc.record({ afterMs, error, disconnects: fc.boolean() });
  const rate = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 300 }));
  const stage = fc.record({ startRate: rate, endRate: rate, durationMs: fc.integer({ min: 0, max: 1500 }) });
  const scenario = fc.record({
    scripts: fc.array(fc.array(answer, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 4 }),
    stages: fc.array(stage, { minLength: 1, maxLength: 3 }),
    arrival: fc.constantFrom('poisson' as const, 'constant' as const),
    warmupMs: fc.constantFrom(0, 700),
    abortMs: fc.option(fc.integer({ min: 0, max: 5000 })),
    blockMs: fc.option(fc.tuple(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 1, max: 400 }))),
    timeoutMs: fc.constantFrom(0, 500, 5000),
  });
  let ends = '';
  await fc.assert(
    fc.asyncProperty(
      scenario,
      async ({ scripts, stages, arrival, warmupMs, abortMs, blockMs, timeoutMs }) => {
        const clock = new FakeClock();
        const abort = new AbortController();
        if (abortMs !== null) clock.after(abortMs, () => abort.abort());
        if (blockMs) clock.after(blockMs[0], () => clock.block(blockMs[1]));
        const plain = ({ error, ...rest }: (typeof scripts)[0][0]): Answer =>
          error ? { ...rest, error } : rest;
        const plan: OpenPlan = { kind: 'open', arrival, stages, seed: 9 };
        const { outcome } = await runFakeLoad(
          scripts.map((script) => (n) => plain(script[n % script.length]!)),
          {
            plan,
            warmupMs,
            statementTimeoutMs: timeoutMs,
            signal: abort.signal,
            reopen: async () => new FakeSession(clock, (n) => plain(scripts[0]![n % scripts[0]!.length]!)),
          },
          clock,
        );
        expectIdentity(outcome);
        const isWhole = outcome.windowMs === outcome.durationMs;
        expect(outcome.counters.scheduled).toBe(dueIn(plan, warmupMs, outcome.windowMs, isWhole));
        ends += outcome.end.reason;
      },
    ),
    { numRuns: 100, seed: 1 },
  );
  for (const reason of ['completed', 'interrupted', 'connections-lost']) expect(ends).toContain(reason);
});
