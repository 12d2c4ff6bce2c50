import { end, start, Week } from './calendar.ts';
import type { Profile } from './profile.ts';

const span = end - start;

/**
 * How something accumulates from `start` to `end`: the share of all items that exist at even time x in [0, 1],
 * as a function and its inverse.
 */
export interface Accumulation {
  shareAt(x: number): number;
  timeOf(share: number): number;
}

/** Of s x + (1 - s) x^2, whose slope is s at 0 and 2 - s at 1: as many times as much as asked for. */
function slopeOf(acceleration: number): number {
  return 2 / (1 + acceleration);
}

/** Users: some exist at the start, the rest arrive at a rate that grows linearly, to so many times the first. */
export function userGrowth({ initialUsers: initial, acceleration }: Profile['growth']): Accumulation {
  // share = initial + (1 - initial)(s x + (1 - s) x^2)
  const slope = slopeOf(acceleration);
  return {
    shareAt: (x) => initial + (1 - initial) * x * (slope + (1 - slope) * x),
    timeOf: (share) => {
      const y = (share - initial) / (1 - initial);
      return y <= 0 ? 0 : (2 * y) / (slope + Math.sqrt(slope * slope + 4 * (1 - slope) * y));
    },
  };
}

/** What users do accumulates as the integral of how many there are. */
export function activityGrowth(
  { initialUsers: initial, acceleration }: Profile['growth'],
  cells = 2048,
): Accumulation {
  const slope = slopeOf(acceleration);
  const integral = (x: number) => initial * x + (1 - initial) * x * x * (slope / 2 + ((1 - slope) * x) / 3);
  const total = integral(1);
  const shareAt = (x: number) => integral(x) / total;
  // The inverse by a table of exact points, linear between them; shareAt must then be linear there too.
  const points = new Float64Array(cells + 1);
  for (let cell = 1; cell < cells; cell++) {
    let low = points[cell - 1]!;
    let high = 1;
    for (let step = 0; step < 52; step++) {
      const middle = (low + high) / 2;
      if (shareAt(middle) < cell / cells) low = middle;
      else high = middle;
    }
    points[cell] = low;
  }
  points[cells] = 1;
  const timeOf = (share: number) => {
    const place = Math.min(share, 1) * cells;
    const cell = Math.min(cells - 1, Math.floor(place));
    return points[cell]! + (points[cell + 1]! - points[cell]!) * (place - cell);
  };
  return {
    timeOf,
    shareAt: (x) => {
      let cell = Math.min(cells - 1, Math.floor(shareAt(x) * cells));
      while (cell > 0 && points[cell]! > x) cell--;
      while (cell < cells - 1 && points[cell + 1]! <= x) cell++;
      return (cell + (x - points[cell]!) / (points[cell + 1]! - points[cell]!)) / cells;
    },
  };
}

/** `count` items in time order, as a function: when the i-th happened and how many had happened at a time. */
export class Timeline {
  readonly count: number;
  readonly #growth: Accumulation;
  readonly #week: Week;

  constructor(count: number, growth: Accumulation, when: Profile['when']) {
    this.count = count;
    this.#growth = growth;
    this.#week = new Week(when);
  }

  /** Clock time of item `ordinal`, placed by `jitter` in [0, 1) within its slot. Non-decreasing in ordinal. */
  timeOf(ordinal: number, jitter: number): number {
    return this.#week.toClock(start + this.#growth.timeOf((ordinal + jitter) / this.count) * span);
  }

  /** A count such that every item below it has happened by `clockMs`, whatever its jitter. */
  countAt(clockMs: number): number {
    if (clockMs <= start) return Math.floor(this.#growth.shareAt(0) * this.count);
    if (clockMs >= end) return this.count;
    const share = this.#growth.shareAt((this.#week.fromClock(clockMs) - start) / span);
    // One slot of tolerance for rounding in the two inverses.
    return Math.min(this.count, Math.max(0, Math.floor(share * this.count) - 1));
  }
}
