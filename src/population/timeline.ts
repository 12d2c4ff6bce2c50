import type { Accumulation } from './accumulation.ts';
import { end, start } from './calendar.ts';

/** `count` items in time order, as a function: when the i-th happened and how many had happened at a time. */
export class Timeline {
  readonly count: number;
  readonly #accumulation: Accumulation;

  constructor(count: number, accumulation: Accumulation) {
    this.count = count;
    this.#accumulation = accumulation;
  }

  /** Clock time of item `ordinal`, placed by `jitter` in [0, 1) within its slot. Non-decreasing in ordinal. */
  timeOf(ordinal: number, jitter: number): number {
    return this.#accumulation.timeOf((ordinal + jitter) / this.count);
  }

  /** A count such that every item below it has happened by `clockMs`, whatever its jitter. */
  countAt(clockMs: number): number {
    if (clockMs <= start) return Math.floor(this.#accumulation.first * this.count);
    if (clockMs >= end) return this.count;
    // One slot of tolerance for rounding in the two inverses.
    return Math.max(0, Math.floor(this.#accumulation.shareAt(clockMs) * this.count) - 1);
  }
}
