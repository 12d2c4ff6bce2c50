import { columnsOf, cut } from './text.ts';

/** A part of a line; the higher its rank, the sooner it is left out where there is no room. */
export type Part = readonly [rank: number, text: string, paint?: (text: string) => string];

/** Joins the parts, leaving out those of the highest rank until the line fits; rank 1 is cut at last, unpainted. */
export function fitting(width: number, parts: readonly Part[]): string {
  let kept = parts.filter(([, text]) => text !== '');
  const line = () => kept.map(([, text]) => text).join('  ');
  while (columnsOf(line()) > width) {
    const last = Math.max(...kept.map(([rank]) => rank));
    if (last === 1) return cut(line(), width);
    const drop = kept.findLastIndex(([rank]) => rank === last);
    kept = kept.filter((_, i) => i !== drop);
  }
  return kept.map(([, text, paint]) => (paint ? paint(text) : text)).join('  ');
}
