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
}

export function isWithin({ claimed, measured, tolerance }: Figure): boolean {
  return Math.abs(measured - claimed) <= tolerance;
}

/** How many items of a sample to look at, and which: evenly spread over all there are. */
export function spread(count: number, atMost: number): number[] {
  const taken = Math.min(count, atMost);
  return Array.from({ length: taken }, (_, i) => Math.floor(((i + 0.5) * count) / taken));
}
