import type { Clock } from '../../core/clock.ts';
import { Stream } from '../../core/random.ts';
import { nsPerMs } from '../../core/units.ts';
import { Reconnection } from '../reconnection.ts';
import { Recorder } from '../recorder.ts';
import type { Session } from '../session.ts';
import { settle } from '../settling.ts';
import { SilenceWatch } from '../silence.ts';
import { ArmOrder } from './arm-order.ts';
import type { Arm } from './arms.ts';
import { type BlockSize, isFull } from './block-size.ts';
import { PairClient } from './pair-client.ts';
import { recordPair } from './pair-record.ts';
import { type PairBlock, PairTimings } from './pair-timings.ts';
import { type PairedEnd, type PairedRecord, pairedRecord } from './paired-record.ts';
import type { PairedWorkload } from './paired-workload.ts';

export interface PairedLoadOptions {
  /** A client's two open sessions. Lost ones are replaced here when they could be reopened; the caller closes them. */
  readonly sessions: [baseline: Session, contender: Session][];
  readonly workload: PairedWorkload;
  readonly clock: Clock;
  /** Of the orders in which the arms take turns. */
  readonly seed: number;
  /** Of the same length on both arms; 0 for none. */
  readonly statementTimeoutMs: number;
  /** Pairs are run for so long before the first block, and not counted. */
  readonly warmupMs: number;
  readonly size: BlockSize;
  /** Makes a new session for a client that lost one; without it the client is out. */
  readonly reopen?: ((client: number, arm: Arm) => Promise<Session>) | undefined;
  /**
   * Puts new sessions in the place of all clients' before each block but the first: what a server process happens to get,
   * a core or its place in memory, would lean all blocks to one side. May reject: the ones there are go on.
   */
  readonly renew?: (() => Promise<unknown>) | undefined;
  /** A block is over; all clients are idle until this says whether there is to be another one. */
  readonly onBlock: (block: PairBlock) => boolean | Promise<boolean>;
  /** Share of the time that the thread's event loop was busy since it was asked last, from 0 to 1. */
  readonly utilization?: () => number;
  /** Ends the load within 2 s; the block under way is lost. */
  readonly signal?: AbortSignal;
}

/**
 * Paired operations: every client draws an operation, runs it on both arms back to back, in an order that chance decides,
 * and goes on to the next, block after block. What is compared is service time under the load that the clients make
 * together.
 *
 * A pair counts when both operations succeeded or timed out; a timeout is a lower bound. Pairs with an operation that
 * failed are left out and counted. Between blocks all clients are idle.
 *
 * Rejects only for a fault in the workload, in encoding or in `onBlock`; everything a server can do ends in a record.
 * Source: METHOD, section 3.3.
 */
export function runPairedLoad(options: PairedLoadOptions): Promise<PairedRecord> {
  return new PairedLoad(options).run();
}

class PairedLoad {
  readonly #options: PairedLoadOptions;
  readonly #clock: Clock;
  readonly #clients: readonly PairClient[];
  readonly #recorder: Recorder;
  readonly #timings = new PairTimings();
  /** Of each client, which has two sessions to lose. */
  readonly #reconnections: readonly Reconnection[];
  /** Sessions that are being made anew, numbered through both arms. */
  readonly #reopening = new Set<number>();
  readonly #silence: SilenceWatch;
  /** Of the block under way; while `#size` is undefined, none is. */
  #size: BlockSize | undefined;
  #blockStartNs = 0;
  #isWarmup = false;
  #blockOver: () => void = () => {};
  #fail: (fault: unknown) => void = () => {};
  #end: PairedEnd | undefined;
  #windowMs = 0;
  #excluded = 0;
  #pairs = 0;
  #onIdle: () => void = () => {};

