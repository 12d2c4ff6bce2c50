import { type AlarmMaker, timerAlarm } from '../core/alarm.ts';
import type { Clock } from '../core/clock.ts';
import type { OperationError } from '../core/operation.ts';
import { nsPerMs } from '../core/units.ts';
import { Bins } from './bins.ts';
import { Client } from './client.ts';
import { ClosedPacing } from './closed-pacing.ts';
import { durationOf, type LoadPlan, meanRate, type Stage } from './load-plan.ts';
import { LoopDelay } from './loop-delay.ts';
import { Occupancy } from './occupancy.ts';
import { OpenPacing } from './open-pacing.ts';
import type { Pacing } from './pacing.ts';
import { Reconnection } from './reconnection.ts';
import { recordingOf } from './record.ts';
import { Recorder } from './recorder.ts';
import { ArrivalSchedule, type Share, wholeSchedule } from './schedule.ts';
import type { Session } from './session.ts';
import { settle } from './settling.ts';
import { SilenceWatch } from './silence.ts';
import { healthOf, type ThreadHealth } from './thread-health.ts';
import type { RunEnd, ThreadRecord } from './thread-record.ts';
import { type SecondRecord, Timeline } from './timeline.ts';
import type { Workload } from './workload.ts';

export interface LoadRunOptions {
  /**
   * Open sessions, one a client. A lost one is replaced in this array when it could be reopened. The caller
   * opens and closes them; after the run they are idle, or closed if they would not become so.
   */
  readonly sessions: Session[];
  readonly workload: Workload;
  readonly plan: LoadPlan;
  readonly clock: Clock;
  readonly warmupMs: number;
  /** What the sessions' statements are limited to by the server; 0 for no limit. */
  readonly statementTimeoutMs: number;
  /** When warmup begins, on the clock: the same for all threads of a run. Now, when left out. */
  readonly startNs?: number;
  /** This thread among those of the run. */
  readonly share?: Share;
  /** What wakes an open load; timers of the clock when left out. */
  readonly alarm?: AlarmMaker;
  /** Makes a new session for a client that lost its own; without it a lost client is out. */
  readonly reopen?: (client: number) => Promise<Session>;
  /** Called at the end of every second, of every phase. */
  readonly onSecond?: (second: SecondRecord) => void;
  /** Share of the time that the thread's event loop was busy since it was asked last, from 0 to 1. */
  readonly utilization?: () => number;
  /** Ends the run early, within 2 s, with the data so far. */
  readonly signal?: AbortSignal;
}

const longestDrainMs = 10_000;
/** What the server and the network may take to report a statement timeout. */
const timeoutGraceMs = 250;
/** An open load has failed when more than this much of it waits. */
const backlogLimitSeconds = 10;

/**
 * One thread's part of a load, closed or open.
 *
 * Phases are warmup, measure and drain. An operation counts if it was *due* inside the measure window (in closed load:
 * sent), and then exactly once, however long it takes. After the window the run waits for all counted operations: in
 * closed load, which goes on uncounted, for at most the statement timeout, in open load, whose arrivals are over, for
 * 10 s. What is open even then is censored at its age. Throughput is successful completions inside the window,
 * whenever they started, over its length.
 *
 * Rejects only for a fault in the workload or in encoding; everything a server can do ends in a record.
 */
export async function runLoad(options: LoadRunOptions): Promise<ThreadRecord> {
  return new LoadRun(options).run();
}

class LoadRun {
  readonly #options: LoadRunOptions;
  readonly #clock: Clock;
  readonly #recorder: Recorder;
  readonly #timeline: Timeline;
  readonly #bins: Bins;
  readonly #occupancy: Occupancy;
  readonly #loopDelay: LoopDelay;
  readonly #clients: readonly Client[];
  readonly #pacing: Pacing;
  readonly #reconnection: Reconnection;
  readonly #silence: SilenceWatch;
  readonly #startNs: number;
  readonly #measureStartNs: number;
  readonly #measureEndNs: number;
  readonly #drainEndNs: number;
  #finish: (end: RunEnd) => void = () => {};
  #fail: (fault: unknown) => void = () => {};
  #callOffStart = () => {};
  #callOffWatch = () => {};
  #isOver = false;
  #openCounted = 0;
  #clientsOut = 0;
  #lastLoss = '';
  #utilization = 0;
  #onIdle: () => void = () => {};

