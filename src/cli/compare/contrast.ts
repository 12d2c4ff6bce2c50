import type { LogRatio } from '../../analysis/compare/censored-ratio.ts';
import { clusterBootstrap } from '../../analysis/compare/cluster-bootstrap.ts';
import { ratiosOverSameOperations } from '../../analysis/compare/equal-work.ts';
import { estimateRatio, estimateTogether } from '../../analysis/compare/ratio-estimate.ts';
import { blocksWanted, judge, stoppingRule } from '../../analysis/compare/stopping-rule.ts';
import { median } from '../../core/statistics.ts';
import { boundsInFile, latencyInFile } from '../../report/comparison/block.ts';
import type { PairedLatency, SlicedLoad } from '../../report/comparison/contrast.ts';
import { walSpent } from '../../report/comparison/write-work.ts';
import type { Query } from '../../scenario/query.ts';
import { describeArmOutcome } from './arm-outcome.ts';
import type { PairedOutcome } from './pairs.ts';
import type { SlicesOutcome } from './slices.ts';
import type { ArmSlice, SlicePair } from './slices-pair.ts';
import type { ArmBlock, PairBlock } from './task.ts';

/** What pairs and slices say, in the words of the result file. */

const resamples = 10_000;

export function wantedPairs(margin: number): (blocks: readonly PairBlock[]) => number | null {
  return (blocks) =>
    blocksWanted(
      blocks.map(({ median }) => median),
      margin,
    );
}

export function describePairs(outcome: PairedOutcome, margin: number, seed: number): PairedLatency {
  const { blocks } = outcome;
  const medians = blocks.map((block) => block.median);
  const judged = judge(medians, margin);
  const p95 = known(blocks.map((block) => block.p95));
  return {
    median: judged,
    p95: p95.length === 0 ? null : estimateRatio(p95, judged.interval.confidence),
    strata: strataOf(outcome, judged.interval.confidence),
    bootstrap: bootstrapOf(medians, judged.interval.confidence, seed),
    windowMs: outcome.windowMs,
    pairs: outcome.pairs,
    excluded: outcome.excluded,
    clientUtilization: outcome.utilization,
    baseline: describeArmOutcome(outcome.baseline),
    contender: describeArmOutcome(outcome.contender),
    blocks: blocks.map((block) => ({
      startMs: block.startMs,
      durationMs: block.durationMs,
      pairs: block.pairs,
      excluded: block.excluded,
      median: boundsInFile(block.median),
      p95: boundsInFile(block.p95),
      baseline: armBlock(block.baseline),
      contender: armBlock(block.contender),
    })),
  };
}

/** Those that were drawn; none where all parameters are of one class. */
function strataOf(
  { blocks, strata }: PairedOutcome,
  confidence: number,
): NonNullable<PairedLatency['strata']> {
  if (strata.length < 2) return [];
  const drawn = strata
    .map((stratum, index) => ({
      stratum,
      medians: known(blocks.map((block) => block.strata[index] ?? null)),
    }))
    .filter(({ medians }) => medians.length > 0);
  const estimates = estimateTogether(
    drawn.map(({ medians }) => medians),
    confidence,
  );
  return drawn.map(({ stratum }, index) => ({ stratum, median: estimates[index]! }));
}

/** Of exact blocks only: a bound has no distribution to draw from. */
function bootstrapOf(
  blocks: readonly LogRatio[],
  confidence: number,
  seed: number,
): PairedLatency['bootstrap'] {
  if (blocks.length === 0 || blocks.some(({ low, high }) => low !== high)) return null;
  const values = blocks.map(({ low }) => low);
  const { low, high } = clusterBootstrap(values, median, confidence, { seed, resamples });
  return { low: Math.exp(low), high: Math.exp(high), confidence, resamples };
}

function armBlock({
  operations,
  timedOut,
  failed,
  p50,
  p95,
}: ArmBlock): PairedLatency['blocks'][number]['baseline'] {
  return { operations, timedOut, failed, p50: latencyInFile(p50), p95: latencyInFile(p95) };
}

