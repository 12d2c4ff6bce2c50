import type { Client } from 'pg';
import { shareOut } from '../core/concurrency.ts';
import { resumeAutovacuum } from './autovacuum.ts';
import type { PhaseProgress } from './load-phases.ts';

/** Settings of a loading connection: wait for no commit, build indexes in memory, notice a dead harness. */
const loaderSettings: Readonly<Record<string, string>> = {
  synchronous_commit: 'off',
  // The connections are the parallelism.
  max_parallel_maintenance_workers: '0',
  statement_timeout: '0',
  idle_in_transaction_session_timeout: '0',
  client_connection_check_interval: '1s',
};

/** Prepares a connection for filling and restoring. A setting that this server lacks or refuses is left out. */
export async function becomeLoader(client: Client): Promise<void> {
  for (const [name, value] of Object.entries(loaderSettings)) {
    await client.query('SELECT set_config($1, $2, false)', [name, value]).catch(() => {});
  }
  // No less than the server gives anyway.
  await client
    .query(
      `SELECT set_config('maintenance_work_mem', '256MB', false) FROM pg_settings
       WHERE name = 'maintenance_work_mem' AND setting::bigint < 256 * 1024`,
    )
    .catch(() => {});
}

/** VACUUM (FREEZE, ANALYZE) of all tables, shared among the connections, each given back to autovacuum then. */
export async function vacuumTables(
  clients: readonly Client[],
  tables: readonly string[],
  progress: PhaseProgress,
): Promise<void> {
  progress.begin('vacuum', tables.length);
  await shareOut(tables, clients, async (table, client) => {
    progress.working(table);
    await client.query(`VACUUM (FREEZE, ANALYZE) ${table}`);
    await resumeAutovacuum(client, [table]);
    progress.done();
  });
}

/** Only superusers and pg_checkpoint may; without it the first run pays for the load's dirty pages. */
export async function checkpoint(client: Client, progress: PhaseProgress): Promise<void> {
  progress.begin('checkpoint', 1);
  progress.working('what is not on disk yet');
  await client.query('CHECKPOINT').catch(() => {});
  progress.done();
}