  constructor(options: PairedLoadOptions) {
    const { clock, sessions, workload, seed, statementTimeoutMs } = options;
    this.#options = options;
    this.#clock = clock;
    const orders = new Stream(seed, 'order of arms');
    this.#clients = sessions.map((pair, index) => {
      const order = new ArmOrder(orders.sequence(index));
      return new PairClient(index, pair, { clock, order, workload, listener: this });
    });
    this.#recorder = new Recorder({
      queries: workload.queries,
      timeoutNs: statementTimeoutMs * nsPerMs,
      windowStartNs: clock.nowNs(),
      isOpen: false,
    });
    this.#silence = new SilenceWatch(
      this.#clients.flatMap(({ arms }) => arms),
      statementTimeoutMs,
    );
    this.#reconnections = this.#clients.map((client) => this.#reconnectionOf(client));
  }

  async run(): Promise<PairedRecord> {
    const { signal, utilization } = this.#options;
    const interrupt = () => this.#finish({ reason: 'interrupted' });
    signal?.addEventListener('abort', interrupt, { once: true });
    if (signal?.aborted) interrupt();
    const endWatch = this.#silence.start(this.#clock);
    try {
      await this.#warmUp();
      utilization?.();
      const startNs = this.#clock.nowNs();
      while (!this.#end) await this.#measureBlock(startNs);
    } finally {
      this.#end ??= { reason: 'interrupted' };
      signal?.removeEventListener('abort', interrupt);
      endWatch();
      for (const reconnection of this.#reconnections) reconnection.stop();
      await this.#settle();
    }
    return pairedRecord(this.#recorder, {
      end: this.#end,
      clients: this.#clients.length,
      clientsLost: this.#clients.filter(({ isOut }) => isOut).length,
      reconnects: this.#reconnections.reduce((sum, { count }) => sum + count, 0),
      abandoned: this.#silence.cuts,
      windowMs: this.#windowMs,
      pairs: this.#pairs,
      excluded: this.#excluded,
      utilization: utilization?.() ?? 0,
    });
  }

  paired(client: PairClient): void {
    if (this.#end) {
      this.#onIdle();
      return;
    }
    if (!this.#isWarmup) this.#count(client);
    for (const arm of [0, 1] as const) {
      if (client.ends[arm].error?.class !== 'connection') this.#reconnections[client.index]!.works(arm);
    }
    this.#next(client);
  }

  fault(fault: unknown): void {
    this.#fail(fault);
  }

  async #warmUp(): Promise<void> {
    const { warmupMs } = this.#options;
    if (warmupMs === 0 || this.#end) return;
    this.#isWarmup = true;
    await this.#runBlock({ blockMs: warmupMs, pairs: 0, limitMs: Number.POSITIVE_INFINITY });
    this.#isWarmup = false;
  }

  async #measureBlock(startNs: number): Promise<void> {
    await this.#runBlock(this.#options.size);
    // A block that was cut off is no block.
    if (this.#end) return;
    const durationMs = (this.#clock.nowNs() - this.#blockStartNs) / nsPerMs;
    this.#windowMs += durationMs;
    const block = this.#timings.take((this.#blockStartNs - startNs) / nsPerMs, durationMs);
    this.#pairs += block.pairs;
    this.#excluded += block.excluded;
    if (block.pairs === 0) this.#finish({ reason: 'nothing-compared' });
    else if (!(await this.#options.onBlock(block))) this.#finish({ reason: 'completed' });
    else if (!this.#end) await this.#renew();
  }

  async #renew(): Promise<void> {
    const { renew, sessions } = this.#options;
    // Those who wait for a connection are given it later, when they are asked to run.
    if (!renew || this.#reopening.size > 0) return;
    await renew().catch(() => {});
    for (const { index, arms } of this.#clients) {
      for (const arm of [0, 1] as const) arms[arm].session = sessions[index]![arm];
    }
  }

  /** Until the block is over and all its pairs have ended, or the load is over. */
  #runBlock(size: BlockSize): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#blockOver = resolve;
      this.#fail = reject;
      this.#size = size;
      this.#blockStartNs = this.#clock.nowNs();
      for (const client of this.#clients) this.#next(client);
    });
  }

  /** The client is idle. */
  #next(client: PairClient): void {
    const size = this.#size;
    if (!size || this.#end || client.isRunning || client.isOut) return;
    const { pairs, excluded } = this.#timings;
    const elapsedMs = (this.#clock.nowNs() - this.#blockStartNs) / nsPerMs;
    if (isFull(size, { elapsedMs, pairs, excluded, clients: this.#clients.length })) this.#endBlock();
    else if (!client.isConnected) this.#reconnect(client);
    else {
      try {
        client.run();
      } catch (fault) {
        this.#fail(fault);
      }
    }
  }

  #endBlock(): void {
    if (this.#clients.some(({ isRunning }) => isRunning)) return;
    this.#size = undefined;
    this.#blockOver();
  }

  #count(client: PairClient): void {
    recordPair(client, this.#recorder, this.#timings, this.#options.statementTimeoutMs * nsPerMs);
  }

  #reconnectionOf(client: PairClient): Reconnection {
    const { clock, reopen, sessions } = this.#options;
    return new Reconnection({
      clock,
      clients: 2,
      reopen: reopen && ((arm) => reopen(client.index, arm as Arm)),
      onReopened: (arm, session) => {
        this.#reopening.delete(client.arms[arm as Arm].index);
        sessions[client.index]![arm as Arm] = session;
        client.arms[arm as Arm].session = session;
        this.#next(client);
      },
      onOut: (message) => {
        client.isOut = true;
        if (this.#clients.every(({ isOut }) => isOut)) this.#finish({ reason: 'connections-lost', message });
      },
    });
  }

  /** Its sessions may have been lost in a pair, or between blocks. */
  #reconnect(client: PairClient): void {
    for (const arm of [0, 1] as const) {
      const { index, session } = client.arms[arm];
      if (session.isOpen || this.#reopening.has(index)) continue;
      this.#reopening.add(index);
      const message = client.ends[arm].error?.message ?? 'The connection was closed.';
      this.#reconnections[client.index]!.begin(arm, message);
    }
  }

  #finish(end: PairedEnd): void {
    if (this.#end) return;
    this.#end = end;
    this.#blockOver();
  }

  async #settle(): Promise<void> {
    for (const client of this.#clients) client.isStopped = true;
    const running = () => this.#clients.flatMap(({ arms }) => arms).filter(({ isRunning }) => isRunning);
    await settle(running, this.#clock, (onIdle) => {
      this.#onIdle = onIdle;
    });
  }
}
