import type { Client } from 'pg';
import { storedTables } from './partitions.ts';

/** What tables take on disk, in bytes of data: without maps of free space and of visibility. */
export interface TableRoom {
  /** With what is stored out of line (TOAST). */
  readonly tableBytes: number;
  readonly indexBytes: number;
}

/** Of all these together, partitions included. Names as SQL takes them. */
export async function readRoom(client: Client, tables: readonly string[]): Promise<TableRoom> {
  const { rows } = await client.query<TableRoom>(
    `SELECT coalesce(sum(pg_relation_size(c.oid) + coalesce(pg_relation_size(nullif(c.reltoastrelid, 0)), 0)), 0)::float8
         AS "tableBytes",
       coalesce(sum((SELECT sum(pg_relation_size(indexrelid)) FROM pg_index WHERE indrelid IN (c.oid, c.reltoastrelid))), 0)
         ::float8 AS "indexBytes"
     FROM pg_class AS c
     WHERE c.oid = ANY ($1::regclass[])`,
    [await storedTables(client, tables)],
  );
  return rows[0]!;
}

export interface DeadRows {
  /** A table, or a partition. */
  readonly table: string;
  readonly rows: number;
}

/**
 * Tables with rows that were deleted or replaced and still take room: as many as the server has counted since the last
 * VACUUM, or since the database was made.
 */
export async function readDeadRows(client: Client): Promise<DeadRows[]> {
  const { rows } = await client.query<DeadRows>(
    `SELECT relid::regclass::text AS table, n_dead_tup::float8 AS rows FROM pg_stat_user_tables
     WHERE n_dead_tup > 0 AND schemaname <> 'bench_harness'
     ORDER BY 1`,
  );
  return rows;
}

/** Makes the room of dead rows usable again, in the indexes too, however few there are. */
export async function clearDeadRows(client: Client, dead: readonly DeadRows[]): Promise<void> {
  if (dead.length === 0) return;
  await client.query(`VACUUM (INDEX_CLEANUP ON) ${dead.map(({ table }) => table).join(', ')}`);
}

/** Writes tables anew, without gaps, which gives all that they do not need back to the disk. */
export async function rewriteTables(client: Client, tables: readonly string[]): Promise<void> {
  const stored = await storedTables(client, tables);
  if (stored.length > 0) await client.query(`VACUUM (FULL) ${stored.join(', ')}`);
}
