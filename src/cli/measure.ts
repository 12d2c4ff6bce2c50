import { setTimeout as sleep } from 'node:timers/promises';
import type { SteadyState } from '../analysis/steady-state.ts';
import { systemClock } from '../core/clock.ts';
import type { PlanMode } from '../core/plan-mode.ts';
import { nsPerMs } from '../core/units.ts';
import { toPortable } from '../database/portable-config.ts';
import type { TelemetryRecord } from '../database/telemetry/record.ts';
import { openTelemetry, type Telemetry } from '../database/telemetry/telemetry.ts';
import type { LoadPlan } from '../engine/load-plan.ts';
import type { World } from '../population/world.ts';
import type { Mix } from '../scenario/mix.ts';
import type { ParameterLists } from '../scenario/parameter-lists.ts';
import { failure } from './load/preflight.ts';
import { steadinessOf } from './load/steadiness.ts';
import type { LoadTask } from './load/task.ts';
import { type LoadResult, runOnThreads, ThreadFailure } from './load/threads.ts';
import { MeasureProgress } from './measure-progress.ts';
import type { ProgressLine } from './progress-line.ts';
import type { DatabaseAccess } from './server-access.ts';

export interface LoadOptions {
  seed: number;
  clients: number;
  threads: number;
  /** Milliseconds, like the one below. */
  warmup: number;
  statementTimeout: number;
  planMode: PlanMode;
  stratum?: string;
  telemetry: boolean;
  /** Caches are cold: nothing is executed before the clock, and nothing need be steady. */
  isCold: boolean;
}

/** What is measured, where, and with what. */
export interface Subject {
  readonly mix: Mix;
  readonly database: DatabaseAccess;
  /** Undefined where no parameter comes from a population. */
  readonly world: World | undefined;
  /** Of each of the mix's queries. */
  readonly lists: readonly ParameterLists[];
  /** Of the variant, set on every connection. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Tells the keys that this run writes from those of others; 0 for a run that writes none. */
  readonly runNumber: number;
}

export interface Measured extends LoadResult {
  readonly telemetry: TelemetryRecord | null;
  /** Null for a run that did not come to its end. */
  readonly steady: SteadyState | null;
}

/** Backends run through their plans before the clock; slow queries must make do with the warmup. */
const primingMs = 500;

/** Runs the load once, with telemetry beside it. */
export async function measure(
  subject: Subject,
  plan: LoadPlan,
  options: LoadOptions,
  line: ProgressLine,
  signal: AbortSignal,
): Promise<Measured> {
  const { database } = subject;
  const progress = new MeasureProgress(plan, options, line);
  const telemetry = options.telemetry
    ? await openTelemetry(database.config, { address: database.address, applicationName: 'bench' })
    : undefined;
  const runOver = new AbortController();
  let window: Promise<void> = Promise.resolve();
  try {
    const result = await runOnThreads(taskOf(subject, plan, options), {
      threads: options.threads,
      signal,
      onStart: (startNs, endNs) => {
        progress.start(startNs - options.warmup * nsPerMs);
        if (telemetry) window = during(telemetry, startNs, endNs, runOver.signal);
      },
      onPoint: (point) => progress.add(point),
    });
    runOver.abort();
    await window;
    const record = (await telemetry?.stop()) ?? null;
    const isWhole = result.outcome.end.reason === 'completed';
    return { ...result, telemetry: record, steady: isWhole ? steadinessOf(result.outcome, record) : null };
  } catch (error) {
    throw error instanceof ThreadFailure ? failure(error, database.address) : error;
  } finally {
    runOver.abort();
    progress.end();
    await window;
    await telemetry?.stop();
  }
}

function taskOf(
  { mix, database, world, lists, settings, runNumber }: Subject,
  plan: LoadPlan,
  options: LoadOptions,
): LoadTask {
  return {
    connection: toPortable(database.config),
    parts: mix.parts.map(({ query, weight }, index) => ({ query, weight, lists: lists[index]! })),
    world: world?.options,
    stratum: options.stratum,
    seed: options.seed,
    plan,
    warmupMs: options.warmup,
    primingMs: options.isCold ? 0 : primingMs,
    statementTimeoutMs: options.statementTimeout,
    planMode: options.planMode,
    settings: settings ?? {},
    clients: options.clients,
    runNumber,
  };
}

/** Telemetry sees the measure window, whatever the drain takes; of a run that is over sooner, what there was. */
async function during(
  telemetry: Telemetry,
  startNs: number,
  endNs: number,
  over: AbortSignal,
): Promise<void> {
  if (await reaches(startNs, over)) await telemetry.start();
  if (await reaches(endNs, over)) await telemetry.stop();
}

/** Waits for a moment on the system clock; false when it does not come. */
function reaches(ns: number, over: AbortSignal): Promise<boolean> {
  const delayMs = Math.max(0, (ns - systemClock.nowNs()) / nsPerMs);
  return sleep(delayMs, true, { signal: over }).catch(() => false);
}