export interface SlicedQueries {
  readonly clients: number;
  readonly sliceMs: number;
  readonly dropShare: number;
  readonly margin: number;
  /** Of the baseline's mix. */
  readonly parts: readonly { readonly query: Query; readonly weight: number }[];
}

export function describeSlices(outcome: SlicesOutcome, options: SlicedQueries): SlicedLoad {
  const { pairs } = outcome;
  const { margin } = options;
  const p50 = judge(
    pairs.map((pair) => pair.p50),
    margin,
  );
  const { confidence } = p50.interval;
  const throughput = known(pairs.map((pair) => pair.throughput));
  const slices = pairs.map(describeSlicePair);
  return {
    clients: options.clients,
    sliceMs: options.sliceMs,
    turns: outcome.turns,
    dropShare: options.dropShare,
    clientUtilization: outcome.utilization,
    throughput: throughput.length === 0 ? null : judge(throughput, margin),
    p50,
    p95: estimateOf(
      pairs.map((pair) => pair.p95),
      confidence,
    ),
    walBytes: walBytesOf(slices, options),
    parts: options.parts.map(({ query, weight }, part) => {
      const own = known(pairs.map((pair) => pair.parts[part]!.p50));
      return {
        scenario: query.scenario,
        query: query.name,
        weight,
        p50: own.length === 0 ? null : judge(own, margin),
        p95: estimateOf(
          pairs.map((pair) => pair.parts[part]!.p95),
          confidence,
        ),
        baseline: describeArmOutcome(outcome.baseline.queries[part]!),
        contender: describeArmOutcome(outcome.contender.queries[part]!),
      };
    }),
    slices,
  };
}

function describeSlicePair(pair: SlicePair): SlicedLoad['slices'][number] {
  return {
    contenderFirst: pair.contenderFirst,
    p50: boundsInFile(pair.p50),
    p95: boundsInFile(pair.p95),
    p99: boundsInFile(pair.p99),
    throughput: boundsInFile(pair.throughput),
    parts: pair.parts.map((part) => ({ p50: boundsInFile(part.p50), p95: boundsInFile(part.p95) })),
    baseline: armSlice(pair.baseline),
    contender: armSlice(pair.contender),
  };
}

/** What little is logged of reads, such as pages that they cleaned up, is not theirs. */
function walBytesOf(
  slices: SlicedLoad['slices'],
  { parts, margin }: SlicedQueries,
): NonNullable<SlicedLoad['walBytes']> | null {
  if (!parts.some(({ query }) => query.writes)) return null;
  const { baseline, contender } = walSpent(slices);
  const ratios = ratiosOverSameOperations(baseline, contender);
  return ratios.length === 0 ? null : judge(ratios, margin);
}

/** How many slices a throughput is judged from, once there are enough. */
export function wantedSlices(
  margin: number,
): (pairs: readonly { readonly throughput: LogRatio | null }[]) => number | null {
  return (pairs) => {
    const throughput = known(pairs.map((pair) => pair.throughput));
    // Without a success there is nothing to wait for.
    if (pairs.length >= stoppingRule.looks[0] && throughput.length < pairs.length) return null;
    return blocksWanted(throughput, margin);
  };
}

function estimateOf(ratios: readonly (LogRatio | null)[], confidence: number) {
  const all = known(ratios);
  return all.length === 0 ? null : estimateRatio(all, confidence);
}

function known(ratios: readonly (LogRatio | null)[]): LogRatio[] {
  return ratios.filter((ratio) => ratio !== null);
}

function armSlice(slice: ArmSlice): SlicedLoad['slices'][number]['baseline'] {
  return {
    ...slice,
    p50: latencyInFile(slice.p50),
    p95: latencyInFile(slice.p95),
    p99: latencyInFile(slice.p99),
  };
}
