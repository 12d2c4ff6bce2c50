import { LatencyHistogram } from '../core/histogram.ts';
import type { Counters, ErrorTally, QueryRecorder, Recorder, StratumRecorder } from './recorder.ts';
import type { SlowOperation } from './slowest.ts';

/** A histogram that is not empty, as it passes between threads: HdrHistogram V2, base64, and its exact maximum. */
interface EncodedHistogram {
  readonly base64: string;
  readonly maxNs: number;
}

/** What a thread has recorded, in a form that passes between threads. */
export interface Recording {
  readonly queries: readonly QueryRecording[];
  readonly dispatchLag: EncodedHistogram | null;
  readonly poolWait: EncodedHistogram | null;
}

interface QueryRecording {
  readonly strata: readonly StratumRecording[];
  readonly errors: readonly ErrorTally[];
  readonly service: EncodedHistogram | null;
  readonly slowest: readonly SlowOperation[];
  readonly completedInWindow: number;
}

interface StratumRecording {
  readonly counters: Counters;
  readonly rows: number;
  readonly withoutRows: number;
  readonly measured: EncodedHistogram | null;
  readonly censored: EncodedHistogram | null;
}

export function recordingOf({ queries, dispatchLag, poolWait }: Recorder): Recording {
  return {
    queries: queries.map(queryRecording),
    dispatchLag: encoded(dispatchLag),
    poolWait: encoded(poolWait),
  };
}

function queryRecording(query: QueryRecorder): QueryRecording {
  return {
    strata: query.strata.map(({ counters, rows, withoutRows, measured, censored }) => ({
      counters,
      rows,
      withoutRows,
      measured: encoded(measured),
      censored: encoded(censored),
    })),
    errors: [...query.errors.values()],
    service: encoded(query.service),
    slowest: query.slowest.operations,
    completedInWindow: query.completedInWindow,
  };
}

/** Adds what another thread has recorded of the same queries. */
export function addRecording(recorder: Recorder, recording: Recording): void {
  for (const [index, query] of recording.queries.entries()) {
    const into = recorder.queries[index]!;
    for (const [stratum, part] of query.strata.entries()) addStratum(into.strata[stratum]!, part);
    for (const error of query.errors) recorder.tally(index, error);
    for (const operation of query.slowest) {
      if (operation.latencyNs > into.slowest.thresholdNs) into.slowest.add(operation);
    }
    add(into.service, query.service);
    into.completedInWindow += query.completedInWindow;
  }
  add(recorder.dispatchLag, recording.dispatchLag);
  add(recorder.poolWait, recording.poolWait);
}

function addStratum(into: StratumRecorder, part: StratumRecording): void {
  for (const name of Object.keys(part.counters) as (keyof Counters)[])
    into.counters[name] += part.counters[name];
  into.rows += part.rows;
  into.withoutRows += part.withoutRows;
  add(into.measured, part.measured);
  add(into.censored, part.censored);
}

/** Empty ones, of strata that never came up, are not worth their bytes. */
function encoded(histogram: LatencyHistogram | null): EncodedHistogram | null {
  if (!histogram || histogram.count === 0) return null;
  return { base64: histogram.encode(), maxNs: histogram.maxNs };
}

function add(into: LatencyHistogram | null, part: EncodedHistogram | null): void {
  if (!into || !part) return;
  const histogram = LatencyHistogram.decode(part.base64);
  histogram.restoreMax(part.maxNs);
  into.add(histogram);
}
