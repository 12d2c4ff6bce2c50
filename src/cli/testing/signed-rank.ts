import { quantile } from '../../core/statistics.ts';

export interface Interval {
  readonly low: number;
  readonly middle: number;
  readonly high: number;
}

/**
 * The Hodges-Lehmann estimate of where differences are centred (the median of their pairwise means) and the exact
 * interval that inverts Wilcoxon's signed-rank test: one disturbed pair moves neither far. At least six differences
 * for 95 %. Hollander, Wolfe and Chicken, "Nonparametric Statistical Methods", 3rd edition, sections 3.2 and 3.3.
 */
export function signedRankInterval(differences: readonly number[], confidence = 0.95): Interval {
  const means = differences
    .flatMap((a, i) => differences.slice(i).map((b) => (a + b) / 2))
    .sort((a, b) => a - b);
  const leftOut = criticalRankSum(differences.length, (1 - confidence) / 2);
  if (leftOut < 0) throw new Error(`${differences.length} pairs are too few for an interval`);
  return { low: means[leftOut]!, middle: quantile(means, 0.5), high: means[means.length - 1 - leftOut]! };
}

/** The largest w with P(W <= w) <= tail, W being the sum of the ranks of 1 to n whose coin shows heads; -1 for none. */
export function criticalRankSum(n: number, tail: number): number {
  const ways = new Float64Array((n * (n + 1)) / 2 + 1);
  ways[0] = 1;
  for (let rank = 1; rank <= n; rank++) {
    for (let sum = ways.length - 1; sum >= rank; sum--) ways[sum]! += ways[sum - rank]!;
  }
  let probability = 0;
  let w = -1;
  while (probability + ways[w + 1]! / 2 ** n <= tail) probability += ways[++w]! / 2 ** n;
  return w;
}
