import { mean } from '../../core/statistics.ts';
import type { LogRatio } from './censored-ratio.ts';
import { signedRankInterval } from './hodges-lehmann.ts';

/** How many times as long the contender takes as the baseline: 1.1 is 10 % slower. */
export interface RatioEstimate {
  /**
   * exp(Hodges-Lehmann of the blocks). Null without blocks and where, for censored operations, not even the side of 1 is
   * known.
   */
  readonly ratio: number | null;
  /** Operations were censored, and the ratio is a bound: the difference is at least so large, away from 1. */
  readonly atLeast: boolean;
  /**
   * Of the ratio, by signed-rank inversion; null on a side where nothing is known. In simulations it covers the truth as
   * often as it says also where a look at the data ended the comparison.
   */
  readonly interval: {
    readonly low: number | null;
    readonly high: number | null;
    readonly confidence: number;
  };
  /** Blocks that all this is made from. */
  readonly blocks: number;
  /** Those of them of which only a bound is known, because too many of their operations were censored. */
  readonly boundedBlocks: number;
  /** Standard deviation of the other blocks, in ln units; null with fewer than two. */
  readonly blockSd: number | null;
}

/**
 * Estimate and interval are made from lower bounds and from upper ones, which are the same where nothing was censored.
 * Neither falls when a block's value rises, so the truth lies between.
 */
export function estimateRatio(blocks: readonly LogRatio[], confidence: number): RatioEstimate {
  const lowest = signedRankInterval(
    blocks.map(({ low }) => low),
    confidence,
  );
  const highest = signedRankInterval(
    blocks.map(({ high }) => high),
    confidence,
  );
  const exact = blocks.filter(({ low, high }) => low === high).map(({ low }) => low);
  return {
    ...pointOf(lowest.estimate, highest.estimate),
    interval: {
      low: finiteRatio(lowest.low),
      high: finiteRatio(highest.high),
      confidence: lowest.confidence,
    },
    blocks: blocks.length,
    boundedBlocks: blocks.length - exact.length,
    blockSd: exact.length < 2 ? null : standardDeviation(exact),
  };
}

/**
 * Of several groups, such as the blocks of each class of parameters: the intervals hold all together as often as
 * `confidence` says, by Bonferroni's inequality, so that one in many is not taken for a finding.
 */
export function estimateTogether(
  groups: readonly (readonly LogRatio[])[],
  confidence: number,
): RatioEstimate[] {
  const each = 1 - (1 - confidence) / Math.max(1, groups.length);
  return groups.map((blocks) => estimateRatio(blocks, each));
}

/** The bound nearest to a ratio of 1, from where the estimate lies in ln units. */
function pointOf(low: number, high: number): Pick<RatioEstimate, 'ratio' | 'atLeast'> {
  if (low === high) return { ratio: finiteRatio(low), atLeast: false };
  if (low > 0) return { ratio: finiteRatio(low), atLeast: true };
  if (high < 0) return { ratio: finiteRatio(high), atLeast: true };
  return { ratio: null, atLeast: false };
}

/** JSON has no infinity, and nothing is not a ratio of 0. */
function finiteRatio(logRatio: number): number | null {
  return Number.isFinite(logRatio) ? Math.exp(logRatio) : null;
}

function standardDeviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}
