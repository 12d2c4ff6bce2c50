import { mean, median } from '../core/statistics.ts';
import { centredRanks, varianceWidening } from './autocorrelation.ts';
import { studentTwoSided } from './student-t.ts';

/** Two levels of one series, before and after a place in it. */
export interface LevelShift {
  /** Index of the first value of the second level. */
  readonly at: number;
  /** Mean after the place less mean before it, as a share of the median of all (of their mean if that is 0). */
  readonly share: number;
  /** Of "there is one level", two-sided, were the place not chosen by looking: ask for much less than usual. */
  readonly p: number;
}

/**
 * The place from index `from` up to, not including, `until` where the levels before and after differ most clearly by the
 * test of Mann and Whitney, its variance widened for autocorrelation within the levels.
 * Source: Mann and Whitney, Annals of Mathematical Statistics 18 (1947).
 */
export function clearestShift(values: readonly number[], from: number, until: number): LevelShift {
  const { length } = values;
  const ranks = centredRanks(values);
  let rankSum = ranks.subarray(0, from).reduce((sum, rank) => sum + rank, 0);
  let best = { at: from, rankSum: 0, score: -1 };
  for (let at = from; at < until; at++) {
    const score = Math.abs(rankSum) / Math.sqrt(at * (length - at));
    if (score > best.score) best = { at, rankSum, score };
    rankSum += ranks[at]!;
  }
  return shiftAt(values, ranks, best.at, best.rankSum);
}

function shiftAt(values: readonly number[], ranks: Float64Array, at: number, rankSum: number): LevelShift {
  const { length } = values;
  const before = values.slice(0, at);
  const after = values.slice(at);
  const levels = [median(before), median(after)];
  const widening = varianceWidening(values.map((value, i) => value - levels[i < at ? 0 : 1]!));
  const rankVariance = ranks.reduce((sum, rank) => sum + rank ** 2, 0) / (length - 1);
  const variance = ((at * (length - at)) / length) * rankVariance * widening;
  const z = variance > 0 ? Math.max(0, Math.abs(rankSum) - 0.5) / Math.sqrt(variance) : 0;
  return {
    at,
    share: (mean(after) - mean(before)) / (median(values) || mean(values)),
    p: studentTwoSided(z, Math.max(1, length / widening - 2)),
  };
}
