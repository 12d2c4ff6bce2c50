import type { LogRatio } from './censored-ratio.ts';
import { hodgesLehmann } from './hodges-lehmann.ts';
import { estimateRatio, type RatioEstimate } from './ratio-estimate.ts';
import { signedRankTest } from './signed-rank.ts';
import { visibleEffect } from './visible-effect.ts';

/** METHOD, section 3.5. */
export const stoppingRule = {
  /** After so many blocks a comparison may end. */
  looks: [10, 20, 30],
  /** The least ratio that matters, either way. 1.03 where comparisons of a variant with itself are quiet enough. */
  margin: 1.05,
  /** Of "no difference", one-sided, at each look: below 1.2 % at three looks together. */
  differenceP: 0.004,
  /** Of "a difference that matters", on each side, at each look: 5 % at three looks together. */
  equivalenceP: 0.0167,
} as const;

/** The level at which `equivalent`, and an interval within (1 / margin, margin), are one and the same: 96.66 %. */
const intervalConfidence = 1 - 2 * stoppingRule.equivalenceP;

interface Evidence extends RatioEstimate {
  readonly margin: number;
  /** That the contender is not slower by the margin was shown, whether it is faster or not. For gates. */
  readonly notSlower: boolean;
  /** The look that decided, from 1; without a decision, how many there were. */
  readonly look: number;
}

export interface Decided extends Evidence {
  readonly verdict: 'slower' | 'faster' | 'equivalent';
  /** One-sided, of the contrary: no difference; of `equivalent` a difference that matters, on the likelier side. */
  readonly p: number;
}

export interface Inconclusive extends Evidence {
  readonly verdict: 'inconclusive';
  /** One-sided, of no difference, on the side where there is more of one. */
  readonly p: number;
  /** A ratio that would probably have been found, as would its inverse, see `visibleEffect`. Null: none would. */
  readonly visibleRatio: number | null;
}

export type Judgement = Decided | Inconclusive;

/**
 * What the blocks say: one difference ln(contender / baseline) each, in the order measured. At each look in turn, over the
 * blocks there were by then:
 *
 * - **slower**: signed-rank p < 0.004 for a shift upwards, and the ratio is at least the margin;
 * - **faster**: signed-rank p < 0.004 for a shift downwards, and the ratio is at most 1 / margin;
 * - **equivalent**: p < 0.0167 for ratio < margin, and p < 0.0167 for ratio > 1 / margin. Each must be shown, so both
 *   together err no more often than one (two one-sided tests);
 * - else the next look. After the last, or when blocks end before it: **inconclusive**, estimated from all there are.
 *
 * No two can hold at once: tests that show ratio < margin leave the estimate below it. At 10 blocks p < 0.004
 * takes all signs to agree, but for that of one of the two smallest differences.
 *
 * Where blocks are bounds, a claim must hold for the worst values that they allow: `slower` and "ratio > 1 / margin" are
 * tested on lower bounds, `faster` and "ratio < margin" on upper ones. Neither the estimate nor the statistic falls when a
 * block's value rises.
 *
 * Throws a RangeError unless the margin is above 1.
 *
 * Sources: METHOD, section 3.5; for two one-sided tests, Schuirmann, Journal of Pharmacokinetics and Biopharmaceutics 15
 * (1987); for looks at levels fixed beforehand, Pocock, Biometrika 64 (1977).
 */
export function judge(blocks: readonly LogRatio[], margin: number = stoppingRule.margin): Judgement {
  const looks = stoppingRule.looks.filter((look) => look <= blocks.length);
  for (const [index, size] of looks.entries()) {
    const used = blocks.slice(0, size);
    const claim = claimOf(used, margin);
    if (claim) return { ...claim, ...evidenceOf(used, margin), look: index + 1 };
  }
  const { slower, faster } = differenceTests(sidesOf(blocks));
  return {
    verdict: 'inconclusive',
    p: Math.min(slower, faster),
    // Blocks after the last look were never asked.
    visibleRatio: visibleRatio(blocks.slice(0, looks.at(-1) ?? 0), margin),
    ...evidenceOf(blocks, margin),
    look: looks.length,
  };
}

/**
 * How many blocks to have before the next look; null when the comparison is over. Looks in between are not free: each is
 * another chance to be wrong, and the rule accounts for three.
 */
export function blocksWanted(
  blocks: readonly LogRatio[],
  margin: number = stoppingRule.margin,
): number | null {
  if (judge(blocks, margin).verdict !== 'inconclusive') return null;
  return stoppingRule.looks.find((look) => look > blocks.length) ?? null;
}

/** The least and the greatest that each block may be. */
interface Sides {
  readonly lows: readonly number[];
  readonly highs: readonly number[];
}

function sidesOf(blocks: readonly LogRatio[]): Sides {
  return { lows: blocks.map(({ low }) => low), highs: blocks.map(({ high }) => high) };
}

function claimOf(blocks: readonly LogRatio[], margin: number): Pick<Decided, 'verdict' | 'p'> | undefined {
  const sides = sidesOf(blocks);
  const logMargin = logOf(margin);
  const { slower, faster } = differenceTests(sides);
  if (slower < stoppingRule.differenceP && hodgesLehmann(sides.lows) >= logMargin)
    return { verdict: 'slower', p: slower };
  if (faster < stoppingRule.differenceP && hodgesLehmann(sides.highs) <= -logMargin)
    return { verdict: 'faster', p: faster };
  const { below, above } = marginTests(sides, logMargin);
  const p = Math.max(below, above);
  return p < stoppingRule.equivalenceP ? { verdict: 'equivalent', p } : undefined;
}

/** p of no difference, one-sided. */
function differenceTests({ lows, highs }: Sides): { readonly slower: number; readonly faster: number } {
  return { slower: signedRankTest(lows).pGreater, faster: signedRankTest(highs).pLess };
}

/** p of a difference that matters, on either side. */
function marginTests({ lows, highs }: Sides, logMargin: number): Record<'below' | 'above', number> {
  return {
    below: signedRankTest(highs, logMargin).pLess,
    above: signedRankTest(lows, -logMargin).pGreater,
  };
}

function evidenceOf(blocks: readonly LogRatio[], margin: number): Omit<Evidence, 'look'> {
  const highs = blocks.map(({ high }) => high);
  return {
    ...estimateRatio(blocks, intervalConfidence),
    margin,
    notSlower: signedRankTest(highs, logOf(margin)).pLess < stoppingRule.equivalenceP,
  };
}

function visibleRatio(blocks: readonly LogRatio[], margin: number): number | null {
  const { lows, highs } = sidesOf(blocks);
  const limits = { p: stoppingRule.differenceP, logMargin: logOf(margin) };
  const upwards = visibleEffect(lows, limits);
  const downwards = visibleEffect(
    highs.map((high) => -high),
    limits,
  );
  const effect = Math.max(upwards, downwards);
  return Number.isFinite(effect) ? Math.exp(effect) : null;
}

function logOf(margin: number): number {
  if (!(margin > 1))
    throw new RangeError(`a margin is a ratio above 1, such as 1.05, and this one is ${margin}`);
  return Math.log(margin);
}
