import type { Collector } from '../collector.ts';
import { ownMark, type TelemetryConnection } from '../connection.ts';
import type { StatementChange } from '../record.ts';
import type { TelemetryServer } from '../telemetry-server.ts';

/** The counters of a statement, before its text is looked up. */
export interface StatementRow extends Omit<StatementChange, 'text'> {
  readonly queryId: string;
}

/** Entries of one statement by several users, or called at top level and inside functions, are one here. */
export const statementCollector: Collector<StatementRow> = {
  name: 'pg_stat_statements',
  keys: ['queryId'],
  states: [],
  resetMarks: ['shared'],
  missing: ({ statementsSchema, readsAllStatistics }) => {
    if (statementsSchema === null) {
      return {
        text: 'no figures by statement: pg_stat_statements is not installed in this database',
        remedy: 'put it into shared_preload_libraries, restart, and CREATE EXTENSION pg_stat_statements',
        isDetail: true,
      };
    }
    // Without it only one's own statements have an id.
    if (!readsAllStatistics) {
      return {
        text: 'no figures by statement: this user may not read all of pg_stat_statements',
        remedy: 'GRANT pg_read_all_stats to this user',
        isDetail: true,
      };
    }
    return undefined;
  },
  // Without texts, which may be megabytes.
  sql: ({ statementsSchema, databaseOid }) => `
    SELECT queryid::text AS "queryId", sum(calls)::float8 AS calls, sum(total_exec_time) AS "totalMs",
      sum(rows)::float8 AS rows, sum(shared_blks_hit)::float8 AS "blocksHit",
      sum(shared_blks_read)::float8 AS "blocksRead", sum(shared_blks_dirtied)::float8 AS "blocksDirtied",
      sum(temp_blks_written)::float8 AS "tempBlocksWritten", sum(wal_bytes)::float8 AS "walBytes"
    FROM ${statementsSchema}.pg_stat_statements(false)
    WHERE dbid = ${databaseOid} AND queryid IS NOT NULL
    GROUP BY queryid`,
};

const most = 20;
const longestText = 2000;

/** The statements that took most time, with their texts. Those of telemetry itself are left out. */
export async function topStatements(
  connection: TelemetryConnection,
  { statementsSchema, databaseOid }: TelemetryServer,
  changes: readonly StatementRow[],
): Promise<StatementChange[]> {
  // More than are kept: ours are among them.
  const top = changes.toSorted((a, b) => b.totalMs - a.totalMs).slice(0, 2 * most);
  const rows = await connection.query<{ queryId: string; text: string | null; isOwn: boolean }>({
    text: `SELECT queryid::text AS "queryId", min(left(query, ${longestText})) AS text,
        bool_or(query LIKE '%${ownMark}%') AS "isOwn"
      FROM ${statementsSchema}.pg_stat_statements
      WHERE dbid = ${databaseOid} AND queryid = ANY ($1::int8[])
      GROUP BY queryid`,
    values: [top.map(({ queryId }) => queryId)],
  });
  const found = new Map(rows.map((row) => [row.queryId, row]));
  return top
    .filter(({ queryId }) => !found.get(queryId)?.isOwn)
    .slice(0, most)
    .map(({ queryId, ...counters }) => ({ text: harmless(found.get(queryId)?.text), ...counters }));
}

/** Commands are kept as written: `ALTER ROLE ... PASSWORD` with the password. */
function harmless(text: string | null | undefined): string | null {
  return text && !/password/i.test(text) ? text : null;
}
