import { nsPerMs } from '../core/units.ts';

/** Length of a bin, in milliseconds. */
export const binMs = 250;

/** Completions and latencies in quarters of a second over the measure window: what steadiness is judged by. */
export interface BinRecord {
  /** Successful and timed-out completions. */
  readonly completed: Float64Array;
  /** Sum of their latencies in nanoseconds. */
  readonly latencyNs: Float64Array;
}

export class Bins implements BinRecord {
  readonly completed: Float64Array;
  readonly latencyNs: Float64Array;
  readonly #startNs: number;

  constructor(windowStartNs: number, windowMs: number) {
    const count = Math.floor(windowMs / binMs);
    this.completed = new Float64Array(count);
    this.latencyNs = new Float64Array(count);
    this.#startNs = windowStartNs;
  }

  record(nowNs: number, latencyNs: number): void {
    const bin = Math.floor((nowNs - this.#startNs) / (binMs * nsPerMs));
    if (bin < 0 || bin >= this.completed.length) return;
    this.completed[bin]!++;
    this.latencyNs[bin]! += latencyNs;
  }

  add(other: BinRecord): void {
    for (let bin = 0; bin < this.completed.length; bin++) {
      this.completed[bin]! += other.completed[bin] ?? 0;
      this.latencyNs[bin]! += other.latencyNs[bin] ?? 0;
    }
  }
}
