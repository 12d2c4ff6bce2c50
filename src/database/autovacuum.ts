import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from './connect.ts';

const options = ['autovacuum_enabled', 'toast.autovacuum_enabled'];
const pollMs = 200;

/**
 * Keeps autovacuum from tables that are being filled: they would be read, frozen and analyzed at their halfway points,
 * beside the fill and for nothing, where it is all done at the end.
 */
export async function suspendAutovacuum(client: Client, tables: readonly string[]): Promise<void> {
  const off = options.map((option) => `${option} = false`).join(', ');
  for (const table of tables) await client.query(`ALTER TABLE ${table} SET (${off})`);
}

/** Gives tables back to it. */
export async function resumeAutovacuum(client: Client, tables: readonly string[]): Promise<void> {
  for (const table of tables) await client.query(`ALTER TABLE ${table} RESET (${options.join(', ')})`);
}

/**
 * Keeps autovacuum from all tables of the database that it is not kept from already, and waits until it is at work on
 * none, at most `waitMs`. Returns what gives the tables back. Rejects with the server's error, for who owns them not.
 */
export async function pauseAutovacuum(client: Client, waitMs: number): Promise<() => Promise<void>> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT relation.oid::regclass::text AS name
     FROM pg_class AS relation
     WHERE relkind IN ('r', 'm') AND relpersistence = 'p'
       AND relnamespace NOT IN (SELECT oid FROM pg_namespace WHERE nspname LIKE 'pg\\_%' OR nspname = 'information_schema')
       AND NOT EXISTS (
         SELECT FROM pg_options_to_table(reloptions) WHERE option_name = 'autovacuum_enabled')
     ORDER BY name`,
  );
  const tables = rows.map(({ name }) => name);
  await suspendAutovacuum(client, tables);
  for (let waitedMs = 0; waitedMs < waitMs && (await isAtWork(client)); waitedMs += pollMs)
    await sleep(pollMs);
  return () => resumeAutovacuum(client, tables);
}

async function isAtWork(client: Client): Promise<boolean> {
  const { rowCount } = await client.query(
    "SELECT FROM pg_stat_activity WHERE backend_type = 'autovacuum worker' AND datname = current_database()",
  );
  return rowCount! > 0;
}
