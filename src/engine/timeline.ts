import { rankOf, samplesNeeded } from '../core/latency.ts';
import type { ErrorClass } from '../core/operation.ts';
import { nsPerMs, nsPerSecond } from '../core/units.ts';

/** One second of one thread: everything that completed in it, whenever it started. */
export interface SecondRecord {
  /** From the start of the measure window; negative during warmup. */
  readonly startMs: number;
  /** Less than a second only at the edges of the phases. */
  readonly durationMs: number;
  /** Operations that were sent in it. */
  readonly sent: number;
  readonly succeeded: number;
  readonly timedOut: number;
  readonly failed: number;
  /** At its end: operations waiting for a connection, and on their way. */
  readonly waiting: number;
  readonly inFlight: number;
  /** Clients with a connection, at its end. */
  readonly clientsAlive: number;
  /** Of those that succeeded or timed out; in no order. */
  readonly latenciesNs: Float32Array;
}

/** One second of a run, all threads together. */
export interface TimelinePoint extends Omit<SecondRecord, 'latenciesNs'> {
  /** Null where there are too few operations to tell. */
  readonly p50Ns: number | null;
  readonly p99Ns: number | null;
  /** Null when there were none. */
  readonly maxNs: number | null;
}

/** What a thread knows at the end of a second besides what it has recorded. */
export type Gauges = Pick<SecondRecord, 'waiting' | 'inFlight' | 'clientsAlive'>;

/** Counts completions by the second. Seconds are counted from the start of the measure window. */
export class Timeline {
  readonly #measureStartNs: number;
  readonly #measureEndNs: number;
  readonly #gauges: () => Gauges;
  readonly #onSecond: (second: SecondRecord) => void;
  #latenciesNs = new Float32Array(4096);
  #count = 0;
  #startNs: number;
  #endNs: number;
  #sent = 0;
  #succeeded = 0;
  #timedOut = 0;
  #failed = 0;

  constructor(
    runStartNs: number,
    [measureStartNs, measureEndNs]: readonly [number, number],
    gauges: () => Gauges,
    onSecond: (second: SecondRecord) => void,
  ) {
    this.#measureStartNs = measureStartNs;
    this.#measureEndNs = measureEndNs;
    this.#gauges = gauges;
    this.#onSecond = onSecond;
    this.#startNs = runStartNs;
    this.#endNs = this.#boundaryAfter(runStartNs);
  }

  /** When the current second is over. */
  get nextBoundaryNs(): number {
    return this.#endNs;
  }

  send(): void {
    this.#sent++;
  }

  record(nowNs: number, latencyNs: number, errorClass: ErrorClass | undefined): void {
    if (nowNs >= this.#endNs) this.advance(nowNs);
    if (errorClass === undefined) this.#succeeded++;
    else if (errorClass === 'timeout') this.#timedOut++;
    else {
      this.#failed++;
      return;
    }
    if (this.#count === this.#latenciesNs.length) this.#grow();
    this.#latenciesNs[this.#count++] = latencyNs;
  }

  /** Closes every second that is over by now, the empty ones too: a stall must be seen as zeros. */
  advance(nowNs: number): void {
    while (nowNs >= this.#endNs) this.#close(this.#endNs);
  }

  /** Closes the current second early. */
  finish(nowNs: number): void {
    this.advance(nowNs);
    if (nowNs > this.#startNs) this.#close(nowNs);
  }

  #grow(): void {
    const larger = new Float32Array(this.#latenciesNs.length * 2);
    larger.set(this.#latenciesNs);
    this.#latenciesNs = larger;
  }

  #close(endNs: number): void {
    this.#onSecond({
      startMs: Math.round((this.#startNs - this.#measureStartNs) / nsPerMs),
      durationMs: Math.round((endNs - this.#startNs) / nsPerMs),
      sent: this.#sent,
      succeeded: this.#succeeded,
      timedOut: this.#timedOut,
      failed: this.#failed,
      ...this.#gauges(),
      latenciesNs: this.#latenciesNs.slice(0, this.#count),
    });
    this.#startNs = endNs;
    this.#endNs = this.#boundaryAfter(endNs);
    this.#sent = 0;
    this.#succeeded = 0;
    this.#timedOut = 0;
    this.#failed = 0;
    this.#count = 0;
  }

  /** The next whole second, or the end of the measure window if that comes first. */
  #boundaryAfter(ns: number): number {
    const seconds = Math.floor((ns - this.#measureStartNs) / nsPerSecond) + 1;
    const boundaryNs = this.#measureStartNs + seconds * nsPerSecond;
    return ns < this.#measureEndNs ? Math.min(boundaryNs, this.#measureEndNs) : boundaryNs;
  }
}

/** Joins the seconds of a run's threads. */
export class TimelineMerger {
  /** The seconds inside the measure window. */
  readonly points: TimelinePoint[] = [];
  readonly #threads: number;
  readonly #windowMs: number;
  readonly #onPoint: (point: TimelinePoint) => void;
  readonly #open = new Map<number, SecondRecord[]>();

  constructor(threads: number, windowMs: number, onPoint: (point: TimelinePoint) => void = () => {}) {
    this.#threads = threads;
    this.#windowMs = windowMs;
    this.#onPoint = onPoint;
  }

  add(second: SecondRecord): void {
    const parts = this.#open.get(second.startMs) ?? [];
    parts.push(second);
    if (parts.length < this.#threads) this.#open.set(second.startMs, parts);
    else {
      this.#open.delete(second.startMs);
      this.#complete(parts);
    }
  }

  /** Closes what some thread had no part in, because it ended early. */
  finish(): void {
    for (const parts of [...this.#open.values()].sort((a, b) => a[0]!.startMs - b[0]!.startMs)) {
      this.#complete(parts);
    }
    this.#open.clear();
  }

  #complete(parts: readonly SecondRecord[]): void {
    const point = joined(parts);
    if (point.startMs >= 0 && point.startMs < this.#windowMs) this.points.push(point);
    this.#onPoint(point);
  }
}

function joined(parts: readonly SecondRecord[]): TimelinePoint {
  const sum = (name: 'sent' | 'succeeded' | 'timedOut' | 'failed' | keyof Gauges) =>
    parts.reduce((total, part) => total + part[name], 0);
  const latenciesNs = new Float32Array(parts.reduce((total, part) => total + part.latenciesNs.length, 0));
  let at = 0;
  for (const part of parts) {
    latenciesNs.set(part.latenciesNs, at);
    at += part.latenciesNs.length;
  }
  latenciesNs.sort();
  const percentile = (fraction: number) =>
    at < samplesNeeded(fraction) ? null : Math.round(latenciesNs[rankOf(fraction, at) - 1]!);
  return {
    startMs: parts[0]!.startMs,
    durationMs: Math.max(...parts.map(({ durationMs }) => durationMs)),
    sent: sum('sent'),
    succeeded: sum('succeeded'),
    timedOut: sum('timedOut'),
    failed: sum('failed'),
    waiting: sum('waiting'),
    inFlight: sum('inFlight'),
    clientsAlive: sum('clientsAlive'),
    p50Ns: percentile(0.5),
    p99Ns: percentile(0.99),
    maxNs: at === 0 ? null : Math.round(latenciesNs[at - 1]!),
  };
}
