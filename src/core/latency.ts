import { LatencyHistogram } from './histogram.ts';

/**
 * A latency figure in nanoseconds. `censored` says that the truth is this or more: operations that were given up
 * (statement timeout, end of the drain) count at the age they had then, and this figure depends on them.
 */
export interface LatencyFigure {
  readonly ns: number;
  readonly censored: boolean;
}

const percentiles = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99, p999: 0.999 } as const;

export type PercentileName = keyof typeof percentiles;

/** The figures of one set of latencies; null where there are too few samples to defend it. */
export type LatencySummary = { readonly [Name in PercentileName | 'mean' | 'max']: LatencyFigure | null } & {
  /** Samples, the censored ones among them. */
  readonly count: number;
  readonly censoredCount: number;
};

/** How far the censored samples may move a percentile before it is called a lower bound. */
const censoringTolerance = 1.01;

/** A percentile needs one sample at or above it on average: 1,000 for p99.9, 100 for p99, 20 for p95, 2 for p50. */
export function samplesNeeded(fraction: number): number {
  return Math.round(1 / (1 - fraction));
}

/**
 * Percentiles by nearest rank over all samples. `measured` are operations that ended, `censored` those given up.
 * A percentile is a lower bound if it moved by more than 1 % were the censored samples infinitely long.
 */
export function summarizeLatency(measured: LatencyHistogram, censored: LatencyHistogram): LatencySummary {
  const all = new LatencyHistogram();
  all.add(measured);
  all.add(censored);
  const count = all.count;

  const percentile = (fraction: number): LatencyFigure | null => {
    if (count < samplesNeeded(fraction)) return null;
    const rank = rankOf(fraction, count);
    const ns = all.atRankNs(rank);
    const atMostNs = rank <= measured.count ? measured.atRankNs(rank) : Number.POSITIVE_INFINITY;
    return { ns, censored: atMostNs > ns * censoringTolerance };
  };
  const figure = (ns: number): LatencyFigure | null =>
    count === 0 ? null : { ns: Math.round(ns), censored: censored.count > 0 };

  return {
    count,
    censoredCount: censored.count,
    p50: percentile(percentiles.p50),
    p90: percentile(percentiles.p90),
    p95: percentile(percentiles.p95),
    p99: percentile(percentiles.p99),
    p999: percentile(percentiles.p999),
    mean: figure(all.meanNs),
    max: figure(all.maxNs),
  };
}

/** Nearest rank, from 1; 0.99 of 100 is 99 although 0.99 * 100 may come out a hair above it. */
export function rankOf(fraction: number, count: number): number {
  return Math.max(1, Math.ceil(fraction * count - 1e-9 * count));
}
