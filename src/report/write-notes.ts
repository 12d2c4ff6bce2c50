import { formatCount } from '../core/units.ts';
import type { Note } from './note.ts';
import type { QueryResult } from './query-result.ts';
import type { Result } from './result.ts';

/** Writes that changed nothing, and those of which that is not known. */
export function writeNotes({ queries, writes }: Result, nameOf: (query: QueryResult) => string): Note[] {
  const idle = queries
    .filter((query) => query.writes && query.rows.withoutRows > 0)
    .map(
      (query): Note => ({
        text: `${nameOf(query)}: ${formatCount(query.rows.withoutRows)} of ${formatCount(query.counters.succeeded)} operations changed nothing (already there, or gone).`,
        level: 'aside',
      }),
    );
  if (!writes || writes.uncertain === 0) return idle;
  const operations =
    writes.uncertain === 1 ? '1 operation was' : `${formatCount(writes.uncertain)} operations were`;
  return [
    ...idle,
    {
      text: `It is not known whether ${operations} committed: the connection was lost meanwhile.`,
    },
  ];
}
