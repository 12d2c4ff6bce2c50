import type { Client } from 'pg';
import {
  type CatalogueIndex,
  type CatalogueTable,
  readIndexes,
  readTables,
} from './index-report-catalogue.ts';
import { type Redundancy, redundantIndexes } from './index-report-redundancy.ts';

/** What a database takes on disk, and what its indexes are for. Partitions count for their table. */
export interface IndexReport {
  readonly heapBytes: number;
  readonly toastBytes: number;
  readonly indexBytes: number;
  /** By name. */
  readonly tables: readonly CatalogueTable[];
  /** The largest first. */
  readonly indexes: readonly ReportedIndex[];
}

export interface ReportedIndex {
  readonly name: string;
  readonly table: string;
  readonly definition: string;
  /** Number of parts; 0 for one of a table without partitions. */
  readonly partitions: number;
  readonly sizeBytes: number;
  /** Whether it forbids duplicates or serves a constraint: then it has a duty even if no query uses it. */
  readonly enforces: boolean;
  /** Constraints that rest on it. */
  readonly constraints: readonly string[];
  /** False when a concurrent build failed: it costs, and no query may use it. */
  readonly isValid: boolean;
  readonly redundancy: Redundancy | null;
  /** Scans since the counters were reset; see {@link scansBetween}. */
  readonly scans: number;
}

/** Sizes and counters as they are now. Throws the server's error. */
export async function readIndexReport(client: Client): Promise<IndexReport> {
  const tables = await readTables(client);
  const indexes = await readIndexes(client);
  const redundant = redundantIndexes(indexes);
  const sum = (figure: (table: CatalogueTable) => number) =>
    tables.reduce((total, table) => total + figure(table), 0);
  return {
    heapBytes: sum(({ heapBytes }) => heapBytes),
    toastBytes: sum(({ toastBytes }) => toastBytes),
    indexBytes: sum(({ indexBytes }) => indexBytes),
    tables,
    indexes: indexes
      .map((index) => reportedIndex(index, redundant.get(index.name) ?? null))
      .sort((a, b) => b.sizeBytes - a.sizeBytes || (a.name < b.name ? -1 : 1)),
  };
}

function reportedIndex(index: CatalogueIndex, redundancy: Redundancy | null): ReportedIndex {
  const { name, table, definition, partitions, sizeBytes, constraints, isUnique, isValid, scans } = index;
  const enforces = isUnique || constraints.length > 0;
  return {
    name,
    table,
    definition,
    partitions,
    sizeBytes,
    enforces,
    constraints,
    isValid,
    redundancy,
    scans,
  };
}

/**
 * Scans of each index between two reports of one database, by name; null where the counter was reset in between, or the
 * index was made meanwhile. Lookups of foreign keys are among them, checks for duplicates are not.
 *
 * A server's processes tell their counts when a transaction ends, but not more than once a second, and when they end: the
 * connections of what is counted must have been closed before the last report.
 */
export function scansBetween(first: IndexReport, last: IndexReport): Map<string, number | null> {
  const before = new Map(first.indexes.map(({ name, scans }) => [name, scans]));
  return new Map(
    last.indexes.map(({ name, scans }) => {
      const earlier = before.get(name);
      return [name, earlier === undefined || earlier > scans ? null : scans - earlier];
    }),
  );
}

/** Indexes that nothing scanned between two reports, the largest first; those of unknown counts are not among them. */
export function unusedIndexes(first: IndexReport, last: IndexReport): ReportedIndex[] {
  const scans = scansBetween(first, last);
  return last.indexes.filter(({ name }) => scans.get(name) === 0);
}

/**
 * Milliseconds that indexes took to build, by name, from statements of which the times are known: those that are
 * `CREATE INDEX`, as a variant's record has them.
 */
export function buildTimes(
  statements: readonly { readonly sql: string; readonly durationMs: number }[],
): Map<string, number> {
  const pattern =
    /^\s*CREATE\s+(?:UNIQUE\s+)?INDEX\s+(?:CONCURRENTLY\s+)?(?:IF\s+NOT\s+EXISTS\s+)?("(?:[^"]|"")+"|[\w.$]+)\s+ON\s/i;
  return new Map(
    statements.flatMap(({ sql, durationMs }) => {
      const text = sql.replace(/^(\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)+/, '');
      const name = pattern.exec(text)?.[1];
      if (name === undefined) return [];
      const plain = name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name.toLowerCase();
      return [[plain, durationMs] as const];
    }),
  );
}
