import { formatBytes } from '../../core/units.ts';
import type { Comparison } from './comparison.ts';
import type { VariantSizes } from './variant.ts';

/** A smaller part of the whole is not worth a word. */
const leastShare = 0.005;

/** What a contending variant takes on disk beyond the baseline's: `indexes 12 MB larger`. Empty where they are alike. */
export function sizeClauses({ variants }: Comparison, baseline: string, contender: string): string[] {
  const [from, to] = [baseline, contender].map(
    (name) => variants.find((variant) => variant.name === name)?.sizes,
  );
  if (!from || !to) return [];
  return [
    clause('tables', tableBytes(from), tableBytes(to)),
    clause('indexes', from.indexBytes, to.indexBytes),
  ].filter((text) => text !== '');
}

/** Heap and TOAST. */
export function tableBytes({ heapBytes, toastBytes }: VariantSizes): number {
  return heapBytes + toastBytes;
}

function clause(what: string, from: number, to: number): string {
  const difference = to - from;
  if (difference === 0 || Math.abs(difference) < leastShare * from) return '';
  return `${what} ${formatBytes(Math.abs(difference))} ${difference > 0 ? 'larger' : 'smaller'}`;
}
