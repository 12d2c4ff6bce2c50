import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '../../core/clock.ts';
import { closeAll, openAll } from '../../core/concurrency.ts';
import { utilizationMeter } from '../../core/nap.ts';
import type { Operation } from '../../core/operation.ts';
import { preciseAlarm } from '../../core/precise-alarm.ts';
import { fromPortable } from '../../database/portable-config.ts';
import { StatementTally } from '../../database/statement-tally.ts';
import { openWireSession, type WireSession, type WireSessionOptions } from '../../database/wire-session.ts';
import { runLoad } from '../../engine/load-run.ts';
import { prime } from '../../engine/priming.ts';
import { World } from '../../population/world.ts';
import { planCounts } from './plan-counts.ts';
import { rehearse } from './rehearsal.ts';
import { sessionSettings } from './session-settings.ts';
import type { Order, Report, ThreadTask } from './task.ts';
import { primingSources, workloadOf } from './workload.ts';

/** A thread of a run: opens its connections, says so, waits for the word, runs its part, and tells what came of it. */

const task = workerData as ThreadTask;
const port = parentPort!;
const interruption = new AbortController();
const world = task.world && new World(task.world);
const tally = new StatementTally(task.parts.map(({ query }) => query.statements.length));
const queries = task.parts.map(({ query }) => query);
const sessionOptions: WireSessionOptions = {
  connection: fromPortable(task.connection),
  queries: queries.map(({ statements }) => statements),
  ...sessionSettings(queries, {
    statementTimeout: task.statementTimeoutMs,
    planMode: task.planMode,
    settings: task.settings ?? {},
  }),
  tally,
};

function report(message: Report): void {
  port.postMessage(message);
}

function startOrder(): Promise<number> {
  return new Promise((resolve) => {
    port.on('message', (order: Order) => {
      if (order.kind === 'start') resolve(order.startNs);
      else interruption.abort();
    });
  });
}

async function openSessions(): Promise<WireSession[]> {
  return await openAll(Array.from({ length: task.ownClients }, () => openWireSession(sessionOptions)));
}

async function primeReads(sessions: readonly WireSession[]): Promise<void> {
  const sources = primingSources(task, world);
  const reads = sources.flatMap((source, index) => (source ? [index] : []));
  const draw = (query: number): Operation => ({ query, ...sources[query]!.draw() });
  await prime(sessions, reads, draw, { clock: systemClock, limitMs: task.primingMs });
}

async function run(): Promise<void> {
  const started = startOrder();
  const workload = workloadOf(task, world);
  // Without it the measurement is as true, and a little less punctual, as its dispatch lag then shows.
  await rehearse({ task, world, sessionOptions }, interruption).catch(() => {});
  const sessions = await openSessions();
  try {
    await primeReads(sessions);
    report({ kind: 'ready' });
    const record = await runLoad({
      sessions,
      workload,
      plan: task.plan,
      clock: systemClock,
      warmupMs: task.warmupMs,
      statementTimeoutMs: task.statementTimeoutMs,
      startNs: await started,
      share: task.share,
      alarm: preciseAlarm,
      reopen: () => openWireSession(sessionOptions),
      onSecond: (second) => report({ kind: 'second', second }),
      utilization: utilizationMeter(),
      signal: interruption.signal,
    });
    report({ kind: 'record', record, tally, plans: await planCounts(sessions, task.parts.length) });
  } finally {
    await closeAll(sessions);
  }
}

try {
  await run();
} catch (error) {
  const { message, code } = error as Error & { code?: string };
  report({ kind: 'failed', message, code });
} finally {
  port.close();
}
