import { systemClock } from '../../core/clock.ts';
import { closeAll } from '../../core/concurrency.ts';
import type { Statement } from '../../core/operation.ts';
import { nsPerMs } from '../../core/units.ts';
import type { DatabaseConfig } from '../../database/testing/database.ts';
import { openWireSession } from '../../database/wire-session.ts';
import { durationOf, type LoadPlan } from '../load-plan.ts';
import { type LoadRunOptions, runLoad } from '../load-run.ts';
import { joinRecords } from '../outcome.ts';
import type { Session } from '../session.ts';
import { TimelineMerger } from '../timeline.ts';
import type { Workload } from '../workload.ts';
import { expectIdentity } from './fake-load.ts';

export interface RealLoad {
  readonly config: DatabaseConfig;
  readonly clients: number;
  /** One query without parameters. */
  readonly sql: string;
  readonly plan: LoadPlan;
  readonly warmupMs?: number;
  readonly statementTimeoutMs?: number;
  /** What happens when this many seconds of the window have passed. */
  readonly at?: Readonly<Record<number, () => unknown>>;
  readonly alarm?: LoadRunOptions['alarm'];
  readonly signal?: AbortSignal;
  /** Given the sessions after the run, before they are closed. */
  readonly onSessions?: (sessions: readonly Session[]) => Promise<void>;
}

/** Runs a load on a real server, with the faults that are told, and checks the identity of its counters. */
export async function runRealLoad(options: RealLoad) {
  const { config, clients, sql, plan, warmupMs = 0, statementTimeoutMs = 1000, at = {}, ...rest } = options;
  const queries: Statement[][] = [[{ sql, parameters: [] }]];
  const open = () => openWireSession({ connection: config, queries, statementTimeoutMs, readOnly: true });
  const workload: Workload = {
    queries: [{ scenario: 'probe', query: 'baseline', strata: ['all'] }],
    next: () => ({ query: 0, stratum: 0, values: [] }),
  };
  const sessions: Session[] = await Promise.all(Array.from({ length: clients }, open));
  const merger = new TimelineMerger(1, durationOf(plan));
  const events: unknown[] = [];
  const startNs = systemClock.nowNs();
  try {
    const record = await runLoad({
      sessions,
      workload,
      plan,
      clock: systemClock,
      warmupMs,
      statementTimeoutMs,
      reopen: open,
      onSecond: (second) => {
        merger.add(second);
        const passed = (second.startMs + second.durationMs) / 1000;
        events.push(at[passed]?.());
      },
      ...(rest.alarm && { alarm: rest.alarm }),
      ...(rest.signal && { signal: rest.signal }),
    });
    const tookMs = (systemClock.nowNs() - startNs) / nsPerMs;
    await Promise.all(events);
    await rest.onSessions?.(sessions);
    const timeline = merger.points;
    const outcome = joinRecords([record], { plan, queries: workload.queries, warmupMs, timeline });
    expectIdentity(outcome);
    return { outcome, query: outcome.queries[0]!, counters: outcome.counters, tookMs };
  } finally {
    await closeAll(sessions);
  }
}

export function closedPlan(durationMs: number): LoadPlan {
  return { kind: 'closed', durationMs, thinkTimeMs: 0 };
}

/** Poisson arrivals at one rate. */
export function openPlan(rate: number, durationMs: number): LoadPlan {
  const stage = { startRate: rate, endRate: rate, durationMs };
  return { kind: 'open', arrival: 'poisson', seed: 1, stages: [stage] };
}
