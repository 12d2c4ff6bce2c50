import type { Collector, ResetMark } from './collector.ts';
import { changesOf } from './collector.ts';
import { checkpointCollector } from './collectors/checkpoints.ts';
import { databaseCollector } from './collectors/database.ts';
import { indexCollector } from './collectors/indexes.ts';
import { ioCollector } from './collectors/io.ts';
import { statementCollector } from './collectors/statements.ts';
import { tableCollector } from './collectors/tables.ts';
import { walCollector } from './collectors/wal.ts';
import type { QueryTally, TelemetryConnection } from './connection.ts';
import type { Notes } from './notes.ts';
import { flush } from './own-traffic.ts';
import type { TelemetryServer } from './telemetry-server.ts';

/** In the order of reading at the end of the window: what changes fastest is nearest to it. */
export const collectors = {
  database: databaseCollector,
  wal: walCollector,
  checkpoints: checkpointCollector,
  tables: tableCollector,
  indexes: indexCollector,
  io: ioCollector,
  statements: statementCollector,
};

type Collectors = typeof collectors;
export type CollectorName = keyof Collectors;
export type RowOf<Name extends CollectorName> = Collectors[Name] extends Collector<infer Row> ? Row : never;

/** All statistics views at one moment, as far as they could be read. */
export interface Snapshot {
  /** The server's clock, ISO 8601. */
  readonly at: string;
  readonly marks: Readonly<Record<ResetMark, string | null>>;
  /** Statements of telemetry itself that are in the database's commits. */
  readonly ownStatements: number;
  readonly rows: ReadonlyMap<CollectorName, readonly object[]>;
}

/** Which end of the window a snapshot is for. */
export type WindowEnd = 'first' | 'last';

/**
 * Reads the views, each in a transaction of its own: PostgreSQL keeps what it has shown for the rest of a
 * transaction. The database's row is the last to be read at the start and the first at the end, so that reading the
 * others is not counted in it. A view that cannot be read is noted and left out. Rejects only when the connection is
 * lost.
 */
export async function takeSnapshot(
  end: WindowEnd,
  connection: TelemetryConnection,
  server: TelemetryServer,
  names: readonly CollectorName[],
  tally: Readonly<QueryTally>,
  notes: Notes,
): Promise<Snapshot> {
  const rows = new Map<CollectorName, readonly object[]>();
  const read = async (name: CollectorName) => {
    const collector = collectors[name];
    try {
      rows.set(name, await connection.query<object>({ text: collector.sql(server), name }));
    } catch (error) {
      if (isLoss(error as { code?: string })) throw error;
      notes.add({ text: `no ${collector.name}: ${(error as Error).message}` });
    }
  };
  const ordered = end === 'last' ? names : names.toReversed();
  let frame: Omit<Snapshot, 'rows'> | undefined;
  for (const name of ordered) {
    if (name === 'database') frame = await readFrame(connection, server, tally);
    await read(name);
  }
  frame ??= await readFrame(connection, server, tally);
  return { ...frame, rows };
}

/** Anything but the server's refusal of one statement, which has an SQLSTATE of another class. */
function isLoss({ code }: { code?: string }): boolean {
  return !code || !/^[0-9A-Z]{5}$/.test(code) || /^(08|57P)/.test(code);
}

async function readFrame(
  connection: TelemetryConnection,
  server: TelemetryServer,
  tally: Readonly<QueryTally>,
): Promise<Omit<Snapshot, 'rows'>> {
  const [row] = await connection.query<Pick<Snapshot, 'at'> & Record<ResetMark, string | null>>({
    name: 'frame',
    text: `SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at,
        stats_reset::text AS database,
        (SELECT stats_reset::text FROM pg_stat_bgwriter) AS shared,
        (SELECT stats_reset::text FROM pg_stat_wal) AS wal
      FROM ${flush(server.versionNumber)} LEFT JOIN pg_stat_database
        ON datid = ${server.databaseOid}`,
  });
  const { at, ...marks } = row!;
  return { at, marks, ownStatements: tally.statements };
}

/** What changed in one view between two snapshots; null, with a note, where that cannot be known. */
export function changesBetween<Name extends CollectorName>(
  name: Name,
  first: Snapshot,
  last: Snapshot,
  notes: Notes,
): RowOf<Name>[] | null {
  const collector = collectors[name] as unknown as Collector<RowOf<Name>>;
  const before = first.rows.get(name) as readonly RowOf<Name>[] | undefined;
  const after = last.rows.get(name) as readonly RowOf<Name>[] | undefined;
  if (!before || !after) return null;
  const isReset = collector.resetMarks.some((mark) => first.marks[mark] !== last.marks[mark]);
  const changes = isReset ? undefined : changesOf(collector, before, after);
  if (changes) return changes;
  notes.add({
    text: `no ${collector.name}: the server began to count anew inside the window`,
    remedy: 'see whether it crashed, or who calls pg_stat_reset',
  });
  return null;
}
