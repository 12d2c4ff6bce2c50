/** What theory and METHOD.md, section 1, say of response times, in virtual time: exact and quick. */
import { describe, expect, it } from 'vitest';
import { Stream } from '../core/random.ts';
import { nsPerMs } from '../core/units.ts';
import type { OpenPlan } from './load-plan.ts';
import { FakeClock } from './testing/fake-clock.ts';
import { expectIdentity, runFakeLoad } from './testing/fake-load.ts';
import type { Answer } from './testing/fake-session.ts';

type Script = (ordinal: number, nowMs: number) => Answer;

function poisson(rate: number, durationMs: number, seed: number): OpenPlan {
  const stage = { startRate: rate, endRate: rate, durationMs };
  return { kind: 'open', arrival: 'poisson', seed, stages: [stage] };
}

describe('a server that stands still for 500 ms, at 200/s on 10 connections with a query of 2 ms', () => {
  const warmupMs = 1000;
  const durationMs = 30_000;
  const stallFromMs = warmupMs + 12_000;
  const stallToMs = stallFromMs + 500;
  /** What is sent in the meantime starts when the lock is gone. */
  const script: Script = (_, nowMs) => {
    const isStalled = nowMs >= stallFromMs && nowMs < stallToMs;
    return { afterMs: 2 + (isStalled ? stallToMs - nowMs : 0) };
  };
  const ten = Array.from({ length: 10 }, () => script);
  const lowestMs = (figure: { ns: number } | null) => figure!.ns / nsPerMs;

  const clockwork: OpenPlan = { ...poisson(200, durationMs, 0), arrival: 'constant' };
  const atRandom = [1, 2, 3].map((seed) => poisson(200, durationMs, seed));

  it.each([clockwork, ...atRandom])('is seen by open load ($arrival arrivals, seed $seed)', async (plan) => {
    const { outcome } = await runFakeLoad(ten, { plan, warmupMs });
    const { p50, p99, p999, max } = outcome.latency;
    expect(lowestMs(p50)).toBeCloseTo(2, 1);
    expect(lowestMs(p99)).toBeGreaterThan(150);
    expect(lowestMs(p99)).toBeLessThan(350);
    expect(lowestMs(p999)).toBeGreaterThanOrEqual(430);
    // Ten connections take what has queued up, 2 ms each.
    expect(lowestMs(max)).toBeLessThan(540);
    expect(outcome.counters.succeeded).toBe(outcome.counters.scheduled);
    expect(outcome.dispatchLag!.max!.ns).toBeLessThanOrEqual(100_000);
    expectIdentity(outcome);
  });

  it('is hidden by closed load', async () => {
    const plan = { kind: 'closed', durationMs, thinkTimeMs: 0 } as const;
    const { outcome } = await runFakeLoad(ten, { plan, warmupMs });
    expect(outcome.latencyKind).toBe('service time');
    expect(lowestMs(outcome.latency.p999)).toBeLessThan(10);
    expect(lowestMs(outcome.latency.max)).toBe(502);
    expectIdentity(outcome);
  });
});

describe('one server, Poisson arrivals and exponential service (M/M/1)', () => {
  const serviceRate = 1000;

  /** Connections to one server that works on one operation at a time, in the order in which they come. */
  function connections(count: number, seed: number): Script[] {
    const random = new Stream(seed, 'service times').sequence(0);
    let freeAtMs = 0;
    return Array.from({ length: count }, () => (_: number, nowMs: number) => {
      freeAtMs = Math.max(freeAtMs, nowMs) - (1000 / serviceRate) * Math.log(random.uniform());
      return { afterMs: freeAtMs - nowMs };
    });
  }

  // So many that 5 % is more than two standard errors of the mean. (Whitt, Management Science 35, 1989: for M/M/1 the
  // variance of a long mean falls with 1/(1 - utilization)^4.)
  it.each([
    { utilization: 0.5, clients: 40, arrivals: 40_000, seed: 1 },
    { utilization: 0.5, clients: 2, arrivals: 40_000, seed: 2 },
    { utilization: 0.8, clients: 200, arrivals: 150_000, seed: 1 },
    { utilization: 0.8, clients: 4, arrivals: 150_000, seed: 2 },
  ])('responds in 1/(mu - lambda) on average at $utilization on $clients connections', async (model) => {
    const { utilization, clients, arrivals, seed } = model;
    const rate = utilization * serviceRate;
    const plan = poisson(rate, (arrivals / rate) * 1000, seed);
    const { outcome } = await runFakeLoad(
      connections(clients, seed),
      { plan, warmupMs: 1000, statementTimeoutMs: 0 },
      new FakeClock(),
    );
    const expectedNs = 1e9 / (serviceRate - rate);
    expect(outcome.latency.mean!.ns / expectedNs).toBeGreaterThan(0.95);
    expect(outcome.latency.mean!.ns / expectedNs).toBeLessThan(1.05);
    // The response time is exponential too, so its median and p99 are known.
    expect(outcome.latency.p50!.ns / (expectedNs * Math.log(2))).toBeCloseTo(1, 1);
    expect(Math.abs(outcome.latency.p99!.ns / (expectedNs * Math.log(100)) - 1)).toBeLessThan(0.15);
    // Little: the mean number of operations in the system is lambda W; in flight are those of them on a connection.
    const inSystem = (rate * outcome.latency.mean!.ns) / 1e9;
    const waiting = (rate * outcome.poolWait!.mean!.ns) / 1e9;
    expect(outcome.health[0]!.occupancyObserved / (inSystem - waiting)).toBeCloseTo(1, 1);
    expectIdentity(outcome);
  });
});
