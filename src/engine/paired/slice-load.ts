import type { Clock } from '../../core/clock.ts';
import type { OperationError } from '../../core/operation.ts';
import { nsPerMs } from '../../core/units.ts';
import { Client, type ClientListener } from '../client.ts';
import { Reconnection } from '../reconnection.ts';
import { type Recording, recordingOf } from '../record.ts';
import { Recorder } from '../recorder.ts';
import type { Session } from '../session.ts';
import { settle } from '../settling.ts';
import { SilenceWatch } from '../silence.ts';
import type { Workload } from '../workload.ts';
import type { PairedEnd } from './paired-record.ts';
import { type Slice, type SliceSize, SliceTimings } from './slice.ts';

export interface SliceLoadOptions {
  /** Open sessions, one a client. Lost ones are replaced here when they could be reopened; the caller closes them. */
  readonly sessions: Session[];
  readonly workload: Workload;
  readonly clock: Clock;
  /** 0 for none. */
  readonly statementTimeoutMs: number;
  /** Makes a new session for a client that lost its own; without it the client is out. */
  readonly reopen?: ((client: number) => Promise<Session>) | undefined;
}

/** What an arm has come to, over all slices that counted. */
export interface SliceLoadRecord {
  readonly recording: Recording;
  readonly clientsLost: number;
  readonly reconnects: number;
  readonly abandoned: number;
}

/**
 * Closed load on one arm, a slice at a time; between slices all its clients are idle, and the other arm has its turn. A
 * slice ends with the last of its operations.
 *
 * Source: METHOD, section 3.4.
 */
export class SliceLoad implements ClientListener {
  readonly #options: SliceLoadOptions;
  readonly #clock: Clock;
  readonly #clients: readonly Client[];
  readonly #recorder: Recorder;
  readonly #timings = new SliceTimings();
  readonly #reconnections: readonly Reconnection[];
  readonly #reopening = new Set<number>();
  readonly #out = new Set<number>();
  readonly #silence: SilenceWatch;
  #size: SliceSize | undefined;
  #isCounted = false;
  #windowStartNs = 0;
  /** Infinite until it is known. */
  #windowEndNs = Number.POSITIVE_INFINITY;
  #startNs = 0;
  #end: PairedEnd | undefined;
  #sliceOver: () => void = () => {};
  #fail: (fault: unknown) => void = () => {};
  #onIdle: () => void = () => {};

