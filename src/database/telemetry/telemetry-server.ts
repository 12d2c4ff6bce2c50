import type { TelemetryConnection } from './connection.ts';

/** What decides which collectors work on a server, and how they ask. */
export interface TelemetryServer {
  /** Such as 160014. */
  readonly versionNumber: number;
  /** Of the database that is watched. */
  readonly databaseOid: number;
  /** Superuser, or member of pg_read_all_stats (pg_monitor). */
  readonly readsAllStatistics: boolean;
  /** track_counts: without it tables and databases are not counted. */
  readonly countsTables: boolean;
  /** track_activities: without it no backend shows what it does. */
  readonly showsActivities: boolean;
  /** Where pg_stat_statements is installed in this database, quoted; null where it is not. */
  readonly statementsSchema: string | null;
}

export const versions = { sharedStatistics: 150000, io: 160000, checkpointer: 170000, ioBytes: 180000 };

export async function inspectTelemetryServer(connection: TelemetryConnection): Promise<TelemetryServer> {
  const [server] = await connection.query<TelemetryServer>({
    text: `SELECT current_setting('server_version_num')::int AS "versionNumber",
        (SELECT oid::int8::float8 FROM pg_database WHERE datname = current_database()) AS "databaseOid",
        pg_has_role(current_user, 'pg_read_all_stats', 'USAGE') AS "readsAllStatistics",
        current_setting('track_counts')::bool AS "countsTables",
        current_setting('track_activities')::bool AS "showsActivities",
        (SELECT quote_ident(nspname) FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace
         WHERE extname = 'pg_stat_statements') AS "statementsSchema"`,
  });
  return server!;
}
