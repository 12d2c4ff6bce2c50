import type { TelemetryConnection } from './connection.ts';
import type { VacuumSighting } from './record.ts';
import type { TelemetryServer } from './telemetry-server.ts';

/** What is vacuumed or analyzed in this database now, as looked at once a second. */
export class VacuumWatch {
  readonly #connection: TelemetryConnection;
  readonly #server: TelemetryServer;
  readonly #seen = new Map<string, VacuumSighting>();

  constructor(connection: TelemetryConnection, server: TelemetryServer) {
    this.#connection = connection;
    this.#server = server;
  }

  async look(): Promise<void> {
    const rows = await this.#connection.query<Omit<VacuumSighting, 'seconds'>>({
      name: 'vacuums',
      text: `SELECT relid::regclass::text AS table, kind, backend_type = 'autovacuum worker' AS "isAutomatic"
        FROM (SELECT pid, relid, datid, 'vacuum' AS kind FROM pg_stat_progress_vacuum
              UNION ALL SELECT pid, relid, datid, 'analyze' FROM pg_stat_progress_analyze) AS progress
          JOIN pg_stat_activity USING (pid)
        WHERE progress.datid = ${this.#server.databaseOid} AND relid IS NOT NULL`,
    });
    for (const row of rows) {
      const key = JSON.stringify(row);
      this.#seen.set(key, { ...row, seconds: (this.#seen.get(key)?.seconds ?? 0) + 1 });
    }
  }

  sightings(): VacuumSighting[] {
    return [...this.#seen.values()].sort((a, b) => b.seconds - a.seconds);
  }
}
