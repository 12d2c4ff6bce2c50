/** Beyond this a series says next to nothing, and the widening would have no bound. */
const strongestAutocorrelation = 0.9;

/**
 * How much larger the variance of a sum of these values is than if they were independent: (1 + r) / (1 - r), at least 1.
 * `residuals` are what a model of two coefficients (level and slope, two levels) leaves of a series; r is the lag-1
 * autocorrelation of their ranks.
 *
 * Sources: Hamed and Rao, Journal of Hydrology 204 (1998), for ranks; Yue and Wang, Water Resources Management 18 (2004),
 * for the effective sample size of an AR(1) process; Kendall, Biometrika 41 (1954), for the bias of r.
 */
export function varianceWidening(residuals: readonly number[]): number {
  const { length } = residuals;
  if (length <= 4) return 1;
  const ranks = centredRanks(residuals);
  let together = 0;
  let total = 0;
  for (let i = 0; i < length; i++) {
    total += ranks[i]! ** 2;
    if (i > 0) together += ranks[i]! * ranks[i - 1]!;
  }
  if (total === 0) return 1;
  const raw = together / total;
  // Two coefficients have been taken out, which makes r too small by about (2 + 4r) / n.
  const r = Math.min(strongestAutocorrelation, Math.max(0, (length * raw + 2) / (length - 4)));
  return (1 + r) / (1 - r);
}

/** Ranks about their mean; equal values share theirs. */
export function centredRanks(values: readonly number[]): Float64Array {
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length; ) {
    let until = from + 1;
    while (until < order.length && values[order[until]!] === values[order[from]!]) until++;
    for (let k = from; k < until; k++) ranks[order[k]!] = (from + until - 1) / 2 - (values.length - 1) / 2;
    from = until;
  }
  return ranks;
}
