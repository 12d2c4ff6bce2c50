import { LatencyHistogram } from '../core/histogram.ts';
import { type LatencySummary, summarizeLatency } from '../core/latency.ts';
import type { QueryIdentity } from '../core/operation.ts';
import { nsPerSecond } from '../core/units.ts';
import type { Counters, ErrorTally, QueryRecorder, StratumRecorder } from './recorder.ts';
import type { TimelinePoint } from './timeline.ts';

/** Latencies as figures, and as histograms to make other figures from (HdrHistogram V2 compressed, base64). */
export interface LatencyOutcome extends LatencySummary {
  /** All samples. */
  readonly histogram: string;
  /** Those of them that are lower bounds; null when there are none. */
  readonly censoredHistogram: string | null;
}

export interface StratumOutcome {
  readonly stratum: string;
  readonly counters: Readonly<Counters>;
  /** Returned or affected by the successful operations. */
  readonly rows: number;
  readonly latency: LatencyOutcome;
}

export interface QueryOutcome extends Omit<StratumOutcome, 'stratum'> {
  readonly scenario: string;
  readonly query: string;
  /** Successful completions inside the measure window, whenever they started, a second. 0 for an empty window. */
  readonly throughputPerSecond: number;
  readonly completedInWindow: number;
  /** Most frequent first. Timeouts are not among them. */
  readonly errors: readonly Readonly<ErrorTally>[];
  /** Those with at least one operation. */
  readonly strata: readonly StratumOutcome[];
}

/** Why a run ended. An interrupted one had a shorter window, one that lost its connections perhaps as well. */
export type RunEnd =
  | { readonly reason: 'completed' }
  | { readonly reason: 'interrupted' }
  /** No client had a connection at the end; `message` is the last error. */
  | { readonly reason: 'connections-lost'; readonly message: string };

export interface ClosedLoadOutcome {
  readonly load: 'closed';
  /** Latencies run from send to completion: closed load knows no intended start. */
  readonly latencyKind: 'service time';
  readonly end: RunEnd;
  readonly clients: number;
  /** Clients that gave up reconnecting before the run was over. */
  readonly clientsLost: number;
  readonly reconnects: number;
  readonly warmupMs: number;
  /** Asked for; and what elapsed of it. */
  readonly durationMs: number;
  readonly windowMs: number;
  readonly queries: readonly QueryOutcome[];
  readonly timeline: readonly TimelinePoint[];
}

/** Sums up what was recorded of one query during a measure window of `windowNs`. */
export function summarizeQuery(
  identity: QueryIdentity,
  recorder: QueryRecorder,
  windowNs: number,
): QueryOutcome {
  const { completedInWindow } = recorder;
  return {
    scenario: identity.scenario,
    query: identity.query,
    throughputPerSecond: windowNs > 0 ? completedInWindow / (windowNs / nsPerSecond) : 0,
    completedInWindow,
    errors: [...recorder.errors.values()].map((tally) => ({ ...tally })).sort((a, b) => b.count - a.count),
    ...summarize(recorder.strata),
    strata: recorder.strata
      .map((stratum, index) => ({ stratum: identity.strata[index]!, ...summarize([stratum]) }))
      .filter((stratum) => stratum.counters.started > 0),
  };
}

function summarize(strata: readonly StratumRecorder[]): Omit<StratumOutcome, 'stratum'> {
  const counters: Counters = { started: 0, succeeded: 0, failed: 0, timedOut: 0, censored: 0 };
  const measured = new LatencyHistogram();
  const censored = new LatencyHistogram();
  let rows = 0;
  for (const stratum of strata) {
    for (const name of Object.keys(counters) as (keyof Counters)[]) counters[name] += stratum.counters[name];
    measured.add(stratum.measured);
    censored.add(stratum.censored);
    rows += stratum.rows;
  }
  return { counters, rows, latency: describeLatency(measured, censored) };
}

function describeLatency(measured: LatencyHistogram, censored: LatencyHistogram): LatencyOutcome {
  const all = new LatencyHistogram();
  all.add(measured);
  all.add(censored);
  return {
    ...summarizeLatency(measured, censored),
    histogram: all.encode(),
    censoredHistogram: censored.count > 0 ? censored.encode() : null,
  };
}
