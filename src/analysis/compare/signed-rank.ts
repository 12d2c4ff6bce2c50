/** The signed-rank test of Wilcoxon: are values symmetric about a centre, or shifted from it? */
export interface SignedRankTest {
  /** Sum of the ranks of the values above the centre (V of R, W+ of others). A half where ranks are shared. */
  readonly positiveRankSum: number;
  /** Of "no shift" against "shifted upwards": P(V >= what was seen). 1 without values. */
  readonly pGreater: number;
  /** Of "no shift" against "shifted downwards". */
  readonly pLess: number;
  /** Twice the smaller one, at most 1. */
  readonly pTwoSided: number;
}

/**
 * The exact test: no normal approximation, with ties or without. Under "no shift" each value is as likely to be above the
 * centre as below, given all distances from it; the sum's distribution over all signs is made by dynamic programming.
 *
 * Equal distances share the mean of their ranks. Values at the centre follow Pratt: they are ranked with the others and
 * have no sign, so that they neither speak for a shift nor lend weight to those that do. Infinite values are distances
 * beyond all others, as lower and upper bounds are (see censored-ratio).
 *
 * Probabilities are multiples of 2^-n, and exact to the last bit up to 50 values. Time grows with the cube of their number,
 * and takes microseconds for 30.
 *
 * Throws a RangeError if a value is not a number.
 *
 * Sources: Wilcoxon, Biometrics Bulletin 1 (1945); Pratt, JASA 54 (1959), for zeros; Hollander and Wolfe, "Nonparametric
 * Statistical Methods" (1999), section 3.1, for the conditional distribution under ties.
 */
export function signedRankTest(values: readonly number[], centre = 0): SignedRankTest {
  const shifts = values.map((value) => value - centre);
  if (shifts.some(Number.isNaN)) throw new RangeError('the signed-rank test takes numbers, and got NaN');
  const ranks = doubledRanks(shifts.map(Math.abs));
  // Without shared ranks, which are the rule, nothing needs to be doubled.
  const unit = ranks.every((rank) => rank % 2 === 0) ? 2 : 1;
  const weights = ranks.map((rank) => rank / unit);
  const signed = weights.filter((_, i) => shifts[i] !== 0);
  const sum = weights.reduce((total, weight, i) => (shifts[i]! > 0 ? total + weight : total), 0);
  const isUntied = new Set(signed).size === values.length;
  const counts = isUntied ? countSumsOfRanks(values.length) : countSums(signed);
  const pGreater = countFrom(counts, sum) / 2 ** signed.length;
  // The distribution is symmetric: as much lies at or below a sum as at or above what the others sum up to.
  const pLess = countFrom(counts, counts.length - 1 - sum) / 2 ** signed.length;
  const pTwoSided = Math.min(1, 2 * pGreater, 2 * pLess);
  return { positiveRankSum: (sum * unit) / 2, pGreater, pLess, pTwoSided };
}

/**
 * How many of the smallest Walsh averages may lie below the lower end of an interval that misses on that side with a
 * probability of at most `p`: the largest k with P(V < k) <= p for `count` values without ties. 0: no end can be given.
 */
export function signedRankCritical(count: number, p: number): { readonly below: number; readonly p: number } {
  const counts = countSumsOfRanks(count);
  const mostMissed = p * 2 ** count;
  let below = 0;
  let missed = 0;
  while (missed + counts[below]! <= mostMissed) missed += counts[below++]!;
  return { below, p: missed / 2 ** count };
}

/** Twice the ranks, from 2; whole also where equal values share the mean of theirs. */
function doubledRanks(distances: readonly number[]): Int32Array {
  const order = distances.map((_, i) => i).sort((a, b) => compare(distances[a]!, distances[b]!));
  const ranks = new Int32Array(distances.length);
  for (let from = 0; from < order.length; ) {
    let until = from + 1;
    while (until < order.length && distances[order[until]!] === distances[order[from]!]) until++;
    for (let k = from; k < until; k++) ranks[order[k]!] = from + until + 1;
    from = until;
  }
  return ranks;
}

/** A difference would not do: infinity less infinity is not a number. */
function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * How many choices of these whole weights sum up to s, at index s: all 2^n together. Exact up to 53 weights, then to the
 * precision of a double, up to 1,023.
 */
function countSums(weights: Int32Array): Float64Array {
  const counts = new Float64Array(weights.reduce((sum, weight) => sum + weight, 0) + 1);
  counts[0] = 1;
  let reached = 0;
  for (const weight of weights) {
    reached += weight;
    for (let s = reached; s >= weight; s--) counts[s]! += counts[s - weight]!;
  }
  return counts;
}

/** The same of the ranks 1 to n, which is what nearly all tests are about: made once. */
function countSumsOfRanks(count: number): Float64Array {
  untied[count] ??= countSums(Int32Array.from({ length: count }, (_, i) => i + 1));
  return untied[count];
}

const untied: Float64Array[] = [];

/** The choices that sum up to `least` or more. */
function countFrom(counts: Float64Array, least: number): number {
  let count = 0;
  for (let s = counts.length - 1; s >= least; s--) count += counts[s]!;
  return count;
}
