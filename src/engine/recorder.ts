import { LatencyHistogram } from '../core/histogram.ts';
import type { ErrorClass, OperationError, QueryIdentity } from '../core/operation.ts';
import { SlowestOperations, type SlowOperation } from './slowest.ts';

/**
 * What became of the operations that were due inside the measure window. Once a run is over, and tested for every way
 * in which it can end:
 *
 *     scheduled = succeeded + failed + timedOut + censored + skipped
 */
export interface Counters {
  /** Due inside the window; in closed load, sent inside it. */
  scheduled: number;
  succeeded: number;
  /** Ended with an error other than a timeout; no percentile contains them. */
  failed: number;
  /** Ended by the statement timeout; in the percentiles at the timeout's value. */
  timedOut: number;
  /** Open, or waiting for a connection, when the run gave up; in the percentiles at the age they had then. */
  censored: number;
  /** Due, but the client never came to it: it was too late itself. In no percentile. */
  skipped: number;
}

export function noCounts(): Counters {
  return { scheduled: 0, succeeded: 0, failed: 0, timedOut: 0, censored: 0, skipped: 0 };
}

/** The first message of every SQLSTATE, and how often it came. */
export interface ErrorTally {
  readonly class: ErrorClass;
  readonly sqlState: string;
  readonly message: string;
  count: number;
}

/** An operation that ended, or was given up. */
export interface Timing {
  readonly query: number;
  readonly stratum: number;
  readonly values: readonly (string | null)[];
  readonly intendedNs: number;
  readonly dispatchNs: number;
  readonly startNs: number;
}

/** Counters and latencies of one stratum of one query. */
export class StratumRecorder {
  readonly counters = noCounts();
  readonly measured = new LatencyHistogram();
  /** Lower bounds: timed out or never finished. */
  readonly censored = new LatencyHistogram();
  /** Returned or affected by successful operations. */
  rows = 0;
  /** Successful operations that returned or affected no row. */
  withoutRows = 0;
}

/** Everything recorded of one query. Totals over strata are summed when read, not while recording. */
export class QueryRecorder {
  readonly strata: readonly StratumRecorder[];
  readonly errors = new Map<string, ErrorTally>();
  /** From sending to the end, of those that succeeded, where that is not the latency anyway (open load). */
  readonly service: LatencyHistogram | null;
  readonly slowest = new SlowestOperations();
  /** Successful completions inside the measure window, whenever they started. */
  completedInWindow = 0;

  constructor(strataCount: number, isOpen: boolean) {
    this.strata = Array.from({ length: strataCount }, () => new StratumRecorder());
    this.service = isOpen ? new LatencyHistogram() : null;
  }
}

export interface RecorderOptions {
  readonly queries: readonly QueryIdentity[];
  /** The statement timeout, at which timed-out operations enter the latencies at least; 0 if there is none. */
  readonly timeoutNs: number;
  readonly windowStartNs: number;
  /** Open load: latencies are response times, and the parts of them are recorded too. */
  readonly isOpen: boolean;
}

/**
 * Records operations by query and stratum. The latency is the time since the operation was due. No allocation in the
 * steady state; `recorder.bench.ts` holds it under a microsecond an operation.
 */
export class Recorder {
  readonly queries: readonly QueryRecorder[];
  /** From being due to being noticed by the client, of every operation sent; null in closed load. */
  readonly dispatchLag: LatencyHistogram | null;
  /** From there to being sent on a connection. */
  readonly poolWait: LatencyHistogram | null;
  readonly #timeoutNs: number;
  readonly #windowStartNs: number;

  constructor({ queries, timeoutNs, windowStartNs, isOpen }: RecorderOptions) {
    this.queries = queries.map((query) => new QueryRecorder(query.strata.length, isOpen));
    this.dispatchLag = isOpen ? new LatencyHistogram() : null;
    this.poolWait = isOpen ? new LatencyHistogram() : null;
    this.#timeoutNs = timeoutNs;
    this.#windowStartNs = windowStartNs;
  }

  schedule(query: number, stratum: number): void {
    this.#stratum(query, stratum).counters.scheduled++;
  }

  /** It is on its way. */
  send({ intendedNs, dispatchNs, startNs }: Timing): void {
    this.dispatchLag?.record(dispatchNs - intendedNs);
    this.poolWait?.record(startNs - dispatchNs);
  }

  succeed(timing: Timing, nowNs: number, rows: number): void {
    const recorder = this.#stratum(timing.query, timing.stratum);
    const latencyNs = nowNs - timing.intendedNs;
    recorder.counters.succeeded++;
    recorder.rows += rows;
    if (rows === 0) recorder.withoutRows++;
    recorder.measured.record(latencyNs);
    const query = this.queries[timing.query]!;
    query.service?.record(nowNs - timing.startNs);
    if (latencyNs > query.slowest.thresholdNs) this.#keep(timing, latencyNs, false);
  }

  fail(timing: Timing, nowNs: number, error: OperationError): void {
    const recorder = this.#stratum(timing.query, timing.stratum);
    if (error.class === 'timeout') {
      // At the timeout's value, whatever the way of its message took, plus what went before sending.
      const spentNs = this.#timeoutNs > 0 ? this.#timeoutNs : nowNs - timing.startNs;
      recorder.counters.timedOut++;
      this.#censor(recorder, timing, timing.startNs - timing.intendedNs + spentNs);
      return;
    }
    recorder.counters.failed++;
    this.tally(timing.query, { ...error, count: 1 });
  }

  /** It is still open. */
  censor(timing: Timing, nowNs: number): void {
    const recorder = this.#stratum(timing.query, timing.stratum);
    recorder.counters.censored++;
    this.#censor(recorder, timing, nowNs - timing.intendedNs);
  }

  /** It was due and waited for a connection in vain. */
  censorUnsent(query: number, stratum: number, ageNs: number): void {
    const recorder = this.#stratum(query, stratum);
    recorder.counters.censored++;
    recorder.censored.record(ageNs);
  }

  skip(query: number, stratum: number): void {
    this.#stratum(query, stratum).counters.skipped++;
  }

  completeInWindow(query: number): void {
    this.queries[query]!.completedInWindow++;
  }

  tally(query: number, error: ErrorTally): void {
    const { errors } = this.queries[query]!;
    // One SQLSTATE can stand for two classes (57014), hence both in the key.
    const key = `${error.class} ${error.sqlState}`;
    const known = errors.get(key);
    if (known) known.count += error.count;
    else errors.set(key, { ...error });
  }

  #censor(recorder: StratumRecorder, timing: Timing, latencyNs: number): void {
    recorder.censored.record(latencyNs);
    if (latencyNs > this.queries[timing.query]!.slowest.thresholdNs) this.#keep(timing, latencyNs, true);
  }

  #keep({ query, stratum, values, intendedNs }: Timing, latencyNs: number, isCensored: boolean): void {
    const startMs = (intendedNs - this.#windowStartNs) / 1e6;
    const operation: SlowOperation = { latencyNs, isCensored, stratum, values, startMs };
    this.queries[query]!.slowest.add(operation);
  }

  #stratum(query: number, stratum: number): StratumRecorder {
    return this.queries[query]!.strata[stratum]!;
  }
}
