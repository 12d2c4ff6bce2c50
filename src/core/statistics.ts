/** Plain statistics of samples. All functions leave their arguments as they are. */

export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

/** The quantile at p of the empirical distribution, linear between order statistics (type 7 of Hyndman and Fan). */
export function quantile(values: ArrayLike<number>, p: number): number {
  const sorted = Float64Array.from(values).sort();
  const place = p * (sorted.length - 1);
  const below = Math.floor(place);
  const from = sorted[below]!;
  return from + ((sorted[below + 1] ?? from) - from) * (place - below);
}

export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5);
}

/** The share of the total that the largest `fraction` of the values has. */
export function shareOfLargest(values: ArrayLike<number>, fraction: number): number {
  const sorted = Float64Array.from(values).sort().reverse();
  const total = sorted.reduce((sum, value) => sum + value, 0);
  return (
    sorted.subarray(0, Math.round(sorted.length * fraction)).reduce((sum, value) => sum + value, 0) / total
  );
}

/**
 * Exponent of a power-law tail, P(X > x) ~ x^(1 - exponent), by maximum likelihood over values of at least `least`.
 * Source: Clauset, Shalizi and Newman, SIAM Review 51 (2009), equation 3.7 (discrete values, minus one half).
 */
export function tailExponent(values: ArrayLike<number>, least: number): number {
  let count = 0;
  let logs = 0;
  for (let i = 0; i < values.length; i++) {
    if (values[i]! < least) continue;
    count++;
    logs += Math.log(values[i]! / (least - 0.5));
  }
  return 1 + count / logs;
}

/**
 * Zipf's s, by least squares of ln(frequency) on ln(rank) over ranks `from` to `until` (from 1), sampled evenly in
 * ln(rank), so that the many rare ones do not outvote the few frequent ones.
 */
export function zipfExponent(frequencies: ArrayLike<number>, from: number, until: number): number {
  const sorted = Float64Array.from(frequencies).sort().reverse();
  const points: [number, number][] = [];
  for (
    let rank = from;
    rank <= Math.min(until, sorted.length);
    rank = Math.max(rank + 1, Math.floor(rank * 1.15))
  ) {
    if (sorted[rank - 1]! > 0) points.push([Math.log(rank), Math.log(sorted[rank - 1]!)]);
  }
  return -slope(points);
}

/** Slope of the least-squares line. */
export function slope(points: ReadonlyArray<readonly [x: number, y: number]>): number {
  const meanX = mean(points.map(([x]) => x));
  const meanY = mean(points.map(([, y]) => y));
  const covariance = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return covariance / points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}
