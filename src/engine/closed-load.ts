import type { Clock } from '../core/clock.ts';
import type { OperationError } from '../core/operation.ts';
import { nsPerMs } from '../core/units.ts';
import { Client } from './client.ts';
import { type ClosedLoadOutcome, type RunEnd, summarizeQuery } from './outcome.ts';
import { Recorder } from './recorder.ts';
import type { Session } from './session.ts';
import { Timeline, type TimelinePoint } from './timeline.ts';
import type { Workload } from './workload.ts';

export interface ClosedLoadOptions {
  /**
   * Open sessions, one a client. A lost one is replaced in this array when it could be reopened. The caller
   * opens and closes them; after the run they are idle, or closed if they would not become so.
   */
  readonly sessions: Session[];
  readonly workload: Workload;
  readonly clock: Clock;
  readonly warmupMs: number;
  /** Length of the measure window. */
  readonly durationMs: number;
  /** What the sessions' statements are limited to by the server; 0 for no limit. */
  readonly statementTimeoutMs: number;
  /** Makes a new session for a client that lost its own; without it a lost client is out. */
  readonly reopen?: (client: number) => Promise<Session>;
  /** Called about once a second. */
  readonly onProgress?: (progress: ClosedLoadProgress) => void;
  /** Ends the run early, within 2 s, with the data so far. */
  readonly signal?: AbortSignal;
}

export type Phase = 'warmup' | 'measure' | 'drain';

export interface ClosedLoadProgress {
  readonly phase: Phase;
  /** Of warmup and measure together. */
  readonly elapsedMs: number;
  readonly totalMs: number;
  /** Clients with a connection. */
  readonly clientsAlive: number;
  /** The last full second. */
  readonly point: TimelinePoint | undefined;
}

/** Waits before the attempts to reconnect: a server that restarts within 10 s is found again. */
const reconnectDelaysMs = [100, 250, 500, 1000, 2000, 3000, 3000];
const longestDrainMs = 10_000;
/** What the server and the network may take to report a statement timeout. */
const timeoutGraceMs = 250;
/** How long cancelled operations may take to end once the run is over. */
const settleLimitMs = 1000;

/**
 * Closed load: every client sends its next operation when the last one ended.
 *
 * Phases are warmup, measure and drain. An operation counts if it *started* inside the measure window, and then
 * exactly once, however long it takes: after the window the load goes on uncounted until all counted operations
 * have ended, for at most the statement timeout (10 s at most). What is open even then is censored at its age.
 * Throughput is successful completions inside the window, whenever they started, over its length.
 *
 * Rejects only for a fault in the workload or in encoding; everything a server can do ends in an outcome.
 */
export function runClosedLoad(options: ClosedLoadOptions): Promise<ClosedLoadOutcome> {
  return new ClosedLoad(options).run();
}

class ClosedLoad {
  readonly #options: ClosedLoadOptions;
  readonly #clock: Clock;
  readonly #recorder: Recorder;
  readonly #timeline: Timeline;
  readonly #clients: readonly Client[];
  readonly #measureStartNs: number;
  readonly #measureEndNs: number;
  readonly #drainEndNs: number;
  /** Failed attempts since a client's last answer. */
  readonly #attempts: number[];
  /** Timers to call off at the end. */
  readonly #timers = new Set<() => void>();
  #finish: (end: RunEnd) => void = () => {};
  #fail: (fault: unknown) => void = () => {};
  #isOver = false;
  #openCounted = 0;
  #clientsOut = 0;
  #reconnects = 0;
  #lastLoss = '';
  #reported: TimelinePoint | undefined;
  #onIdle: () => void = () => {};

  constructor(options: ClosedLoadOptions) {
    const { clock, sessions, workload, statementTimeoutMs } = options;
    this.#options = options;
    this.#clock = clock;
    const startNs = clock.nowNs();
    const timeoutMs = statementTimeoutMs > 0 ? statementTimeoutMs + timeoutGraceMs : longestDrainMs;
    this.#measureStartNs = startNs + options.warmupMs * nsPerMs;
    this.#measureEndNs = this.#measureStartNs + options.durationMs * nsPerMs;
    this.#drainEndNs = this.#measureEndNs + Math.min(timeoutMs, longestDrainMs) * nsPerMs;
    this.#recorder = new Recorder(workload.queries, statementTimeoutMs * nsPerMs);
    this.#timeline = new Timeline(startNs, this.#measureStartNs, this.#measureEndNs);
    this.#clients = sessions.map((session, index) => new Client(index, session, workload, clock, this));
    this.#attempts = sessions.map(() => 0);
  }

