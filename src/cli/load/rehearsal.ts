import { systemClock } from '../../core/clock.ts';
import { closeAll } from '../../core/concurrency.ts';
import { preciseAlarm } from '../../core/precise-alarm.ts';
import { StubServer, type StubServerOptions } from '../../database/stub-server/stub-server.ts';
import { openWireSession, type WireSession, type WireSessionOptions } from '../../database/wire-session.ts';
import type { LoadPlan } from '../../engine/load-plan.ts';
import { runLoad } from '../../engine/load-run.ts';
import type { ThreadRecord } from '../../engine/thread-record.ts';
import type { World } from '../../population/world.ts';
import type { ThreadTask } from './task.ts';
import { workloadOf } from './workload.ts';

/** Enough operations for V8 to have compiled what each of them runs through. */
const rate = 2000;
const longestMs = 1500;
/** More would run the same code, and take their time to open. */
const mostClients = 8;

/** What is rehearsed. */
export interface RehearsedPart {
  readonly task: ThreadTask;
  readonly world: World | undefined;
  readonly sessionOptions: WireSessionOptions;
}

export interface RehearsalOptions {
  readonly signal: AbortSignal;
  /** For those who run from the sources. */
  readonly stubThread?: StubServerOptions['thread'];
}

/**
 * Plays a thread's part of an open load to a stub in this process, before the server is spoken to, and returns what came
 * of it. V8 compiles what has run often enough: at 200 operations a second it was not done after a minute, and one
 * operation in three hundred waited for it, for up to 3 ms. Takes no longer than the warmup. Closed load comes as far in
 * its warmup, and is not rehearsed.
 *
 * Rejects when the stub cannot be started.
 */
export async function rehearse(
  { task, world, sessionOptions }: RehearsedPart,
  { signal, stubThread }: RehearsalOptions,
): Promise<ThreadRecord | undefined> {
  const durationMs = Math.min(longestMs, task.warmupMs);
  if (task.plan.kind !== 'open' || durationMs === 0) return undefined;
  const plan: LoadPlan = { ...task.plan, stages: [{ startRate: rate, endRate: rate, durationMs }] };
  const stub = await StubServer.start({ ...(stubThread && { thread: stubThread }) });
  const sessions: WireSession[] = [];
  try {
    const options = { ...sessionOptions, connection: { ...stub.connection }, tally: undefined };
    const clients = Math.min(task.ownClients, mostClients);
    for (let client = 0; client < clients; client++) sessions.push(await openWireSession(options));
    return await runLoad({
      sessions,
      workload: workloadOf(task, world),
      plan,
      clock: systemClock,
      warmupMs: 0,
      statementTimeoutMs: task.statementTimeoutMs,
      alarm: preciseAlarm,
      signal,
    });
  } finally {
    await closeAll(sessions);
    await stub.close();
  }
}
