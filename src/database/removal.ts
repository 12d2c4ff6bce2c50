import type { Client } from 'pg';
import { type BenchError, environmentError } from '../core/errors.ts';
import { type DatasetIdentity, foreignDatabase, inspectDatabase } from './marker.ts';
import { readSchemaFiles } from './schema-files.ts';
import { ledgerTables } from './write-ledger.ts';

/** A dataset that was removed. */
export interface RemovedDataset {
  identity: DatasetIdentity;
  freedBytes: number;
}

/** How long to wait for somebody's transaction on our tables to end. */
const lockTimeout = '10s';

const dependentObjectsStillExist = '2BP01';
const lockNotAvailable = '55P03';

/**
 * Removes the dataset of a marked database, tables and marker together or nothing at all, and leaves what else is in
 * it alone: extensions, and whatever a user has put beside our tables. Undefined when the database is empty. Throws
 * a BenchError for a database that is not ours, and when something of a user's depends on our tables.
 */
export async function removeDataset(client: Client, address: string): Promise<RemovedDataset | undefined> {
  const found = await inspectDatabase(client);
  if (found.kind === 'foreign') throw foreignDatabase(address, found.found);
  if (found.kind === 'empty') return undefined;
  const tables = await datasetTables(client);
  try {
    await client.query('BEGIN');
    await client.query(`SET LOCAL lock_timeout = '${lockTimeout}'`);
    const freedBytes = await sizeOf(client, tables);
    // One statement, so that the foreign keys between them are in nobody's way; no CASCADE, to spare what is not ours.
    if (tables.length > 0) await client.query(`DROP TABLE ${tables.join(', ')}`);
    await client.query(`
      DROP TABLE IF EXISTS ${ledgerTables.join(', ')};
      DROP TABLE bench_harness.dataset, bench_harness.chunk, bench_harness.deferred;
      DROP SCHEMA bench_harness;`);
    await client.query('COMMIT');
    return { identity: found.marker.identity, freedBytes };
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw refusal(error, address) ?? error;
  }
}

/** Drops a whole database of ours, ending what is connected to it. From a connection to another. Bytes freed. */
export async function dropDatabase(client: Client, name: string): Promise<number> {
  const { rows } = await client.query<{ bytes: string | null }>('SELECT pg_database_size($1) AS bytes', [
    name,
  ]);
  await client.query(`DROP DATABASE ${client.escapeIdentifier(name)} WITH (FORCE)`);
  return Number(rows[0]!.bytes ?? 0);
}

/** Those of the schema's tables that are there, as SQL names them. */
async function datasetTables(client: Client): Promise<string[]> {
  const names = readSchemaFiles().tables.map(({ name }) => `public.${name.replace(/^\d+_/, '')}`);
  const { rows } = await client.query<{ name: string }>(
    'SELECT name FROM unnest($1::text[]) AS name WHERE to_regclass(name) IS NOT NULL',
    [names],
  );
  return rows.map(({ name }) => name);
}

async function sizeOf(client: Client, tables: readonly string[]): Promise<number> {
  const { rows } = await client.query<{ bytes: string }>(
    'SELECT coalesce(sum(pg_total_relation_size(name::regclass)), 0) AS bytes FROM unnest($1::text[]) AS name',
    [tables],
  );
  return Number(rows[0]!.bytes);
}

function refusal(error: unknown, address: string): BenchError | undefined {
  const { code, detail, message } = error as Error & { code?: string; detail?: string };
  if (code === dependentObjectsStillExist) {
    const dependents = (detail ?? message).split('\n').slice(0, 3).join('; ');
    return environmentError(
      `cannot remove the dataset from ${address}: something that is not the harness's depends on it: ${dependents}`,
      'nothing was changed; drop that first, then run the same command again',
      error,
    );
  }
  if (code === lockNotAvailable) {
    return environmentError(
      `cannot remove the dataset from ${address}: for ${lockTimeout} somebody has been using its tables`,
      'nothing was changed; end that transaction (see pg_stat_activity), then run the same command again',
      error,
    );
  }
  return undefined;
}