  async run(): Promise<ClosedLoadOutcome> {
    const { signal } = this.#options;
    const interrupt = () => this.#finish({ reason: 'interrupted' });
    try {
      const end = await new Promise<RunEnd>((resolve, reject) => {
        this.#finish = resolve;
        this.#fail = reject;
        signal?.addEventListener('abort', interrupt, { once: true });
        if (signal?.aborted) interrupt();
        else {
          this.#watch();
          for (const client of this.#clients) this.#next(client);
        }
      });
      return this.#close(end);
    } finally {
      this.#isOver = true;
      signal?.removeEventListener('abort', interrupt);
      for (const callOff of this.#timers) callOff();
      await this.#settle();
    }
  }

  started(client: Client): void {
    client.isCounted = client.startNs >= this.#measureStartNs && client.startNs < this.#measureEndNs;
    if (!client.isCounted) return;
    this.#openCounted++;
    this.#recorder.start(client.query, client.stratum);
  }

  ended(client: Client, nowNs: number, rows: number, error: OperationError | undefined): void {
    if (this.#isOver) this.#onIdle();
    else {
      this.#count(client, nowNs, rows, error);
      const isLast = nowNs >= this.#measureEndNs && this.#openCounted === 0;
      if (isLast) this.#complete();
      else if (client.session.isOpen) this.#next(client);
      else this.#reconnect(client, error?.message ?? 'The connection was closed.');
    }
  }

  #count(client: Client, nowNs: number, rows: number, error: OperationError | undefined): void {
    const latencyNs = nowNs - client.startNs;
    this.#timeline.record(nowNs, latencyNs, error?.class);
    if (client.isCounted) {
      this.#openCounted--;
      if (error) this.#recorder.fail(client.query, client.stratum, latencyNs, error);
      else this.#recorder.succeed(client.query, client.stratum, latencyNs, rows);
    }
    const isInWindow = nowNs >= this.#measureStartNs && nowNs < this.#measureEndNs;
    if (isInWindow && !error) this.#recorder.completeInWindow(client.query);
    if (error?.class !== 'connection') this.#attempts[client.index] = 0;
  }

  #next(client: Client): void {
    try {
      client.run();
    } catch (fault) {
      this.#fail(fault);
    }
  }

  /** One timer for what no completion brings about: the end of every second, of the window and of the drain. */
  #watch(): void {
    const nowNs = this.#clock.nowNs();
    this.#timeline.advance(nowNs);
    if (nowNs >= this.#drainEndNs || (nowNs >= this.#measureEndNs && this.#openCounted === 0)) {
      this.#complete();
      return;
    }
    if (this.#timeline.latest !== this.#reported || this.#reported === undefined) this.#report(nowNs);
    const deadlinesNs = [this.#timeline.nextBoundaryNs, this.#measureEndNs, this.#drainEndNs];
    const nextNs = Math.min(...deadlinesNs.filter((deadlineNs) => deadlineNs > nowNs));
    this.#after((nextNs - nowNs) / nsPerMs, () => this.#watch());
  }

  #report(nowNs: number): void {
    const { onProgress, warmupMs, durationMs } = this.#options;
    const totalMs = warmupMs + durationMs;
    this.#reported = this.#timeline.latest;
    onProgress?.({
      phase: nowNs < this.#measureStartNs ? 'warmup' : nowNs < this.#measureEndNs ? 'measure' : 'drain',
      elapsedMs: Math.min(totalMs, totalMs - (this.#measureEndNs - nowNs) / nsPerMs),
      totalMs,
      clientsAlive: this.#clients.filter((client) => client.session.isOpen).length,
      point: this.#reported,
    });
  }

  #reconnect(client: Client, message: string): void {
    const { reopen, sessions } = this.#options;
    this.#lastLoss = message;
    const delayMs = reconnectDelaysMs[this.#attempts[client.index]!++];
    if (!reopen || delayMs === undefined) {
      this.#clientsOut++;
      if (this.#clientsOut === this.#clients.length) this.#complete();
      return;
    }
    this.#after(delayMs, async () => {
      try {
        const session = await reopen(client.index);
        if (this.#isOver) {
          await session.close();
          return;
        }
        sessions[client.index] = session;
        client.session = session;
        this.#reconnects++;
        this.#next(client);
      } catch (error) {
        if (!this.#isOver) this.#reconnect(client, error instanceof Error ? error.message : String(error));
      }
    });
  }

  /** The time is up, or nobody is left to use it. */
  #complete(): void {
    const isAnyAlive = this.#clients.some((client) => client.session.isOpen);
    this.#finish(
      isAnyAlive ? { reason: 'completed' } : { reason: 'connections-lost', message: this.#lastLoss },
    );
  }

  /** Censors what is still open and sums up. A run that ended early had a shorter window. */
  #close(end: RunEnd): ClosedLoadOutcome {
    const { workload, warmupMs, durationMs } = this.#options;
    const nowNs = this.#clock.nowNs();
    const endNs = Math.min(nowNs, this.#measureEndNs);
    const windowNs = Math.max(0, endNs - this.#measureStartNs);
    this.#timeline.finish(endNs);
    for (const client of this.#clients) {
      if (client.isRunning && client.isCounted)
        this.#recorder.censor(client.query, client.stratum, nowNs - client.startNs);
    }
    return {
      load: 'closed',
      latencyKind: 'service time',
      end,
      clients: this.#clients.length,
      clientsLost: this.#clientsOut,
      reconnects: this.#reconnects,
      warmupMs,
      durationMs,
      windowMs: windowNs / nsPerMs,
      queries: workload.queries.map((query, index) =>
        summarizeQuery(query, this.#recorder.queries[index]!, windowNs),
      ),
      timeline: this.#timeline.points,
    };
  }

  /** Leaves every session idle, or closed. */
  async #settle(): Promise<void> {
    const running = () => this.#clients.filter((client) => client.isRunning);
    if (running().length === 0) return;
    let callOff = () => {};
    await new Promise<void>((resolve) => {
      this.#onIdle = () => {
        if (running().length === 0) resolve();
      };
      callOff = this.#clock.after(settleLimitMs, resolve);
      for (const client of running()) void client.session.cancel();
    });
    callOff();
    for (const client of running()) void client.session.close();
  }

  #after(delayMs: number, callback: () => void): void {
    const callOff = this.#clock.after(delayMs, () => {
      this.#timers.delete(callOff);
      callback();
    });
    this.#timers.add(callOff);
  }
}
