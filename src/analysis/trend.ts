import { median } from '../core/statistics.ts';
import { varianceWidening } from './autocorrelation.ts';
import { studentTwoSided } from './student-t.ts';

/** A straight trend in equally spaced values, by methods that single outliers do not move. */
export interface Trend {
  /** Change from one value to the next: the median of the slopes between all pairs. */
  readonly slope: number;
  /** Of "there is no trend", two-sided. 1 where nothing can be said: fewer than three values, or all equal. */
  readonly p: number;
  /** As many independent values would tell as much about the trend. At most the number of values. */
  readonly effectiveCount: number;
}

/**
 * Theil-Sen slope with the significance of Mann and Kendall, made safe against autocorrelation: neighbouring bins of a
 * run resemble each other (a queue lasts longer than a bin), which makes the plain test see trends in 12 % of flat
 * series with a lag-1 correlation of 0.5. The variance of Kendall's S is widened accordingly; and since by how much is
 * an estimate, S over its deviation is judged by Student's distribution at the effective number of values less two.
 *
 * Takes time and memory with the square of the number of values.
 *
 * Sources: Sen, JASA 63 (1968); Kendall, "Rank Correlation Methods" (1975), with its correction for ties.
 */
export function trendOf(values: readonly number[]): Trend {
  const { length } = values;
  if (length < 3) return { slope: 0, p: 1, effectiveCount: length };
  const slopes = new Float64Array((length * (length - 1)) / 2);
  let pairs = 0;
  let score = 0;
  for (let i = 0; i < length; i++) {
    for (let j = i + 1; j < length; j++) {
      const rise = values[j]! - values[i]!;
      slopes[pairs++] = rise / (j - i);
      score += Math.sign(rise);
    }
  }
  const slope = median(slopes);
  const widening = varianceWidening(values.map((value, i) => value - slope * i));
  const effectiveCount = length / widening;
  const variance = scoreVariance(values) * widening;
  // Kendall's continuity correction: the score moves in steps of two.
  const z = variance > 0 ? Math.max(0, Math.abs(score) - 1) / Math.sqrt(variance) : 0;
  return { slope, p: studentTwoSided(z, Math.max(1, effectiveCount - 2)), effectiveCount };
}

/** Variance of Kendall's score of independent values, fewer where some are equal. */
function scoreVariance(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const term = (n: number) => n * (n - 1) * (2 * n + 5);
  let variance = term(values.length);
  for (const count of counts.values()) variance -= term(count);
  return variance / 18;
}
