import { LatencyHistogram } from '../core/histogram.ts';
import { rankOf, samplesNeeded } from '../core/latency.ts';
import type { Recorder } from './recorder.ts';

/** How well the client itself did, during the window. */
export interface ThreadHealth {
  /** From being due to being noticed; null in closed load, and with too few operations. */
  readonly dispatchLagP99Ns: number | null;
  readonly dispatchLagP999Ns: number | null;
  /** From being due to the end, likewise. */
  readonly responseP99Ns: number | null;
  readonly responseP999Ns: number | null;
  /** Share of the time that the event loop was busy, from 0 to 1. */
  readonly eventLoopUtilization: number;
  /** How late it came to what was due; 0 when the window was too short to tell. */
  readonly eventLoopDelayP99Ns: number;
  /** Operations that were due, and those of them that the client came to. */
  readonly scheduled: number;
  readonly dispatched: number;
  /** Mean number of operations in flight, told in two ways that must agree (Little's law). */
  readonly occupancyObserved: number;
  readonly occupancyFromLatencies: number;
}

type Measured = Pick<
  ThreadHealth,
  'eventLoopUtilization' | 'eventLoopDelayP99Ns' | 'occupancyObserved' | 'occupancyFromLatencies'
>;

/** Adds what the recorder knows. */
export function healthOf(recorder: Recorder, measured: Measured): ThreadHealth {
  const { dispatchLag } = recorder;
  const strata = recorder.queries.flatMap((query) => query.strata);
  const scheduled = strata.reduce((sum, { counters }) => sum + counters.scheduled, 0);
  const skipped = strata.reduce((sum, { counters }) => sum + counters.skipped, 0);
  const response = new LatencyHistogram();
  if (dispatchLag) for (const stratum of strata) response.add(stratum.measured);
  if (dispatchLag) for (const stratum of strata) response.add(stratum.censored);
  return {
    dispatchLagP99Ns: dispatchLag && percentile(dispatchLag, 0.99),
    dispatchLagP999Ns: dispatchLag && percentile(dispatchLag, 0.999),
    responseP99Ns: percentile(response, 0.99),
    responseP999Ns: percentile(response, 0.999),
    ...measured,
    scheduled,
    dispatched: scheduled - skipped,
  };
}

function percentile(histogram: LatencyHistogram, fraction: number): number | null {
  const { count } = histogram;
  return count < samplesNeeded(fraction) ? null : histogram.atRankNs(rankOf(fraction, count));
}
