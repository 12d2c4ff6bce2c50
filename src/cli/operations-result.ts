import type { LatencyOutcome, QueryOutcome, StratumOutcome } from '../engine/outcome.ts';
import type { Latency, LatencyValue } from '../report/latency.ts';
import type { ErrorCount } from '../report/query-result.ts';

export function describeErrors(errors: QueryOutcome['errors']): ErrorCount[] {
  return errors.map(({ class: kind, sqlState, count, message }) => ({
    class: kind,
    sqlstate: sqlState,
    count,
    message,
  }));
}

/** Counts and latencies of operations, in the words of the result file. */
export function describeOperations(
  { counters, rows, withoutRows, latency }: Omit<StratumOutcome, 'stratum'>,
  kind: Latency['kind'],
) {
  const perOperation = counters.succeeded > 0 ? rows / counters.succeeded : null;
  return {
    counters: { ...counters },
    rows: { total: rows, perOperation, withoutRows },
    latency: describeLatency(latency, kind),
  };
}

export function describeLatency(latency: LatencyOutcome, kind: Latency['kind']): Latency {
  const value = (figure: { ns: number; censored: boolean } | null): LatencyValue | null =>
    figure && { ns: figure.ns, atLeast: figure.censored };
  return {
    kind,
    percentiles: {
      p50: value(latency.p50),
      p90: value(latency.p90),
      p95: value(latency.p95),
      p99: value(latency.p99),
      p99_9: value(latency.p999),
    },
    meanNs: latency.mean?.ns ?? null,
    maxNs: value(latency.max),
    histogram: latency.histogram,
    censoredHistogram: latency.censoredHistogram,
  };
}
