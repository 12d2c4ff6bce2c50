import { systemClock } from '../../core/clock.ts';
import { closeAll } from '../../core/concurrency.ts';
import { environmentError } from '../../core/errors.ts';
import type { Operation } from '../../core/operation.ts';
import { StubServer, type StubServerOptions } from '../../database/stub-server/stub-server.ts';
import { openWireSession } from '../../database/wire-session.ts';
import type { LoadPlan } from '../../engine/load-plan.ts';
import { runLoad } from '../../engine/load-run.ts';
import { joinRecords } from '../../engine/outcome.ts';
import type { Session } from '../../engine/session.ts';
import type { Workload } from '../../engine/workload.ts';

export interface ClientCeilingOptions {
  /** Connections, all on this thread. */
  readonly clients?: number;
  readonly durationMs?: number;
  /** Not counted: what has just been started is compiled meanwhile. */
  readonly warmupMs?: number;
  /** For those who run from the sources. */
  readonly thread?: StubServerOptions['thread'];
  readonly signal?: AbortSignal;
}

/** What one thread of the harness can do on this machine, with a server that costs nothing. */
export interface ClientCeiling {
  readonly clients: number;
  readonly operationsPerSecond: number;
  /** Send to completion; null with too few operations. */
  readonly p50Ns: number | null;
  readonly p99Ns: number | null;
  /** Share of the time that the stub's thread was busy: near 1, the ceiling is the stub's and not the client's. */
  readonly stubUtilization: number;
}

const statementTimeoutMs = 5000;

/** What a point select sends. */
const operation: Operation = { query: 0, stratum: 0, values: ['4711'] };
const workload: Workload = {
  queries: [{ scenario: 'stub', query: 'point-select', strata: ['all'] }],
  next: () => operation,
};
const statement = { sql: 'SELECT * FROM users WHERE id = $1', parameters: [0] };

/**
 * Closed load against a stub that answers at once: the most that one thread of the client can do here. Throws when the stub
 * cannot be started or operations fail.
 */
export async function measureClientCeiling(options: ClientCeilingOptions = {}): Promise<ClientCeiling> {
  const { clients = 8, durationMs = 2000, warmupMs = 500, thread, signal } = options;
  const plan: LoadPlan = { kind: 'closed', durationMs, thinkTimeMs: 0 };
  const stub = await StubServer.start({ ...(thread && { thread }) }).catch((error: Error) => {
    throw environmentError(`the stub server cannot be started: ${error.message}`, undefined, error);
  });
  const sessions: Session[] = [];
  try {
    for (let i = 0; i < clients; i++) sessions.push(await openSession(stub));
    stub.utilization();
    const record = await runLoad({
      sessions,
      workload,
      plan,
      clock: systemClock,
      warmupMs,
      statementTimeoutMs,
      ...(signal && { signal }),
    });
    signal?.throwIfAborted();
    const stubUtilization = stub.utilization();
    const outcome = joinRecords([record], { plan, queries: workload.queries, warmupMs, timeline: [] });
    const { scheduled, succeeded } = outcome.counters;
    if (succeeded < scheduled || succeeded === 0)
      throw environmentError(`${scheduled - succeeded} of ${scheduled} operations against the stub failed`);
    return {
      clients,
      operationsPerSecond: outcome.throughputPerSecond,
      p50Ns: outcome.latency.p50?.ns ?? null,
      p99Ns: outcome.latency.p99?.ns ?? null,
      stubUtilization,
    };
  } finally {
    await closeAll(sessions);
    await stub.close();
  }
}

function openSession(stub: StubServer): Promise<Session> {
  return openWireSession({
    connection: { ...stub.connection },
    queries: [[statement]],
    statementTimeoutMs,
    readOnly: true,
  });
}
