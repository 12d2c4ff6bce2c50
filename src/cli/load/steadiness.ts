import { hitRatioDrift } from '../../analysis/hit-ratio.ts';
import { type BinSeries, type SteadyState, steadyState } from '../../analysis/steady-state.ts';
import type { TelemetryRecord } from '../../database/telemetry/record.ts';
import type { LoadOutcome } from '../../engine/outcome.ts';

/**
 * Whether the run had settled. Closed load is judged by its throughput, open load, whose throughput is given, by its
 * response times; both by the hit ratio of the server's buffers.
 */
export function steadinessOf(
  { bins, plan, windowMs }: LoadOutcome,
  telemetry: TelemetryRecord | null,
): SteadyState {
  const elapsed = Math.floor(windowMs / bins.binMs);
  const completed = bins.completed.slice(0, elapsed);
  const series: BinSeries =
    plan.kind === 'closed'
      ? { name: 'throughput', binMs: bins.binMs, values: completed }
      : {
          name: 'mean response time',
          binMs: bins.binMs,
          values: bins.latencyNs
            .slice(0, elapsed)
            .map((ns, bin) => (completed[bin]! > 0 ? ns / completed[bin]! : 0)),
          counts: completed,
        };
  const state = sayingWhatIsSeen(steadyState(series));
  const drift = telemetry && hitRatioDrift(telemetry.perSecond.map(accesses));
  if (drift?.steady === false && state.steady !== false) {
    return { ...state, steady: false, reason: `caches were not steady: ${drift.reason}` };
  }
  return state;
}

/** A run in which half as much again would have gone unseen is not called steady. */
const mostUnseenShare = 0.5;

function sayingWhatIsSeen(state: SteadyState): SteadyState {
  const { steady, visibleDriftShare } = state;
  if (!steady || visibleDriftShare === null || visibleDriftShare <= mostUnseenShare) return state;
  const unseen =
    visibleDriftShare < 1 ? `a drift of ${Math.round(visibleDriftShare * 100)} %` : 'even a doubling';
  return {
    ...state,
    steady: null,
    reason: `cannot be told from so few or so uneven operations, in which ${unseen} could have gone unseen`,
  };
}

function accesses({ blocksHit, blocksRead }: TelemetryRecord['perSecond'][number]): {
  hit: number;
  read: number;
} {
  return { hit: blocksHit, read: blocksRead };
}
