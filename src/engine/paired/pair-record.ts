import type { Recorder } from '../recorder.ts';
import type { Arm, ByArm } from './arms.ts';
import type { PairClient } from './pair-client.ts';
import type { PairTimings } from './pair-timings.ts';

/**
 * Takes down a pair that has ended. Of a pair with a failed operation only the failure is recorded: what its partner took
 * would stand in one arm's latencies and be missing in the other's.
 */
export function recordPair(
  client: PairClient,
  recorder: Recorder,
  timings: PairTimings,
  timeoutNs: number,
): void {
  const isCensored: ByArm<boolean> = [endedAs(client, 0) === 'timeout', endedAs(client, 1) === 'timeout'];
  const isFailed: ByArm<boolean> = [endedAs(client, 0) === 'failure', endedAs(client, 1) === 'failure'];
  const isExcluded = isFailed[0] || isFailed[1];
  if (isExcluded) timings.exclude(isFailed);
  else {
    const durationsNs: ByArm<number> = [
      durationOf(client, 0, isCensored[0], timeoutNs),
      durationOf(client, 1, isCensored[1], timeoutNs),
    ];
    timings.add(durationsNs, isCensored, client.first === 1, client.arms[0].stratum);
  }
  for (const arm of [0, 1] as const) {
    if (isExcluded && !isFailed[arm]) continue;
    const { stratum, values, intendedNs, dispatchNs, startNs } = client.arms[arm];
    const { nowNs, rows, error } = client.ends[arm];
    // To the recorder the arms are two queries.
    const timing = { query: arm, stratum, values, intendedNs, dispatchNs, startNs };
    recorder.schedule(arm, stratum);
    if (error) recorder.fail(timing, nowNs, error);
    else recorder.succeed(timing, nowNs, rows);
  }
}

function endedAs(client: PairClient, arm: Arm): 'success' | 'timeout' | 'failure' {
  const { error } = client.ends[arm];
  if (!error) return 'success';
  return error.class === 'timeout' ? 'timeout' : 'failure';
}

/** A timeout counts at its value, whatever the way of its message took. */
function durationOf(client: PairClient, arm: Arm, isCensored: boolean, timeoutNs: number): number {
  return isCensored && timeoutNs > 0 ? timeoutNs : client.ends[arm].nowNs - client.arms[arm].startNs;
}
