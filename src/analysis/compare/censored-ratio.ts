import { boundedQuantile } from './bounded-quantile.ts';

/** How long an operation took; where it timed out or was cut off, how long it had taken until then. */
export interface Timing {
  readonly durationNs: number;
  readonly isCensored: boolean;
}

/** A value known to lie between two: equal where nothing was censored, infinite where nothing is known on that side. */
interface Bounds {
  readonly low: number;
  readonly high: number;
}

/** ln(contender / baseline) of their durations. Above 0 the contender is slower. */
export type LogRatio = Bounds;

export function exactLogRatio(value: number): LogRatio {
  return { low: value, high: value };
}

/**
 * One pair, the same parameter on both arms. A censored duration is a lower bound of the real one, so:
 *
 * | baseline | contender | ln(contender / baseline)                   |
 * | -------- | --------- | ------------------------------------------ |
 * | a        | b         | ln(b / a)                                  |
 * | a        | over b    | at least ln(b / a): the contender is slower |
 * | over a   | b         | at most ln(b / a): the contender is faster  |
 * | over a   | over b    | anything                                   |
 *
 * Nothing is assumed of how much longer it would have taken. Operations that failed for other reasons are no timings: leave
 * the pair out, and count it. Throws a RangeError for a duration that is not above 0.
 */
export function pairLogRatio(baseline: Timing, contender: Timing): LogRatio {
  return ratioOfBounds(boundsOf(baseline), boundsOf(contender));
}

/**
 * A block of pairs: the median of their differences. That of the lower bounds bounds it from
 * below, that of the upper ones from above. Hence single timeouts often cost nothing: a pair that is
 * above the median whatever its value is leaves the block exact. With half of the pairs censored it becomes a bound.
 * Throws a RangeError without pairs.
 */
export function blockLogRatio(pairs: readonly LogRatio[]): LogRatio {
  if (pairs.length === 0) throw new RangeError('a block takes at least one pair');
  return boundsOfQuantile(pairs, 0.5);
}

/**
 * A block by the quantile of each arm, not of the pairs: ln of the ratio of two p95, or of the medians of two slices. A
 * quantile of an arm is exact where all that was censored lies above it, and a lower bound otherwise.
 * Throws a RangeError without timings on either arm.
 */
export function quantileLogRatio(
  baseline: readonly Timing[],
  contender: readonly Timing[],
  p: number,
): LogRatio {
  if (baseline.length === 0 || contender.length === 0)
    throw new RangeError('a block takes at least one timing on each arm');
  return ratioOfBounds(quantileBounds(baseline, p), quantileBounds(contender, p));
}

/** In nanoseconds. */
function quantileBounds(timings: readonly Timing[], p: number): Bounds {
  return boundsOfQuantile(timings.map(boundsOf), p);
}

/** A quantile never falls when a value rises. */
function boundsOfQuantile(bounds: readonly Bounds[], p: number): Bounds {
  return {
    low: boundedQuantile(
      Float64Array.from(bounds, ({ low }) => low),
      p,
    ),
    high: boundedQuantile(
      Float64Array.from(bounds, ({ high }) => high),
      p,
    ),
  };
}

/** In nanoseconds. */
function boundsOf({ durationNs, isCensored }: Timing): Bounds {
  if (!(durationNs > 0)) throw new RangeError(`a duration is above 0 ns, and this one is ${durationNs}`);
  return { low: durationNs, high: isCensored ? Infinity : durationNs };
}

function ratioOfBounds(baseline: Bounds, contender: Bounds): LogRatio {
  return { low: Math.log(contender.low / baseline.high), high: Math.log(contender.high / baseline.low) };
}
