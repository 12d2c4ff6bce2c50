import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from './connect.ts';

const pollMs = 200;

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
  const alter = async (change: string) => {
    for (const { name } of rows) await client.query(`ALTER TABLE ${name} ${change}`);
  };
  await alter('SET (autovacuum_enabled = false)');
  for (let waitedMs = 0; waitedMs < waitMs && (await isAtWork(client)); waitedMs += pollMs)
    await sleep(pollMs);
  return () => alter('RESET (autovacuum_enabled)');
}

async function isAtWork(client: Client): Promise<boolean> {
  const { rowCount } = await client.query(
    "SELECT FROM pg_stat_activity WHERE backend_type = 'autovacuum worker' AND datname = current_database()",
  );
  return rowCount! > 0;
}