  constructor(options: SliceLoadOptions) {
    const { clock, sessions, workload, statementTimeoutMs } = options;
    this.#options = options;
    this.#clock = clock;
    this.#clients = sessions.map((session, index) => new Client(index, session, clock, this));
    this.#recorder = new Recorder({
      queries: workload.queries,
      timeoutNs: statementTimeoutMs * nsPerMs,
      windowStartNs: clock.nowNs(),
      isOpen: false,
    });
    this.#silence = new SilenceWatch(this.#clients, statementTimeoutMs);
    this.#reconnections = this.#clients.map((client) => this.#reconnectionOf(client));
  }

  /** Why it cannot go on, if so. */
  get end(): PairedEnd | undefined {
    return this.#end;
  }

  get record(): SliceLoadRecord {
    return {
      recording: recordingOf(this.#recorder),
      clientsLost: this.#out.size,
      reconnects: this.#reconnections.reduce((sum, { count }) => sum + count, 0),
      abandoned: this.#silence.cuts,
    };
  }

  /**
   * Runs a slice; `isCounted` is false for warming. Undefined when it could not be brought to its end, see {@link end}.
   * Rejects only for a fault in the workload or in encoding.
   */
  async run(size: SliceSize, isCounted: boolean, signal?: AbortSignal): Promise<Slice | undefined> {
    const interrupt = () => this.#finish({ reason: 'interrupted' });
    signal?.addEventListener('abort', interrupt, { once: true });
    if (signal?.aborted) interrupt();
    const endWatch = this.#silence.start(this.#clock);
    try {
      if (!this.#end) await this.#runSlice(size, isCounted);
    } finally {
      this.#size = undefined;
      signal?.removeEventListener('abort', interrupt);
      endWatch();
    }
    if (this.#end) {
      await this.#close();
      return undefined;
    }
    const slice = this.#timings.take((this.#windowEndNs - this.#windowStartNs) / nsPerMs);
    if (slice.durationsNs.length > 0 || !isCounted) return slice;
    this.#end = { reason: 'nothing-compared' };
    return undefined;
  }

  started(client: Client): void {
    client.isCounted = client.startNs >= this.#windowStartNs;
  }

  ended(client: Client, nowNs: number, rows: number, error: OperationError | undefined): void {
    if (this.#end) {
      this.#onIdle();
      return;
    }
    if (error?.class !== 'connection') this.#reconnections[client.index]!.works(0);
    this.#closeWindow(nowNs);
    this.#count(client, nowNs, rows, error);
    this.#extendWindow(nowNs);
    this.#next(client, error?.message);
  }

  lost(): void {}

  #runSlice(size: SliceSize, isCounted: boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#sliceOver = resolve;
      this.#fail = reject;
      this.#size = size;
      this.#isCounted = isCounted;
      this.#startNs = this.#clock.nowNs();
      this.#windowStartNs = this.#startNs + size.sliceMs * size.dropShare * nsPerMs;
      this.#windowEndNs = Number.POSITIVE_INFINITY;
      for (const client of this.#clients) this.#next(client);
    });
  }

  /** The time is up, and what there was by then is enough. */
  #closeWindow(nowNs: number): void {
    const { sliceMs, leastOperations } = this.#size!;
    const endNs = this.#startNs + sliceMs * nsPerMs;
    if (this.#isOpen && nowNs > endNs && this.#timings.count >= leastOperations) this.#windowEndNs = endNs;
  }

  /** Past its time a window ends with the operation that makes it enough. */
  #extendWindow(nowNs: number): void {
    const { sliceMs, leastOperations, limitMs } = this.#size!;
    const elapsedMs = (nowNs - this.#startNs) / nsPerMs;
    if (!this.#isOpen || elapsedMs < sliceMs) return;
    const { count, failed } = this.#timings;
    const isEnough = count >= leastOperations || (elapsedMs >= limitMs && count + failed > 0);
    if (isEnough) this.#windowEndNs = nowNs;
  }

  get #isOpen(): boolean {
    return this.#windowEndNs === Number.POSITIVE_INFINITY;
  }

  #count(client: Client, nowNs: number, rows: number, error: OperationError | undefined): void {
    const { query, stratum, startNs } = client;
    if (!error) {
      this.#timings.executed++;
      if (nowNs >= this.#windowStartNs && nowNs <= this.#windowEndNs) this.#timings.completedInWindow++;
    }
    if (!client.isCounted) return;
    const isTimeout = error?.class === 'timeout';
    const timeoutNs = this.#options.statementTimeoutMs * nsPerMs;
    if (error && !isTimeout) this.#timings.failed++;
    else this.#timings.add(isTimeout && timeoutNs > 0 ? timeoutNs : nowNs - startNs, isTimeout, query);
    if (!this.#isCounted) return;
    this.#recorder.schedule(query, stratum);
    if (error) this.#recorder.fail(client, nowNs, error);
    else this.#recorder.succeed(client, nowNs, rows);
  }

  /** The client is idle. */
  #next(client: Client, message = 'The connection was closed.'): void {
    if (!this.#size || this.#end || client.isRunning || this.#out.has(client.index)) return;
    if (!this.#isOpen) {
      if (!this.#clients.some(({ isRunning }) => isRunning)) this.#sliceOver();
    } else if (client.session.isOpen) {
      try {
        client.run(this.#options.workload.next(client.index));
      } catch (fault) {
        this.#fail(fault);
      }
    } else if (!this.#reopening.has(client.index)) {
      this.#reopening.add(client.index);
      this.#reconnections[client.index]!.begin(0, message);
    }
  }

  #reconnectionOf(client: Client): Reconnection {
    const { clock, reopen, sessions } = this.#options;
    return new Reconnection({
      clock,
      clients: 1,
      reopen: reopen && (() => reopen(client.index)),
      onReopened: (_, session) => {
        this.#reopening.delete(client.index);
        sessions[client.index] = session;
        client.session = session;
        this.#next(client);
      },
      onOut: (message) => {
        this.#out.add(client.index);
        if (this.#out.size === this.#clients.length) this.#finish({ reason: 'connections-lost', message });
      },
    });
  }

  #finish(end: PairedEnd): void {
    if (this.#end) return;
    this.#end = end;
    this.#sliceOver();
  }

  /** No slice follows. Leaves every session idle, or closed. */
  async #close(): Promise<void> {
    for (const reconnection of this.#reconnections) reconnection.stop();
    const running = () => this.#clients.filter(({ isRunning }) => isRunning);
    await settle(running, this.#clock, (onIdle) => {
      this.#onIdle = onIdle;
    });
  }
}
