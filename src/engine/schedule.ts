import { ln } from '../core/portable-math.ts';
import { Stream } from '../core/random.ts';
import { nsPerMs } from '../core/units.ts';
import { type Arrival, arrivalsOf, type Stage } from './load-plan.ts';

/** One of several threads that share a schedule: it has every `of`-th arrival, from `index` (from 0). */
export interface Share {
  readonly index: number;
  readonly of: number;
}

export const wholeSchedule: Share = { index: 0, of: 1 };

/**
 * When operations start: a function of the seed, the stages and the manner of arrival, and of nothing that happens
 * during the run. Computed as it is needed, so that an hour takes no more memory than a second.
 *
 * Arrivals are those of a process of rate 1 (gaps exponential, or all 1) brought to the stages' rates by inverting
 * the integral of the rate: exact for ramps too. Source: E. Çinlar, "Introduction to Stochastic Processes", 1975,
 * section 4.7. All threads draw the whole sequence, so that the schedule does not depend on their number.
 */
export class ArrivalSchedule {
  /** From the start of the first stage; Infinity when all have arrived. */
  nextNs = 0;
  readonly #stages: readonly Stage[];
  readonly #gap: () => number;
  readonly #of: number;
  /** Arrivals of rate 1, up to now. */
  #mass: number;
  #stage = 0;
  /** Where the current stage begins: in time, and in arrivals of rate 1. */
  #stageStartNs = 0;
  #stageStartMass = 0;

  constructor(
    stages: readonly Stage[],
    arrival: Arrival,
    seed: number,
    { index, of }: Share = wholeSchedule,
  ) {
    this.#stages = stages;
    this.#of = of;
    const random = new Stream(seed, 'arrivals').sequence(0);
    this.#gap = arrival === 'poisson' ? () => -ln(random.uniform()) : () => 1;
    // Clockwork begins half a gap in: a schedule of one arrival a second has it in the middle.
    this.#mass = arrival === 'poisson' ? 0 : -0.5;
    this.#advance(index + 1);
  }

  /** Goes on to this thread's next arrival. */
  advance(): void {
    this.#advance(this.#of);
  }

  #advance(count: number): void {
    for (let i = 0; i < count; i++) this.#mass += this.#gap();
    this.nextNs = this.#timeOf(this.#mass);
  }

  #timeOf(mass: number): number {
    for (; this.#stage < this.#stages.length; this.#stage++) {
      const stage = this.#stages[this.#stage]!;
      const within = mass - this.#stageStartMass;
      const all = arrivalsOf(stage);
      if (within < all) return this.#stageStartNs + timeWithin(stage, within);
      this.#stageStartMass += all;
      this.#stageStartNs += stage.durationMs * nsPerMs;
    }
    return Number.POSITIVE_INFINITY;
  }
}

/** Nanoseconds until a stage has had `mass` arrivals: the root of r0 t + (r1 - r0) t^2 / 2T = mass. */
function timeWithin({ startRate, endRate, durationMs }: Stage, mass: number): number {
  // Due as the stage begins, where a ramp from 0 has no root.
  if (mass === 0) return 0;
  const slope = (endRate - startRate) / (durationMs / 1000);
  // At the end of a ramp to 0 rounding may bring it below.
  const endSquared = Math.max(0, startRate * startRate + 2 * slope * mass);
  const seconds = (2 * mass) / (startRate + Math.sqrt(endSquared));
  return Math.round(seconds * 1000 * nsPerMs);
}
