import { shareOfLargest } from '../../core/statistics.ts';

/** One property of the population: what the profile claims and what a generated sample shows. */
export interface Figure {
  /** The row of the claims it belongs to: `followers`, `posts`, ... */
  topic: string;
  name: string;
  claimed: number;
  measured: number;
  /** How far off it may be, in the figure's own unit; a sample's chance and a small world's bounds included. */
  tolerance: number;
  /** How it is printed. */
  unit: 'share' | 'count' | 'ratio' | 'exponent' | 'hours' | 'characters';
  /** Where the claim comes from. */
  source: string;
  /** Users that a world must have for the claim to hold; any world when left out. */
  leastUsers?: number;
}

export function isWithin({ claimed, measured, tolerance }: Figure): boolean {
  return Math.abs(measured - claimed) <= tolerance;
}

/** Whether a world of so many users can show what the figure claims. */
export function isShownBy({ leastUsers = 1 }: Figure, users: number): boolean {
  return users >= leastUsers;
}

/** How many items of a sample to look at, and which: evenly spread over all there are. */
export function spread(count: number, atMost: number): number[] {
  const taken = Math.min(count, atMost);
  return Array.from({ length: taken }, (_, i) => Math.floor(((i + 0.5) * count) / taken));
}

export function shareOf<T>(items: readonly T[], holds: (item: T) => boolean): number {
  return items.filter(holds).length / items.length;
}

/** The probability below which a rising quantile function stays below a value, by bisection. */
export function probabilityBelow(value: number, quantile: (p: number) => number): number {
  let [low, high] = [1e-12, 1 - 1e-12];
  for (let step = 0; step < 50; step++) {
    const middle = (low + high) / 2;
    if (quantile(middle) < value) low = middle;
    else high = middle;
  }
  return low;
}

/** What {@link shareOfLargest} of a very large sample of a rising quantile function would be. */
export function shareOfTop(fraction: number, quantile: (p: number) => number): number {
  const size = 100_000;
  return shareOfLargest(
    Float64Array.from({ length: size }, (_, i) => quantile((i + 0.5) / size)),
    fraction,
  );
}
