import type { WriteTally } from '../database/write-ledger.ts';
import { hiddenWrites, writtenTable } from '../scenario/written-table.ts';

/** What came of one statement of a run's queries, over all operations. */
export interface StatementWrites {
  sql: string;
  /** Rows in its command tags, of operations that committed. */
  rows: number;
  /**
   * The same of operations whose outcome is unknown, because the connection was lost when only the answer to COMMIT
   * was missing. For a statement on its own that was sent and never answered, the most rows that it affected in any
   * operation, and at least 1.
   */
  uncertainRows: number;
}

/** What the statements of a run have done to each table, for the ledger. */
export function tallyWrites(statements: readonly StatementWrites[]): WriteTally[] {
  const tallies = new Map<string, Required<WriteTally>>();
  const of = (table: string) => {
    const tally = tallies.get(table) ?? { table, inserted: 0, updated: 0, deleted: 0, uncertain: 0 };
    tallies.set(table, tally);
    return tally;
  };
  for (const { sql, rows, uncertainRows } of statements) {
    for (const { table, kind } of hiddenWrites(sql)) {
      // Updates change no number of rows.
      if (kind !== 'update') of(table).uncertain = Number.POSITIVE_INFINITY;
    }
    const written = writtenTable(sql);
    if (!written) continue;
    const tally = of(written.table);
    if (written.kind === 'insert') tally.inserted += rows;
    if (written.kind === 'update') tally.updated += rows;
    if (written.kind === 'delete') tally.deleted += rows;
    if (written.kind === 'mixed') tally.uncertain += rows;
    if (written.kind !== 'update') tally.uncertain += uncertainRows;
  }
  return [...tallies.values()].sort((one, other) => (one.table < other.table ? -1 : 1));
}
