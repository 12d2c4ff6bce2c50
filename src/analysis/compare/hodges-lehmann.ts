import { quantileOfSorted } from './bounded-quantile.ts';
import { signedRankCritical } from './signed-rank.ts';

/** Where the centre of symmetric values lies; infinite ends where there are too few to say. */
export interface CentreEstimate {
  /** {@link hodgesLehmann}: NaN without values. */
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  /** The probability that it covers the centre, at least: what the distribution's steps leave of what was asked for. */
  readonly confidence: number;
}

/**
 * The pseudo-median: the median of the means of all pairs, each value with itself too. Close to the mean in efficiency
 * (0.955 for normal values), while up to 29 % of the values may be anything. NaN without values.
 * Source: Hodges and Lehmann, Annals of Mathematical Statistics 34 (1963).
 */
export function hodgesLehmann(values: readonly number[]): number {
  return middleOf(walshAverages(values));
}

/**
 * {@link hodgesLehmann} with the interval that the signed-rank test makes: all centres that it does not reject at
 * (1 - confidence) / 2 on either side. Its ends are Walsh averages. Exact for continuous values; with ties it covers at
 * least as often as it says.
 *
 * Sources: Hollander and Wolfe, "Nonparametric Statistical Methods" (1999), section 3.3 (Tukey's interval); Noether,
 * JASA 62 (1967), for discrete values.
 */
export function signedRankInterval(values: readonly number[], confidence: number): CentreEstimate {
  const averages = walshAverages(values);
  const estimate = middleOf(averages);
  const { below, p } = signedRankCritical(values.length, (1 - confidence) / 2);
  if (below === 0) return { estimate, low: -Infinity, high: Infinity, confidence: 1 };
  return {
    estimate,
    low: averages[below - 1]!,
    high: averages[averages.length - below]!,
    confidence: 1 - 2 * p,
  };
}

function middleOf(sorted: Float64Array): number {
  return sorted.length === 0 ? Number.NaN : quantileOfSorted(sorted, 0.5);
}

/** Means of all pairs i <= j, ascending. The signed-rank statistic is the number of them above the centre. */
function walshAverages(values: readonly number[]): Float64Array {
  const averages = new Float64Array((values.length * (values.length + 1)) / 2);
  let next = 0;
  for (let i = 0; i < values.length; i++) {
    for (let j = i; j < values.length; j++) averages[next++] = (values[i]! + values[j]!) / 2;
  }
  return averages.sort();
}
