import type { Contrast } from './contrast.ts';
import { headlineOf } from './headline.ts';
import type { EstimatedRatio } from './ratio.ts';
import { estimateText } from './ratio-text.ts';
import { listed } from './words.ts';

/**
 * What fares otherwise than the whole, which is the median of operations or the throughput of a mix: classes of
 * parameters, or queries of the mix, that are faster or slower by the margin, as far as their intervals tell, where the
 * verdict is another.
 */
interface Exceptions {
  readonly slower: readonly Part[];
  readonly faster: readonly Part[];
}

interface Part {
  readonly name: string;
  readonly ratio: EstimatedRatio;
}

function exceptionsOf(contrast: Contrast): Exceptions {
  const judged = headlineOf(contrast);
  if (!judged) return { slower: [], faster: [] };
  const parts = partsOf(contrast);
  const isSlower = ({ ratio: { interval } }: Part) => (interval.low ?? 0) >= judged.margin;
  const isFaster = ({ ratio: { interval } }: Part) =>
    (interval.high ?? Number.POSITIVE_INFINITY) <= 1 / judged.margin;
  return {
    slower: judged.verdict === 'slower' ? [] : parts.filter(isSlower),
    faster: judged.verdict === 'faster' ? [] : parts.filter(isFaster),
  };
}

function partsOf({ latency, throughput }: Contrast): Part[] {
  if (latency) return (latency.strata ?? []).map(({ stratum, median }) => ({ name: stratum, ratio: median }));
  return (throughput?.parts ?? []).flatMap(({ scenario, p50 }) =>
    p50 ? [{ name: scenario, ratio: p50 }] : [],
  );
}

/** For the end of a clause: `but slower for cold and faster for active`; empty where all fare alike. */
export function exceptionWords(contrast: Contrast): string {
  const { slower, faster } = exceptionsOf(contrast);
  const preposition = contrast.latency ? 'for' : 'on';
  const told = [
    { how: 'slower', parts: slower },
    { how: 'faster', parts: faster },
  ]
    .filter(({ parts }) => parts.length > 0)
    .map(({ how, parts }) => `${how} ${preposition} ${listed(parts.map(({ name }) => name))}`);
  return told.length === 0 ? '' : `but ${told.join(' and ')}`;
}

/** With their figures: `Not so for every class of parameters: cold 8.70x slower [1.16, 70.2].` Empty where all fare alike. */
export function exceptionText(contrast: Contrast): string {
  const { slower, faster } = exceptionsOf(contrast);
  const told = [...slower, ...faster].map(({ name, ratio }) => `${name} ${estimateText(ratio)}`);
  if (told.length === 0) return '';
  const whole = contrast.latency ? 'for every class of parameters' : 'on every query of the mix';
  return `Not so ${whole}: ${listed(told)}.`;
}
