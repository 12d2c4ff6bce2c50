/**
 * The quantile at p, linear between order statistics (type 7, as in core/statistics), of values that may be infinite:
 * lower bounds that are unknown are -Infinity, upper ones +Infinity, and so is a quantile that hangs on one of them.
 * Never lower bounds beside upper ones: between -Infinity and +Infinity there is no line.
 */
export function boundedQuantile(values: ArrayLike<number>, p: number): number {
  return quantileOfSorted(Float64Array.from(values).sort(), p);
}

/** The same, of values in ascending order. */
export function quantileOfSorted(sorted: Float64Array, p: number): number {
  const place = p * (sorted.length - 1);
  const below = Math.floor(place);
  const from = sorted[below]!;
  const share = place - below;
  if (share === 0 || from === -Infinity) return from;
  const to = sorted[below + 1]!;
  return from === to ? from : from + (to - from) * share;
}
