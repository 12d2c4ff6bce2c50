import type { Contrast, PairedLatency } from './contrast.ts';
import { estimateText } from './ratio-text.ts';
import { listed } from './words.ts';

/**
 * Classes of parameters that fare otherwise than the whole: faster or slower by the margin, as far as their intervals
 * tell, where the verdict is another. The whole is the median of operations, which says nothing of the others.
 */
export interface Exceptions {
  readonly slower: readonly StratumRatio[];
  readonly faster: readonly StratumRatio[];
}

type StratumRatio = NonNullable<PairedLatency['strata']>[number];

export function exceptionsOf({ latency }: Contrast): Exceptions {
  if (!latency) return { slower: [], faster: [] };
  const { median, strata = [] } = latency;
  const isSlower = ({ median: { interval } }: StratumRatio) => (interval.low ?? 0) >= median.margin;
  const isFaster = ({ median: { interval } }: StratumRatio) =>
    (interval.high ?? Number.POSITIVE_INFINITY) <= 1 / median.margin;
  return {
    slower: median.verdict === 'slower' ? [] : strata.filter(isSlower),
    faster: median.verdict === 'faster' ? [] : strata.filter(isFaster),
  };
}

/** For the end of a clause: `but slower for cold and faster for active`; empty where all fare alike. */
export function exceptionWords(contrast: Contrast): string {
  const { slower, faster } = exceptionsOf(contrast);
  const parts = [
    { how: 'slower', strata: slower },
    { how: 'faster', strata: faster },
  ].filter(({ strata }) => strata.length > 0);
  if (parts.length === 0) return '';
  const told = parts.map(({ how, strata }) => `${how} for ${listed(strata.map(({ stratum }) => stratum))}`);
  return `but ${told.join(' and ')}`;
}

/** With their figures: `Not so for every class of parameters: cold 8.70x slower [1.16, 70.2].` Empty where all fare alike. */
export function exceptionText(contrast: Contrast): string {
  const { slower, faster } = exceptionsOf(contrast);
  const told = [...slower, ...faster].map(({ stratum, median }) => `${stratum} ${estimateText(median)}`);
  return told.length === 0 ? '' : `Not so for every class of parameters: ${listed(told)}.`;
}
