import type { Client } from 'pg';

export interface TableColumn {
  readonly name: string;
  /** As SQL has it: `timestamp without time zone`. */
  readonly type: string;
}

/** What a table holds, in two figures that know no order. */
export interface TableContents {
  readonly rows: number;
  /** Sum of the hashes of all rows: equal for equal rows. */
  readonly checksum: string;
}

/**
 * The columns of each table that holds data, by the table's name as SQL takes it; partitions count for their table.
 * Without views, columns that are computed, and what the harness keeps for itself.
 */
export async function readColumns(client: Client): Promise<Map<string, TableColumn[]>> {
  const { rows } = await client.query<{ name: string; columns: TableColumn[] }>(
    `SELECT c.oid::regclass::text AS name,
       coalesce(json_agg(json_build_object('name', attname, 'type', format_type(atttypid, atttypmod)) ORDER BY attname)
         FILTER (WHERE attname IS NOT NULL), '[]') AS columns
     FROM pg_class AS c
     JOIN pg_namespace AS n ON n.oid = relnamespace
     LEFT JOIN pg_attribute ON attrelid = c.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
     WHERE relkind IN ('r', 'p') AND NOT relispartition AND relpersistence = 'p'
       AND nspname NOT IN ('information_schema', 'bench_harness') AND nspname !~ '^pg_'
     GROUP BY c.oid
     ORDER BY name`,
  );
  return new Map(rows.map(({ name, columns }) => [name, columns]));
}

/** Reads the whole table. `columns` are those that the checksum is of. Rejects with the server's error. */
export async function readContents(
  client: Client,
  table: string,
  columns: readonly TableColumn[],
): Promise<TableContents> {
  const row = columns.map(({ name }) => client.escapeIdentifier(name)).join(', ');
  const { rows } = await client.query<TableContents>(
    `SELECT count(*)::float8 AS rows, coalesce(sum(hashtextextended(ROW(${row})::text, 0)::numeric), 0)::text AS checksum
     FROM ${table}`,
  );
  return rows[0]!;
}