  constructor(options: LoadRunOptions) {
    const { clock, sessions, workload, plan, statementTimeoutMs, reopen } = options;
    const isOpen = plan.kind === 'open';
    const startNs = options.startNs ?? clock.nowNs();
    const durationMs = durationOf(plan);
    this.#options = options;
    this.#clock = clock;
    this.#startNs = startNs;
    this.#measureStartNs = startNs + options.warmupMs * nsPerMs;
    this.#measureEndNs = this.#measureStartNs + durationMs * nsPerMs;
    const timeoutMs = statementTimeoutMs > 0 ? statementTimeoutMs + timeoutGraceMs : longestDrainMs;
    const drainMs = isOpen ? longestDrainMs : Math.min(timeoutMs, longestDrainMs);
    this.#drainEndNs = this.#measureEndNs + drainMs * nsPerMs;
    this.#recorder = new Recorder({
      queries: workload.queries,
      timeoutNs: statementTimeoutMs * nsPerMs,
      windowStartNs: this.#measureStartNs,
      isOpen,
    });
    this.#timeline = new Timeline(
      startNs,
      [this.#measureStartNs, this.#measureEndNs],
      () => ({
        waiting: this.#pacing.waiting,
        inFlight: this.#occupancy.inFlight,
        clientsAlive: this.#clients.filter(({ session }) => session.isOpen).length,
      }),
      options.onSecond ?? (() => {}),
    );
    this.#bins = new Bins(this.#measureStartNs, durationMs);
    this.#occupancy = new Occupancy(this.#measureStartNs, this.#measureEndNs);
    this.#loopDelay = new LoopDelay(clock);
    this.#clients = sessions.map((session, index) => new Client(index, session, clock, this));
    this.#pacing = this.#makePacing(startNs);
    this.#silence = new SilenceWatch(this.#clients, statementTimeoutMs);
    this.#reconnection = new Reconnection({
      clock,
      clients: sessions.length,
      reopen,
      onReopened: (index, session) => this.#reopened(this.#clients[index]!, session),
      onOut: (message) => this.#out(message),
    });
  }

  #makePacing(startNs: number): Pacing {
    const {
      plan,
      workload,
      clock,
      warmupMs,
      share = wholeSchedule,
      alarm = timerAlarm(clock),
    } = this.#options;
    if (plan.kind === 'closed') {
      return new ClosedPacing({
        workload,
        clock,
        thinkTimeMs: plan.thinkTimeMs,
        clients: this.#clients.length,
        share,
        onFault: (fault) => this.#fail(fault),
      });
    }
    const firstRate = plan.stages[0]!.startRate;
    const warmup: Stage = { startRate: firstRate, endRate: firstRate, durationMs: warmupMs };
    return new OpenPacing({
      workload,
      lane: 0,
      schedule: new ArrivalSchedule([warmup, ...plan.stages], plan.arrival, plan.seed, share),
      clock,
      alarm,
      isAwaiting: () => this.#occupancy.inFlight > 0,
      startNs,
      backlogLimit: Math.max(100, (meanRate(plan.stages) * backlogLimitSeconds) / share.of),
      onOverload: () => this.#finish({ reason: 'overloaded' }),
      onFault: (fault) => this.#fail(fault),
    });
  }

  async run(): Promise<ThreadRecord> {
    const { signal, plan } = this.#options;
    const interrupt = () => this.#finish({ reason: 'interrupted' });
    try {
      const end = await new Promise<RunEnd>((resolve, reject) => {
        this.#finish = resolve;
        this.#fail = reject;
        signal?.addEventListener('abort', interrupt, { once: true });
        if (signal?.aborted) interrupt();
        else {
          this.#watch();
          // Threads are told to begin a moment ahead. A schedule begins by itself.
          const leadMs = plan.kind === 'open' ? 0 : (this.#startNs - this.#clock.nowNs()) / nsPerMs;
          if (leadMs > 0) this.#callOffStart = this.#clock.after(leadMs, () => this.#start());
          else this.#start();
        }
      });
      return this.#close(end);
    } finally {
      this.#isOver = true;
      this.#pacing.close();
      signal?.removeEventListener('abort', interrupt);
      this.#callOffStart();
      this.#callOffWatch();
      this.#loopDelay.stop();
      this.#reconnection.stop();
      await this.#settle();
    }
  }

  started(client: Client): void {
    const { intendedNs } = client;
    client.isCounted = intendedNs >= this.#measureStartNs && intendedNs < this.#measureEndNs;
    this.#timeline.send();
    this.#occupancy.started(client.startNs);
    if (!client.isCounted) return;
    this.#openCounted++;
    this.#recorder.schedule(client.query, client.stratum);
    this.#recorder.send(client);
  }

  ended(client: Client, nowNs: number, rows: number, error: OperationError | undefined): void {
    if (this.#isOver) this.#onIdle();
    else {
      this.#count(client, nowNs, rows, error);
      if (this.#isDone(nowNs)) this.#complete();
      else if (client.session.isOpen) this.#next(client);
      else this.#reconnect(client, error?.message);
    }
  }

  lost(client: Client): void {
    this.#reconnect(client);
  }

  #start(): void {
    try {
      this.#pacing.start();
      for (const client of this.#clients) this.#pacing.idle(client);
    } catch (fault) {
      this.#fail(fault);
    }
  }

  #count(client: Client, nowNs: number, rows: number, error: OperationError | undefined): void {
    const latencyNs = nowNs - client.intendedNs;
    this.#timeline.record(nowNs, latencyNs, error?.class);
    this.#occupancy.ended(client.startNs, nowNs);
    if (!error || error.class === 'timeout') this.#bins.record(nowNs, latencyNs);
    if (client.isCounted) {
      this.#openCounted--;
      if (error) this.#recorder.fail(client, nowNs, error);
      else this.#recorder.succeed(client, nowNs, rows);
    }
    const isInWindow = nowNs >= this.#measureStartNs && nowNs < this.#measureEndNs;
    if (isInWindow && !error) this.#recorder.completeInWindow(client.query);
    if (error?.class !== 'connection') this.#reconnection.works(client.index);
  }

  #next(client: Client): void {
    try {
      this.#pacing.idle(client);
    } catch (fault) {
      this.#fail(fault);
    }
  }

  #isDone(nowNs: number): boolean {
    return nowNs >= this.#measureEndNs && this.#openCounted === 0 && !this.#pacing.owesWork;
  }

  /** One timer for what no completion brings about: the end of every second, of the window and of the drain. */
  #watch(): void {
    const nowNs = this.#clock.nowNs();
    this.#timeline.advance(nowNs);
    this.#silence.cut(nowNs);
    if (nowNs >= this.#drainEndNs || this.#isDone(nowNs)) {
      this.#complete();
      return;
    }
    this.#watchLoop(nowNs);
    const deadlinesNs = [
      this.#timeline.nextBoundaryNs,
      this.#measureStartNs,
      this.#measureEndNs,
      this.#drainEndNs,
    ];
    const nextNs = Math.min(...deadlinesNs.filter((deadlineNs) => deadlineNs > nowNs));
    this.#callOffWatch = this.#clock.after((nextNs - nowNs) / nsPerMs, () => this.#watch());
  }

  /** The event loop is watched during the window only. */
  #watchLoop(nowNs: number): void {
    const { utilization } = this.#options;
    if (nowNs >= this.#measureEndNs) {
      if (!this.#loopDelay.isRunning) return;
      this.#loopDelay.stop();
      this.#utilization = utilization?.() ?? 0;
    } else if (nowNs >= this.#measureStartNs && !this.#loopDelay.isRunning) {
      this.#loopDelay.start();
      utilization?.();
    }
  }

  #reconnect(client: Client, message = 'The connection was closed.'): void {
    this.#lastLoss = message;
    this.#reconnection.begin(client.index, message);
  }

  #reopened(client: Client, session: Session): void {
    this.#options.sessions[client.index] = session;
    client.session = session;
    this.#next(client);
  }

  #out(message: string): void {
    this.#lastLoss = message;
    this.#clientsOut++;
    if (this.#clientsOut === this.#clients.length) this.#complete();
  }

  /** The time is up, or nobody is left to use it. */
  #complete(): void {
    const isAnyAlive = this.#clients.some((client) => client.session.isOpen);
    this.#finish(
      isAnyAlive ? { reason: 'completed' } : { reason: 'connections-lost', message: this.#lastLoss },
    );
  }

  /** Censors what is still open and hands over what was recorded. A run that ended early had a shorter window. */
  #close(end: RunEnd): ThreadRecord {
    const nowNs = this.#clock.nowNs();
    const endNs = Math.min(nowNs, this.#measureEndNs);
    const windowNs = Math.max(0, endNs - this.#measureStartNs);
    this.#timeline.finish(endNs);
    if (this.#loopDelay.isRunning) this.#utilization = this.#options.utilization?.() ?? 0;
    const { waiting } = this.#pacing;
    for (const client of this.#clients) {
      if (!client.isRunning) continue;
      this.#occupancy.spent(client.startNs, endNs);
      if (client.isCounted) this.#recorder.censor(client, nowNs);
    }
    this.#closeUnsent(nowNs, endNs);
    return {
      end,
      clients: this.#clients.length,
      clientsLost: this.#clientsOut,
      reconnects: this.#reconnection.count,
      abandoned: this.#silence.cuts,
      waiting,
      windowMs: windowNs / nsPerMs,
      recording: recordingOf(this.#recorder),
      bins: this.#bins,
      health: this.#health(endNs),
    };
  }

  #health(endNs: number): ThreadHealth {
    const { observed, fromLatencies } = this.#occupancy.summary(endNs);
    return healthOf(this.#recorder, {
      eventLoopUtilization: this.#utilization,
      eventLoopDelayP99Ns: this.#loopDelay.p99Ns ?? 0,
      occupancyObserved: observed,
      occupancyFromLatencies: fromLatencies,
    });
  }

  #closeUnsent(nowNs: number, endNs: number): void {
    for (const { query, stratum, intendedNs, wasDispatched } of this.#pacing.stop(endNs)) {
      if (intendedNs < this.#measureStartNs || intendedNs >= this.#measureEndNs) continue;
      this.#recorder.schedule(query, stratum);
      if (wasDispatched) this.#recorder.censorUnsent(query, stratum, nowNs - intendedNs);
      else this.#recorder.skip(query, stratum);
    }
  }

  /** Leaves every session idle, or closed. */
  async #settle(): Promise<void> {
    const running = () => this.#clients.filter(({ isRunning }) => isRunning);
    await settle(running, this.#clock, (onIdle) => {
      this.#onIdle = onIdle;
    });
  }
}
