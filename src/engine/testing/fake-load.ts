import { expect } from 'vitest';
import { nsPerMs } from '../../core/units.ts';
import { durationOf } from '../load-plan.ts';
import { type LoadRunOptions, runLoad } from '../load-run.ts';
import { joinRecords, type LoadOutcome } from '../outcome.ts';
import { TimelineMerger, type TimelinePoint } from '../timeline.ts';
import type { Workload } from '../workload.ts';
import { FakeClock } from './fake-clock.ts';
import { type Answer, FakeSession } from './fake-session.ts';

/** One query of two strata, which alternate by client. */
export const fakeWorkload: Workload = {
  queries: [{ scenario: 'feed', query: 'baseline', strata: ['celebrity', 'cold'] }],
  next: (lane) => ({ query: 0, stratum: lane % 2, values: [] }),
};

export type LoadSettings = Omit<LoadRunOptions, 'sessions' | 'clock'> & {
  onPoint: (point: TimelinePoint) => void;
  /** Given the sessions before the run begins. */
  onSessions: (sessions: FakeSession[]) => void;
};

/** Runs one client a script; every script is asked for the answer to its client's n-th operation. */
export async function runFakeLoad(
  scripts: ((ordinal: number, nowMs: number) => Answer)[],
  { onPoint, onSessions, ...options }: Partial<LoadSettings> & Pick<LoadSettings, 'plan'>,
  clock = new FakeClock(),
) {
  const sessions = scripts.map((script) => new FakeSession(clock, (n) => script(n, clock.nowNs() / nsPerMs)));
  const settings = { workload: fakeWorkload, warmupMs: 1000, statementTimeoutMs: 5000, ...options };
  const merger = new TimelineMerger(1, durationOf(settings.plan), onPoint);
  onSessions?.(sessions);
  const record = await clock.runUntil(
    runLoad({ sessions, clock, onSecond: (second) => merger.add(second), ...settings }),
  );
  const { plan, warmupMs, workload } = settings;
  const outcome = joinRecords([record], {
    plan,
    warmupMs,
    queries: workload.queries,
    timeline: merger.points,
  });
  return { outcome, record, sessions, endedMs: clock.nowNs() / nsPerMs };
}

export function expectIdentity(outcome: LoadOutcome): void {
  for (const query of outcome.queries) {
    for (const { counters, latency } of [query, ...query.strata]) {
      const { scheduled, succeeded, failed, timedOut, censored, skipped } = counters;
      expect(succeeded + failed + timedOut + censored + skipped).toBe(scheduled);
      expect(latency.count).toBe(scheduled - failed - skipped);
      expect(latency.censoredCount).toBe(timedOut + censored);
    }
    expect(query.errors.reduce((sum, error) => sum + error.count, 0)).toBe(query.counters.failed);
  }
  for (const { occupancyFromLatencies, occupancyObserved } of outcome.health) {
    expect(occupancyFromLatencies).toBeCloseTo(occupancyObserved, 6);
  }
}
