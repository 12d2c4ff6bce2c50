/** Shared-buffer accesses of one second, as deltas of pg_stat_database: `hit` found there, `read` not. */
export interface BufferAccesses {
  readonly hit: number;
  readonly read: number;
}

export interface HitRatioDrift {
  /** Null: too few accesses to tell. */
  readonly steady: boolean | null;
  /** Hit ratio of the second half less that of the first, in percentage points; null when `steady` is. */
  readonly points: number | null;
  readonly reason: string;
}

const largestDriftPoints = 1;
/** Below, a ratio is known to about a point at best. */
const fewestAccesses = 1000;
/** Chance alone, were each access drawn by itself, exceeds this in 0.3 % of runs. */
const deviations = 3;

/**
 * Whether the caches still fill: the hit ratios of both halves of the run differ by over 1 percentage point, and by more
 * than chance would make of so many accesses. Of an odd number of seconds the one in the middle belongs to neither half.
 */
export function hitRatioDrift(perSecond: readonly BufferAccesses[]): HitRatioDrift {
  const half = Math.floor(perSecond.length / 2);
  const first = total(perSecond.slice(0, half));
  const second = total(perSecond.slice(perSecond.length - half));
  const fewest = Math.min(first.count, second.count);
  if (fewest < fewestAccesses) {
    const reason = `cannot tell: ${fewest} buffers in half of the run, and it takes ${fewestAccesses}`;
    return { steady: null, points: null, reason };
  }
  const points = 100 * (second.hit / second.count - first.hit / first.count);
  const pooled = (first.hit + second.hit) / (first.count + second.count);
  const deviation = 100 * Math.sqrt(pooled * (1 - pooled) * (1 / first.count + 1 / second.count));
  const steady = !(Math.abs(points) > largestDriftPoints && Math.abs(points) > deviations * deviation);
  const ratios = [first, second].map(({ hit, count }) => `${((100 * hit) / count).toFixed(1)} %`);
  return {
    steady,
    points,
    reason: `buffer hit ratio ${ratios[0]} in the first half, ${ratios[1]} in the second`,
  };
}

function total(seconds: readonly BufferAccesses[]): { hit: number; count: number } {
  const hit = seconds.reduce((sum, second) => sum + second.hit, 0);
  return { hit, count: hit + seconds.reduce((sum, second) => sum + second.read, 0) };
}
