import { stoppingRule } from '../../analysis/compare/stopping-rule.ts';
import type { Note } from '../note.ts';
import type { Comparison } from './comparison.ts';
import { headlineOf, headlineOfLoad } from './headline.ts';
import type { JudgedRatio } from './ratio.ts';
import { effectWords } from './ratio-text.ts';
import { counted, listedBriefly } from './words.ts';

const mostNames = 3;

interface Open {
  /** `keys-only on feed`. */
  readonly name: string;
  readonly judged: JudgedRatio;
}

/**
 * Comparisons without a verdict whose whole intervals are of a size that matters, which looks like a contradiction: an
 * interval is that of `equivalent`, which may err more often at each look than a difference.
 */
export function openNotes(comparison: Comparison): Note[] {
  const open = judgedOf(comparison).filter(({ judged }) => isOpen(judged));
  if (open.length === 0) return [];
  const names = open.map(({ name, judged: { p } }) => `${name} (p = ${p.toPrecision(2)})`);
  const bounded = open.find(({ judged }) => judged.boundedBlocks > 0);
  return [
    {
      text: `Inconclusive, though the whole interval is beyond ${effectWords(open[0]!.judged.margin)}: ${listedBriefly(names, mostNames)}. A difference is called one from p < ${stoppingRule.differenceP} on.`,
      ...(bounded && { remedy: boundedRemedy(bounded) }),
    },
  ];
}

function boundedRemedy({ name, judged: { boundedBlocks, blocks } }: Open): string {
  return `Too many operations timed out: of ${name}, ${boundedBlocks} of ${counted(blocks, 'block')} are known as bounds only. Wait longer with --statement-timeout.`;
}

function judgedOf({ scenarios, writes }: Comparison): Open[] {
  const reads = scenarios.flatMap(({ scenario, contrasts }) =>
    contrasts.map((contrast) => ({ name: `${contrast.arm} on ${scenario}`, judged: headlineOf(contrast) })),
  );
  const written = (writes?.contrasts ?? []).map(({ variant, load }) => ({
    name: `${variant} on writes`,
    judged: load ? headlineOfLoad(load) : undefined,
  }));
  return [...reads, ...written].flatMap(({ name, judged }) => (judged ? [{ name, judged }] : []));
}

function isOpen({ verdict, margin, interval: { low, high } }: JudgedRatio): boolean {
  if (verdict !== 'inconclusive') return false;
  return (low !== null && low >= margin) || (high !== null && high <= 1 / margin);
}
