import { Worker } from 'node:worker_threads';
import { systemClock } from '../../core/clock.ts';
import { keepHeapsSteady } from '../../core/steady-heap.ts';
import { nsPerMs } from '../../core/units.ts';
import { StatementTally } from '../../database/statement-tally.ts';
import { durationOf } from '../../engine/load-plan.ts';
import { joinRecords, type LoadOutcome } from '../../engine/outcome.ts';
import { TimelineMerger, type TimelinePoint } from '../../engine/timeline.ts';
import { strataOf } from '../../scenario/strata.ts';
import type { LoadTask, Order, PlanCounts, Report, ThreadTask } from './task.ts';

/** What a run came to. */
export interface LoadResult {
  readonly outcome: LoadOutcome;
  readonly tally: StatementTally;
  readonly plans: readonly PlanCounts[];
}

export interface ThreadsOptions {
  readonly threads: number;
  readonly signal: AbortSignal;
  /** All connections are open; the measure window is from `startNs` to `endNs` on the system clock. */
  readonly onStart: (startNs: number, endNs: number) => void;
  readonly onPoint: (point: TimelinePoint) => void;
}

/** Long enough for the word to reach every thread before its time. */
const leadMs = 20;

/** A run could not start; `code` is the SQLSTATE or the system's error code of the reason. */
export class ThreadFailure extends Error {
  readonly code: string | undefined;

  constructor(message: string, code: string | undefined) {
    super(message);
    this.code = code;
  }
}

/**
 * Runs a load on threads of their own, away from telemetry and the terminal. Runs from compiled code only. Rejects with
 * a {@link ThreadFailure} when connections could not be opened; once it runs, whatever happens is an outcome.
 */
export async function runOnThreads(task: LoadTask, options: ThreadsOptions): Promise<LoadResult> {
  keepHeapsSteady();
  const threads = shares(task, options.threads).map((part) => new LoadThread(part));
  const merger = new TimelineMerger(threads.length, durationOf(task.plan), options.onPoint);
  const stop = () => {
    for (const thread of threads) thread.tell({ kind: 'stop' });
  };
  options.signal.addEventListener('abort', stop);
  if (options.signal.aborted) stop();
  try {
    await Promise.all(threads.map((thread) => thread.ready));
    const startNs = systemClock.nowNs() + leadMs * nsPerMs;
    const measureStartNs = startNs + task.warmupMs * nsPerMs;
    options.onStart(measureStartNs, measureStartNs + durationOf(task.plan) * nsPerMs);
    for (const thread of threads) {
      thread.onSecond = (second) => merger.add(second);
      thread.tell({ kind: 'start', startNs });
    }
    const results = await Promise.all(
      threads.map(async (thread) => {
        const result = await thread.result;
        if (result.record.end.reason === 'overloaded') stop();
        return result;
      }),
    );
    merger.finish();
    return join(task, results, merger.points);
  } finally {
    options.signal.removeEventListener('abort', stop);
    await Promise.all(threads.map((thread) => thread.close()));
  }
}

/** Clients are spread evenly; a thread has at least one. */
function shares(task: LoadTask, wanted: number): ThreadTask[] {
  const of = Math.min(wanted, task.clients);
  return Array.from({ length: of }, (_, index) => {
    const firstClient = Math.floor((task.clients * index) / of);
    const ownClients = Math.floor((task.clients * (index + 1)) / of) - firstClient;
    return { ...task, share: { index, of }, firstClient, ownClients };
  });
}

type ThreadResult = Extract<Report, { kind: 'record' }>;

function join(
  { plan, parts, warmupMs }: LoadTask,
  results: readonly ThreadResult[],
  timeline: readonly TimelinePoint[],
): LoadResult {
  const tally = new StatementTally(parts.map(({ query }) => query.statements.length));
  for (const result of results) tally.add(result.tally);
  const queries = parts.map(({ query, lists }) => ({
    scenario: query.scenario,
    query: query.name,
    strata: strataOf(query, lists),
  }));
  const records = results.map(({ record }) => record);
  return {
    outcome: joinRecords(records, { plan, queries, warmupMs, timeline }),
    tally,
    plans: parts.map((_, query) => ({
      generic: results.reduce((sum, { plans }) => sum + plans[query]!.generic, 0),
      custom: results.reduce((sum, { plans }) => sum + plans[query]!.custom, 0),
    })),
  };
}

/** The main thread's end of a thread. */
class LoadThread {
  readonly ready: Promise<void>;
  readonly result: Promise<ThreadResult>;
  onSecond: (second: Extract<Report, { kind: 'second' }>['second']) => void = () => {};
  readonly #worker: Worker;

  constructor(task: ThreadTask) {
    this.#worker = new Worker(new URL('./load-thread.js', import.meta.url), { workerData: task });
    const { promise: ready, resolve: isReady, reject: isNotReady } = promiseParts<void>();
    const { promise: result, resolve: hasResult, reject: hasNoResult } = promiseParts<ThreadResult>();
    const fail = (error: Error) => {
      isNotReady(error);
      hasNoResult(error);
    };
    this.ready = ready;
    this.result = result;
    // Both fail together, and only one of them may be waited for.
    result.catch(() => {});
    ready.catch(() => {});
    this.#worker.on('message', (report: Report) => {
      if (report.kind === 'ready') isReady();
      else if (report.kind === 'second') this.onSecond(report.second);
      else if (report.kind === 'record') hasResult(report);
      else fail(new ThreadFailure(report.message, report.code));
    });
    this.#worker.on('error', fail);
    this.#worker.on('exit', () => fail(new Error('A thread of the run ended before its work was done.')));
  }

  tell(order: Order): void {
    this.#worker.postMessage(order);
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}

interface PromiseParts<T> {
  promise: Promise<T>;
  resolve(value: T): void;
  reject(error: Error): void;
}

/** `Promise.withResolvers`, which Node 20 lacks. */
function promiseParts<T>(): PromiseParts<T> {
  let resolve: (value: T) => void = () => {};
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
