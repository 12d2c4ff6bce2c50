import { LatencyHistogram } from '../core/histogram.ts';
import { type LatencySummary, summarizeLatency } from '../core/latency.ts';
import type { QueryIdentity } from '../core/operation.ts';
import { Bins, binMs } from './bins.ts';
import { durationOf, type LoadPlan, meanRate } from './load-plan.ts';
import { addRecording } from './record.ts';
import {
  type Counters,
  type ErrorTally,
  noCounts,
  type QueryRecorder,
  Recorder,
  type StratumRecorder,
} from './recorder.ts';
import type { SlowOperation } from './slowest.ts';
import type { ThreadHealth } from './thread-health.ts';
import type { RunEnd, ThreadRecord } from './thread-record.ts';
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
  /** Successful operations that returned or affected none. */
  readonly withoutRows: number;
  readonly latency: LatencyOutcome;
}

export interface QueryOutcome extends Omit<StratumOutcome, 'stratum'> {
  readonly scenario: string;
  readonly query: string;
  /** Successful completions inside the measure window, whenever they started, a second. 0 for an empty window. */
  readonly throughputPerSecond: number;
  readonly completedInWindow: number;
  /** Open load: from sending to completion, of those that succeeded. */
  readonly service: LatencyOutcome | null;
  /** Most frequent first. Timeouts are not among them. */
  readonly errors: readonly Readonly<ErrorTally>[];
  /** Slowest first. */
  readonly slowest: readonly SlowOperation[];
  /** Those with at least one operation. */
  readonly strata: readonly StratumOutcome[];
}

export interface LoadOutcome {
  readonly plan: LoadPlan;
  /** From being due to completion in open load; from sending to completion in closed load. */
  readonly latencyKind: 'response time' | 'service time';
  readonly end: RunEnd;
  readonly clients: number;
  /** Clients that gave up reconnecting before the run was over. */
  readonly clientsLost: number;
  readonly reconnects: number;
  /** Connections cut because no answer came, not even that of the statement timeout. */
  readonly abandoned: number;
  /** Operations that waited for a connection when the run ended. */
  readonly waiting: number;
  readonly warmupMs: number;
  /** Asked for; and what elapsed of it. */
  readonly durationMs: number;
  readonly windowMs: number;
  /** Operations a second that were to arrive on average; null in closed load. */
  readonly offeredPerSecond: number | null;
  /** Successful completions a second, all queries. */
  readonly throughputPerSecond: number;
  readonly counters: Readonly<Counters>;
  /** All queries together. */
  readonly latency: LatencyOutcome;
  readonly queries: readonly QueryOutcome[];
  /** Open load: parts of the response time that are not service: the client's fault, and the wait for a connection. */
  readonly dispatchLag: LatencyOutcome | null;
  readonly poolWait: LatencyOutcome | null;
  /** By thread. */
  readonly health: readonly ThreadHealth[];
  /** Completions, and the sum of their latencies, by bin of the window. */
  readonly bins: {
    readonly binMs: number;
    readonly completed: readonly number[];
    readonly latencyNs: readonly number[];
  };
  readonly timeline: readonly TimelinePoint[];
}

export interface JoinOptions {
  readonly plan: LoadPlan;
  readonly queries: readonly QueryIdentity[];
  readonly warmupMs: number;
  readonly timeline: readonly TimelinePoint[];
}

/** Sums up what the threads of a run have recorded; at least one. */
export function joinRecords(
  records: readonly ThreadRecord[],
  { plan, queries, warmupMs, timeline }: JoinOptions,
): LoadOutcome {
  const isOpen = plan.kind === 'open';
  const recorder = new Recorder({ queries, timeoutNs: 0, windowStartNs: 0, isOpen });
  const bins = new Bins(0, durationOf(plan));
  for (const record of records) {
    addRecording(recorder, record.recording);
    bins.add(record.bins);
  }
  const sum = (name: 'clients' | 'clientsLost' | 'reconnects' | 'abandoned' | 'waiting') =>
    records.reduce((total, record) => total + record[name], 0);
  const windowMs = Math.max(...records.map((record) => record.windowMs));
  const outcomes = queries.map((query, index) => summarizeQuery(query, recorder.queries[index]!, windowMs));
  const all = sumUp(recorder.queries.flatMap(({ strata }) => strata));
  return {
    plan,
    latencyKind: isOpen ? 'response time' : 'service time',
    end: endOf(records),
    clients: sum('clients'),
    clientsLost: sum('clientsLost'),
    reconnects: sum('reconnects'),
    abandoned: sum('abandoned'),
    waiting: sum('waiting'),
    warmupMs,
    durationMs: durationOf(plan),
    windowMs,
    offeredPerSecond: isOpen ? meanRate(plan.stages) : null,
    throughputPerSecond: outcomes.reduce((total, query) => total + query.throughputPerSecond, 0),
    counters: all.counters,
    latency: all.latency,
    queries: outcomes,
    dispatchLag: exactly(recorder.dispatchLag),
    poolWait: exactly(recorder.poolWait),
    health: records.map(({ health }) => health),
    bins: { binMs, completed: [...bins.completed], latencyNs: [...bins.latencyNs] },
    timeline,
  };
}

/** The first of these that befell a thread; a run has lost its connections when all its threads have. */
function endOf(records: readonly ThreadRecord[]): RunEnd {
  const ends = records.map(({ end }) => end);
  const found = (reason: RunEnd['reason']) => ends.find((end) => end.reason === reason);
  return found('overloaded') ?? found('interrupted') ?? found('completed') ?? ends[0]!;
}

/** Sums up what was recorded of one query during a measure window of `windowMs`. */
function summarizeQuery(identity: QueryIdentity, recorder: QueryRecorder, windowMs: number): QueryOutcome {
  const { completedInWindow } = recorder;
  return {
    scenario: identity.scenario,
    query: identity.query,
    throughputPerSecond: windowMs > 0 ? completedInWindow / (windowMs / 1000) : 0,
    completedInWindow,
    service: exactly(recorder.service),
    errors: [...recorder.errors.values()].sort((a, b) => b.count - a.count),
    slowest: recorder.slowest.operations,
    ...sumUp(recorder.strata),
    strata: recorder.strata
      .map((stratum, index) => ({ stratum: identity.strata[index]!, ...sumUp([stratum]) }))
      .filter((stratum) => stratum.counters.scheduled > 0),
  };
}

function sumUp(strata: readonly StratumRecorder[]): Omit<StratumOutcome, 'stratum'> {
  const counters = noCounts();
  const measured = new LatencyHistogram();
  const censored = new LatencyHistogram();
  let rows = 0;
  let withoutRows = 0;
  for (const stratum of strata) {
    for (const name of Object.keys(counters) as (keyof Counters)[]) counters[name] += stratum.counters[name];
    measured.add(stratum.measured);
    censored.add(stratum.censored);
    rows += stratum.rows;
    withoutRows += stratum.withoutRows;
  }
  return { counters, rows, withoutRows, latency: describeLatency(measured, censored) };
}

/** Times that are all known exactly. */
function exactly(histogram: LatencyHistogram | null): LatencyOutcome | null {
  return histogram && describeLatency(histogram, new LatencyHistogram());
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
