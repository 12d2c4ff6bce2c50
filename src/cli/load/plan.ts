import { usageError } from '../../core/errors.ts';
import { formatDuration } from '../../core/units.ts';
import { type Arrival, durationOf, type LoadPlan, type Stage } from '../../engine/load-plan.ts';

/** The options that say what load to make. Durations in milliseconds. */
export interface PlanOptions {
  seed: number;
  duration?: number;
  warmup: number;
  rate?: number;
  stages?: Stage[];
  arrival?: Arrival;
  thinkTime?: number;
}

const defaultDurationMs = 10_000;
const longestMs = 86_400_000;

/** A rate or stages make the load open. Throws a usage error for options that do not go together. */
export function planOf(options: PlanOptions): LoadPlan {
  const { rate, stages, arrival, thinkTime, duration, seed } = options;
  if (rate === undefined && stages === undefined) {
    if (arrival)
      throw usageError(`--arrival ${arrival} needs an open load`, 'add --rate 100/s, or leave it out');
    return { kind: 'closed', durationMs: duration ?? defaultDurationMs, thinkTimeMs: thinkTime ?? 0 };
  }
  if (rate !== undefined && stages)
    throw usageError(
      '--rate does not go with --stages',
      'give one of them: --stages 100/s:30s is a rate as well',
    );
  if (thinkTime !== undefined)
    throw usageError(
      '--think-time does not go with an open load, which never waits',
      'leave out --think-time or the rate',
    );
  if (stages && duration !== undefined)
    throw usageError('--duration does not go with --stages', 'the stages have durations of their own');
  const plan: LoadPlan = {
    kind: 'open',
    arrival: arrival ?? 'poisson',
    stages: stages ?? [{ startRate: rate!, endRate: rate!, durationMs: duration ?? defaultDurationMs }],
    seed,
  };
  if (durationOf(plan) > longestMs)
    throw usageError(`the stages last ${formatDuration(durationOf(plan))}`, 'a run lasts 24h at most');
  return plan;
}
