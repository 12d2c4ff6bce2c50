import { end, hourMs, start } from './calendar.ts';
import type { Profile } from './profile.ts';

const hours = (end - start) / hourMs;
const hoursOfWeek = 168;

/** Shares for which the hour is tabulated: where activity is high, several for every hour. */
const guesses = 1 << 15;

/**
 * How something accumulates from `start` to `end`, by growth and by the weekly curve of activity: which share of all
 * has happened by a time, and its inverse. Both are look-ups in a table of hours, exact at every full hour and linear
 * in between.
 */
export class Accumulation {
  /** The share before each hour, rising to 1 before the one after the last. */
  readonly #before: Float64Array;
  /** The hour in which the i-th of {@link guesses} equal shares begins. */
  readonly #hourAt: Uint16Array;

  /** `growth`: the share of all that exists at x, from 0 at `start` to 1 at `end`, if no hour were busier than others. */
  constructor(growth: (x: number) => number, when: Profile['when']) {
    const evenTime = evenTimes(when);
    this.#before = evenTime.map((even) => growth(even / evenTime[hours]!));
    this.#before[hours] = 1;
    this.#hourAt = new Uint16Array(guesses);
    for (let i = 0, hour = 0; i < guesses; i++) {
      while (hour < hours - 1 && this.#before[hour + 1]! <= i / guesses) hour++;
      this.#hourAt[i] = hour;
    }
  }

  /** The share of what was there at the start. */
  get first(): number {
    return this.#before[0]!;
  }

  /** The share of all that has happened by a time from `start` to `end`. */
  shareAt(clockMs: number): number {
    const place = (clockMs - start) / hourMs;
    const hour = Math.min(hours - 1, Math.floor(place));
    const from = this.#before[hour]!;
    return from + (this.#before[hour + 1]! - from) * (place - hour);
  }

  /** When a share of all had happened; the start for what was there before. Never falls as the share rises. */
  timeOf(share: number): number {
    const before = this.#before;
    if (share < before[0]!) return start;
    if (share >= 1) return end;
    let hour = this.#hourAt[Math.floor(share * guesses)]!;
    while (before[hour + 1]! <= share) hour++;
    const from = before[hour]!;
    return start + (hour + (share - from) / (before[hour + 1]! - from)) * hourMs;
  }
}

/** Time that runs by activity, before each hour from `start` (a Sunday) to `end`: whole weeks are whole numbers. */
function evenTimes({ hours: byHour, days }: Profile['when']): Float64Array {
  const ofWeek = new Float64Array(hoursOfWeek + 1);
  for (let hour = 0; hour < hoursOfWeek; hour++) {
    ofWeek[hour + 1] = ofWeek[hour]! + days[Math.floor(hour / 24)]! * byHour[hour % 24]!;
  }
  return Float64Array.from({ length: hours + 1 }, (_, hour) => {
    const week = Math.floor(hour / hoursOfWeek);
    return week + ofWeek[hour % hoursOfWeek]! / ofWeek[hoursOfWeek]!;
  });
}
