import { boundedQuantile } from '../../analysis/compare/bounded-quantile.ts';
import {
  blockLogRatio,
  type LogRatio,
  pairLogRatio,
  quantileLogRatio,
  type Timing,
} from '../../analysis/compare/censored-ratio.ts';
import { type LatencyFigure, samplesNeeded } from '../../core/latency.ts';
import type { Arm } from '../../engine/paired/arms.ts';
import type { PairBlock as RawBlock } from '../../engine/paired/pair-timings.ts';
import type { ArmBlock, PairBlock } from './task.ts';

/** What a block of pairs says; it has one at least. */
export function summarizeBlock(raw: RawBlock): PairBlock {
  const { startMs, durationMs, pairs, excluded } = raw;
  const baseline = timingsOf(raw, 0);
  const contender = timingsOf(raw, 1);
  const ratios = baseline.map((timing, pair) => pairLogRatio(timing, contender[pair]!));
  const medianOf = (some: readonly number[]) => balancedMedian(some, ratios, raw.contenderFirst);
  const isEnough = pairs >= samplesNeeded(0.95);
  return {
    startMs,
    durationMs,
    pairs,
    excluded,
    median: medianOf([...ratios.keys()]),
    strata: byStratum(raw.strata).map((some) => (some.length === 0 ? null : medianOf(some))),
    p95: isEnough ? quantileLogRatio(baseline, contender, 0.95) : null,
    baseline: armBlock(raw, 0),
    contender: armBlock(raw, 1),
  };
}

/**
 * The mean of two medians: that of the pairs which the contender began, and that of the others. The second of a pair
 * finds caches warm and the processor awake, so that d has two humps, a fifth apart for `followers`; the median of all
 * lies between them, where there are few pairs, and wanders. The mean of two does not: its standard deviation over blocks
 * was half of the other's (0.9-1.4 % where that was 1.6-2.5 %).
 */
function balancedMedian(
  pairs: readonly number[],
  ratios: readonly LogRatio[],
  contenderFirst: Uint8Array,
): LogRatio {
  const ratiosOf = (some: readonly number[]) => some.map((pair) => ratios[pair]!);
  const [begun, others] = [1, 0].map((flag) =>
    ratiosOf(pairs.filter((pair) => contenderFirst[pair] === flag)),
  );
  if (begun!.length === 0 || others!.length === 0) return blockLogRatio(ratiosOf(pairs));
  const [first, second] = [blockLogRatio(begun!), blockLogRatio(others!)];
  return { low: (first.low + second.low) / 2, high: (first.high + second.high) / 2 };
}

/** The pairs of each stratum, by its index. */
function byStratum(strata: Uint8Array): number[][] {
  const pairs = Array.from(
    { length: strata.reduce((most, at) => Math.max(most, at + 1), 0) },
    (): number[] => [],
  );
  for (const [pair, stratum] of strata.entries()) pairs[stratum]!.push(pair);
  return pairs;
}

function timingsOf({ durationsNs, censored }: RawBlock, arm: Arm): Timing[] {
  return Array.from(durationsNs[arm], (durationNs, pair) => ({
    durationNs,
    isCensored: censored[arm][pair] === 1,
  }));
}

function armBlock({ durationsNs, censored, failed, pairs }: RawBlock, arm: Arm): ArmBlock {
  return {
    operations: pairs,
    timedOut: censored[arm].reduce((sum, flag) => sum + flag, 0),
    failed: failed[arm],
    p50: quantileFigure(durationsNs[arm], censored[arm], 0.5),
    p95: pairs >= samplesNeeded(0.95) ? quantileFigure(durationsNs[arm], censored[arm], 0.95) : null,
  };
}

/** A lower bound where it hangs on an operation that timed out. */
export function quantileFigure(durationsNs: Float64Array, censored: Uint8Array, p: number): LatencyFigure {
  const ns = boundedQuantile(durationsNs, p);
  const atMostNs = boundedQuantile(
    durationsNs.map((durationNs, at) => (censored[at] === 1 ? Infinity : durationNs)),
    p,
  );
  return { ns: Math.round(ns), censored: atMostNs > ns };
}
