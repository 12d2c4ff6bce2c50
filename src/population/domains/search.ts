import type { RandomSequence } from '../../core/random.ts';

/** Enough for what is one in some hundreds. */
const randomAttempts = 2000;
/** All of a small world, where there may be but one that fits. */
const scanned = 20_000;

/**
 * Tries ordinals below `count` until one fits: at first evenly drawn ones, then neighbours. Returns whether one did;
 * in a world too small to have what is looked for none may.
 */
export function search(count: number, random: RandomSequence, fits: (ordinal: number) => boolean): boolean {
  if (count === 0) return false;
  for (let attempt = 0; attempt < randomAttempts; attempt++) {
    if (fits(random.below(count))) return true;
  }
  const from = random.below(count);
  for (let step = 0; step < Math.min(count, scanned); step++) {
    if (fits((from + step) % count)) return true;
  }
  return false;
}
