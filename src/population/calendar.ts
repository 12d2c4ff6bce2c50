/**
 * The population's time. It runs from `start` to `end` (milliseconds since 1970, UTC), fixed dates: the data knows
 * no wall clock. Activity follows a weekly curve; `toClock` bends evenly running time into it, keeping order.
 */

export const dayMs = 86_400_000;
const weekMs = 7 * dayMs;
const hourMs = 3_600_000;

/** 24 months: 2023 and 2024. */
export const start = Date.UTC(2023, 0, 1);
export const end = Date.UTC(2025, 0, 1);

/** Relative activity by hour of the day (UTC): low at night, a shoulder at noon, a peak in the evening. */
const hourWeights = [
  0.45, 0.3, 0.22, 0.18, 0.17, 0.22, 0.4, 0.65, 0.85, 0.95, 1.0, 1.05, 1.15, 1.1, 1.05, 1.05, 1.1, 1.2, 1.35,
  1.5, 1.6, 1.5, 1.15, 0.75,
];
/** Relative activity by day of the week, Sunday first (`start` is a Sunday). */
const dayWeights = [1.08, 0.96, 0.97, 0.98, 0.98, 0.97, 1.06];

/** cumulative[h]: the share of a week's activity before its hour h. */
const cumulative = (() => {
  const shares = new Float64Array(169);
  for (let hour = 0; hour < 168; hour++) {
    shares[hour + 1] = shares[hour]! + dayWeights[Math.floor(hour / 24)]! * hourWeights[hour % 24]!;
  }
  return shares.map((share) => share / shares[168]!);
})();

/** hourAt[i]: the hour in which the i-th thousandth of a week's activity lies; a first guess for the search. */
const hourAt = Uint8Array.from({ length: 1000 }, (_, i) =>
  cumulative.findLastIndex((share) => share <= i / 1000),
);

/** Evenly running time to clock time. Monotone; the identity at every start of a week. */
export function toClock(evenMs: number): number {
  const week = Math.floor((evenMs - start) / weekMs);
  const weekStart = start + week * weekMs;
  const share = (evenMs - weekStart) / weekMs;
  let hour = hourAt[Math.floor(share * 1000)]!;
  while (cumulative[hour + 1]! <= share) hour++;
  const within = (share - cumulative[hour]!) / (cumulative[hour + 1]! - cumulative[hour]!);
  return weekStart + (hour + within) * hourMs;
}

/** The inverse of {@link toClock}. */
export function fromClock(clockMs: number): number {
  const week = Math.floor((clockMs - start) / weekMs);
  const weekStart = start + week * weekMs;
  const hours = (clockMs - weekStart) / hourMs;
  const hour = Math.min(167, Math.floor(hours));
  const share = cumulative[hour]! + (hours - hour) * (cumulative[hour + 1]! - cumulative[hour]!);
  return weekStart + share * weekMs;
}
