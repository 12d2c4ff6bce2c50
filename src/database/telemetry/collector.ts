import type { TelemetryNote } from './record.ts';
import type { TelemetryServer } from './telemetry-server.ts';

/** Marks of the server's that change when counters begin anew: by hand, or after a crash. */
export type ResetMark = 'database' | 'shared' | 'wal';

/**
 * One statistics view. Rows come with the names and units of the record (numbers as float8, which is exact to 2^53);
 * what is neither key nor state is a counter, of which the record holds the change.
 */
export interface Collector<Row extends object> {
  /** As in notes: `wait events`, `table statistics`. */
  readonly name: string;
  /** What tells the rows of the view apart; none for a view of one row. */
  readonly keys: readonly (keyof Row & string)[];
  /** Taken from the last snapshot as they are. */
  readonly states: readonly (keyof Row & string)[];
  readonly resetMarks: readonly ResetMark[];
  /** Why this server has no such figures for us, if so. */
  missing(server: TelemetryServer): TelemetryNote | undefined;
  /** For exactly this version. */
  sql(server: TelemetryServer): string;
}

type Cells = Readonly<Record<string, number | string | null>>;

/**
 * The change between two readings of a view, without rows that did not change. Rows of the last reading alone count
 * from zero (a table made meanwhile); rows of the first alone are gone and left out. Undefined when a counter went
 * down: it was reset in between, and the change is not known.
 */
export function changesOf<Row extends object>(
  collector: Pick<Collector<Row>, 'keys' | 'states'>,
  first: readonly Row[],
  last: readonly Row[],
): Row[] | undefined {
  const keyOf = (row: Cells) => JSON.stringify(collector.keys.map((key) => row[key]));
  const before = new Map(first.map((row) => [keyOf(row as Cells), row as Cells]));
  const kept = new Set<string>([...collector.keys, ...collector.states]);
  const changes: Row[] = [];
  for (const row of last as readonly Cells[]) {
    const earlier = before.get(keyOf(row));
    let isChanged = false;
    const change: Record<string, number | string | null> = {};
    for (const [name, value] of Object.entries(row)) {
      if (kept.has(name) || typeof value !== 'number') change[name] = value;
      else {
        const difference = value - Number(earlier?.[name] ?? 0);
        if (difference < 0) return undefined;
        if (difference > 0) isChanged = true;
        change[name] = difference;
      }
    }
    if (isChanged || collector.keys.length === 0) changes.push(change as Row);
  }
  return changes;
}
