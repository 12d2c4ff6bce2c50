import { LatencyHistogram } from '../core/histogram.ts';
import { rankOf, samplesNeeded } from '../core/latency.ts';
import type { ErrorClass } from '../core/operation.ts';
import { nsPerMs, nsPerSecond } from '../core/units.ts';

/** One second of a run, or less at its edges: everything that completed in it, whenever it started. */
export interface TimelinePoint {
  /** From the start of the measure window; negative during warmup. */
  readonly startMs: number;
  readonly durationMs: number;
  readonly succeeded: number;
  readonly timedOut: number;
  readonly failed: number;
  /** Service time of those that succeeded or timed out; to two significant digits, null under 100 of them. */
  readonly p99Ns: number | null;
  /** Null when there were none. */
  readonly maxNs: number | null;
}

/** Counts completions by the second. Seconds are counted from the start of the measure window. */
export class Timeline {
  /** The points inside the measure window that are complete, or were when {@link finish} was called. */
  readonly points: TimelinePoint[] = [];
  /** The last complete point, of any phase. */
  latest: TimelinePoint | undefined;
  readonly #measureStartNs: number;
  readonly #measureEndNs: number;
  readonly #latency = new LatencyHistogram(2);
  #startNs: number;
  #endNs: number;
  #succeeded = 0;
  #timedOut = 0;
  #failed = 0;

  constructor(runStartNs: number, measureStartNs: number, measureEndNs: number) {
    this.#measureStartNs = measureStartNs;
    this.#measureEndNs = measureEndNs;
    this.#startNs = runStartNs;
    this.#endNs = this.#boundaryAfter(runStartNs);
  }

  /** When the current second is over. */
  get nextBoundaryNs(): number {
    return this.#endNs;
  }

  record(nowNs: number, latencyNs: number, errorClass: ErrorClass | undefined): void {
    if (nowNs >= this.#endNs) this.advance(nowNs);
    if (errorClass === undefined) this.#succeeded++;
    else if (errorClass === 'timeout') this.#timedOut++;
    else {
      this.#failed++;
      return;
    }
    this.#latency.record(latencyNs);
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

  #close(endNs: number): void {
    const { count, maxNs } = this.#latency;
    const point: TimelinePoint = {
      startMs: Math.round((this.#startNs - this.#measureStartNs) / nsPerMs),
      durationMs: Math.round((endNs - this.#startNs) / nsPerMs),
      succeeded: this.#succeeded,
      timedOut: this.#timedOut,
      failed: this.#failed,
      p99Ns: count < samplesNeeded(0.99) ? null : this.#latency.atRankNs(rankOf(0.99, count)),
      maxNs: count === 0 ? null : maxNs,
    };
    this.latest = point;
    if (this.#startNs >= this.#measureStartNs && endNs <= this.#measureEndNs) this.points.push(point);
    this.#startNs = endNs;
    this.#endNs = this.#boundaryAfter(endNs);
    this.#succeeded = 0;
    this.#timedOut = 0;
    this.#failed = 0;
    this.#latency.reset();
  }

  /** The next whole second, or the end of the measure window if that comes first. */
  #boundaryAfter(ns: number): number {
    const seconds = Math.floor((ns - this.#measureStartNs) / nsPerSecond) + 1;
    const boundaryNs = this.#measureStartNs + seconds * nsPerSecond;
    return ns < this.#measureEndNs ? Math.min(boundaryNs, this.#measureEndNs) : boundaryNs;
  }
}
