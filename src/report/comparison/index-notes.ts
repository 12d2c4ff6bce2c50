import { formatBytes } from '../../core/units.ts';
import type { Note } from '../note.ts';
import type { Comparison } from './comparison.ts';
import type { ComparedIndex } from './variant.ts';
import { counted, listedBriefly } from './words.ts';

const mostNames = 4;

/**
 * Indexes that repeat others, and those that nothing here scanned, with what they cost. Of the other variants only those
 * are told that the first has not; of a single one none. An index that enforces a constraint is needed, scanned or not.
 */
export function indexNotes({ variants }: Comparison): Note[] {
  // Queries alone were compared: what one of them leaves unused is no news of the indexes.
  if (variants.length < 2) return [];
  const told = new Set<string>();
  return variants.flatMap(({ name, sizes }) => {
    const fresh = (sizes?.indexes ?? []).filter((index) => !told.has(index.name));
    for (const index of fresh) told.add(index.name);
    const repeating = fresh.filter(({ repeats, enforces }) => repeats !== null && !enforces);
    const unused = fresh.filter(
      ({ scans, enforces, repeats }) => scans === 0 && !enforces && repeats === null,
    );
    return [
      ...note(
        repeating,
        (count) => `${name}: ${count} ${repeating.length === 1 ? 'repeats another' : 'repeat others'}`,
        ({ repeats }) => ` repeats ${repeats}`,
      ),
      ...note(
        unused,
        (count) => `${name}: ${count} ${unused.length === 1 ? 'was' : 'were'} not scanned by anything here`,
        () => '',
      ),
    ];
  });
}

function note(
  indexes: readonly ComparedIndex[],
  headline: (count: string) => string,
  more: (index: ComparedIndex) => string,
): Note[] {
  if (indexes.length === 0) return [];
  const bytes = indexes.reduce((sum, index) => sum + index.bytes, 0);
  const largest = indexes.toSorted((a, b) => b.bytes - a.bytes);
  const names = largest.map((index) => `${index.name} (${formatBytes(index.bytes)}${more(index)})`);
  const count = indexes.length === 1 ? '1 index' : `${indexes.length} indexes`;
  return [
    {
      text: `${headline(`${count}, ${formatBytes(bytes)},`)}: ${listedBriefly(names, mostNames)}.`,
      level: 'aside',
    },
  ];
}

/** What materialized views and the like cost to bring up to date, and how far they lag behind. */
export function refreshNotes({ variants }: Comparison): Note[] {
  return variants.flatMap(({ name, refresh }) => {
    if (!refresh) return [];
    const { durationMs, walBytes, staleness } = refresh;
    const wal = walBytes === null ? '' : ` and ${formatBytes(walBytes)} of WAL`;
    const stale = staleness
      ? `; after ${(staleness.afterMs / 1000).toFixed(0)} s of writes without one, ${staleness.stale} of ${counted(staleness.parameters, 'answer')} were out of date`
      : '';
    return [{ text: `${name}: a refresh takes ${Math.round(durationMs)} ms${wal}${stale}.` }];
  });
}
