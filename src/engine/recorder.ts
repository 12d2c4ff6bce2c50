import { LatencyHistogram } from '../core/histogram.ts';
import type { ErrorClass, OperationError, QueryIdentity } from '../core/operation.ts';

/**
 * What became of the counted operations. Once a run is over, and tested for every way in which it can end:
 *
 *     started = succeeded + failed + timedOut + censored
 */
export interface Counters {
  started: number;
  succeeded: number;
  /** Ended with an error other than the statement timeout; no percentile contains them. */
  failed: number;
  /** Ended by the statement timeout; in the percentiles at the timeout's value. */
  timedOut: number;
  /** Still open when the run gave up waiting; in the percentiles at the age they had then. */
  censored: number;
}

/** The first message of every SQLSTATE, and how often it came. */
export interface ErrorTally {
  readonly class: ErrorClass;
  readonly sqlState: string;
  readonly message: string;
  count: number;
}

/** Counters and latencies of one stratum of one query. */
export class StratumRecorder {
  readonly counters: Counters = { started: 0, succeeded: 0, failed: 0, timedOut: 0, censored: 0 };
  readonly measured = new LatencyHistogram();
  /** Lower bounds: timed out or never finished. */
  readonly censored = new LatencyHistogram();
  /** Returned or affected by successful operations. */
  rows = 0;
}

/** Everything recorded of one query. Totals over strata are summed when read, not while recording. */
export class QueryRecorder {
  readonly strata: readonly StratumRecorder[];
  readonly errors = new Map<string, ErrorTally>();
  /** Successful completions inside the measure window, whenever they started. */
  completedInWindow = 0;

  constructor(strataCount: number) {
    this.strata = Array.from({ length: strataCount }, () => new StratumRecorder());
  }
}

/**
 * Records operations by query and stratum. No allocation in the steady state; `recorder.bench.ts` holds it
 * under a microsecond an operation.
 */
export class Recorder {
  readonly queries: readonly QueryRecorder[];
  readonly #timeoutNs: number;

  /** `timeoutNs` is the statement timeout, at which timed-out operations enter the latencies; 0 if there is none. */
  constructor(queries: readonly QueryIdentity[], timeoutNs: number) {
    this.queries = queries.map((query) => new QueryRecorder(query.strata.length));
    this.#timeoutNs = timeoutNs;
  }

  start(query: number, stratum: number): void {
    this.#stratum(query, stratum).counters.started++;
  }

  succeed(query: number, stratum: number, latencyNs: number, rows: number): void {
    const recorder = this.#stratum(query, stratum);
    recorder.counters.succeeded++;
    recorder.rows += rows;
    recorder.measured.record(latencyNs);
  }

  fail(query: number, stratum: number, latencyNs: number, error: OperationError): void {
    const recorder = this.#stratum(query, stratum);
    if (error.class === 'timeout') {
      recorder.counters.timedOut++;
      recorder.censored.record(this.#timeoutNs > 0 ? this.#timeoutNs : latencyNs);
      return;
    }
    recorder.counters.failed++;
    const errors = this.queries[query]!.errors;
    // One SQLSTATE can stand for two classes (57014), hence both in the key.
    const key = `${error.class} ${error.sqlState}`;
    const tally = errors.get(key);
    if (tally) tally.count++;
    else errors.set(key, { ...error, count: 1 });
  }

  censor(query: number, stratum: number, ageNs: number): void {
    const recorder = this.#stratum(query, stratum);
    recorder.counters.censored++;
    recorder.censored.record(ageNs);
  }

  completeInWindow(query: number): void {
    this.queries[query]!.completedInWindow++;
  }

  #stratum(query: number, stratum: number): StratumRecorder {
    return this.queries[query]!.strata[stratum]!;
  }
}
