/**
 * The population's time. It runs from `start` to `end` (milliseconds since 1970, UTC), fixed dates: the data knows
 * no wall clock. Activity follows a weekly curve.
 */

export const dayMs = 86_400_000;
const weekMs = 7 * dayMs;
const hourMs = 3_600_000;

/** 24 months: 2023 and 2024. */
export const start = Date.UTC(2023, 0, 1);
export const end = Date.UTC(2025, 0, 1);

/** A curve of activity over the week, by which evenly running time is bent into clock time and back. */
export class Week {
  /** The share of a week's activity before each of its hours. */
  readonly #cumulative = new Float64Array(169);
  /** The hour in which the i-th thousandth of a week's activity lies; a first guess for the search. */
  readonly #hourAt: Uint8Array;

  /** Weights by hour of the day, and by day of the week, Sunday first (`start` is a Sunday). */
  constructor({ hours, days }: { hours: readonly number[]; days: readonly number[] }) {
    const shares = this.#cumulative;
    for (let hour = 0; hour < 168; hour++) {
      shares[hour + 1] = shares[hour]! + days[Math.floor(hour / 24)]! * hours[hour % 24]!;
    }
    const total = shares[168]!;
    for (let hour = 0; hour <= 168; hour++) shares[hour] = shares[hour]! / total;
    this.#hourAt = Uint8Array.from({ length: 1000 }, (_, i) =>
      shares.findLastIndex((share) => share <= i / 1000),
    );
  }

  /** Evenly running time to clock time. Monotone; the identity at every start of a week. */
  toClock(evenMs: number): number {
    const cumulative = this.#cumulative;
    const week = Math.floor((evenMs - start) / weekMs);
    const weekStart = start + week * weekMs;
    const share = (evenMs - weekStart) / weekMs;
    let hour = this.#hourAt[Math.floor(share * 1000)]!;
    while (cumulative[hour + 1]! <= share) hour++;
    const within = (share - cumulative[hour]!) / (cumulative[hour + 1]! - cumulative[hour]!);
    return weekStart + (hour + within) * hourMs;
  }

  /** The inverse of {@link toClock}. */
  fromClock(clockMs: number): number {
    const cumulative = this.#cumulative;
    const week = Math.floor((clockMs - start) / weekMs);
    const weekStart = start + week * weekMs;
    const hours = (clockMs - weekStart) / hourMs;
    const hour = Math.min(167, Math.floor(hours));
    const share = cumulative[hour]! + (hours - hour) * (cumulative[hour + 1]! - cumulative[hour]!);
    return weekStart + share * weekMs;
  }
}
