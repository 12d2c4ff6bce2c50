/** How arrivals follow one another: at random, as those of many independent people do, or like clockwork. */
export const arrivals = ['poisson', 'constant'] as const;
export type Arrival = (typeof arrivals)[number];

/** A part of an open load whose rate stays, or changes evenly from one end to the other. */
export interface Stage {
  /** Operations a second, at least 0. */
  readonly startRate: number;
  readonly endRate: number;
  readonly durationMs: number;
}

/** The client sends its next operation when the last one has ended, and it has thought. */
export interface ClosedPlan {
  readonly kind: 'closed';
  readonly durationMs: number;
  /** Mean of an exponential distribution; 0 for none. */
  readonly thinkTimeMs: number;
}

/** Operations start by a schedule made beforehand, whatever becomes of those before. */
export interface OpenPlan {
  readonly kind: 'open';
  readonly arrival: Arrival;
  /** At least one. */
  readonly stages: readonly Stage[];
  readonly seed: number;
}

export type LoadPlan = ClosedPlan | OpenPlan;

/** Length of the measure window in milliseconds. */
export function durationOf(plan: LoadPlan): number {
  return plan.kind === 'closed' ? plan.durationMs : totalMs(plan.stages);
}

/** Operations that the stages offer on average. */
export function expectedArrivals(stages: readonly Stage[]): number {
  return stages.reduce((sum, stage) => sum + arrivalsOf(stage), 0);
}

/** The same for one stage. */
export function arrivalsOf({ startRate, endRate, durationMs }: Stage): number {
  return (((startRate + endRate) / 2) * durationMs) / 1000;
}

/** Operations a second at a moment of the stages; of the last one after their end. */
export function rateAt(stages: readonly Stage[], elapsedMs: number): number {
  let leftMs = Math.max(0, elapsedMs);
  for (const { startRate, endRate, durationMs } of stages) {
    if (leftMs < durationMs) return startRate + (endRate - startRate) * (leftMs / durationMs);
    leftMs -= durationMs;
  }
  return stages.at(-1)!.endRate;
}

/** Mean operations a second over all stages. */
export function meanRate(stages: readonly Stage[]): number {
  return expectedArrivals(stages) / (totalMs(stages) / 1000);
}

function totalMs(stages: readonly Stage[]): number {
  return stages.reduce((sum, { durationMs }) => sum + durationMs, 0);
}
