import type { Client } from 'pg';

/** A column that an index could be made of. */
export interface TableColumn {
  readonly table: string;
  readonly name: string;
  /** `uuid`, `character varying(50)`, `tsvector`, ... */
  readonly type: string;
  readonly isText: boolean;
  /** Bytes of a value on average, by the planner's statistics; without any, a guess by its type. */
  readonly averageBytes: number;
}

const guessedBytes = 32;

/** Columns of all tables and materialized views that a query finds without naming a schema. */
export async function readColumns(client: Client): Promise<TableColumn[]> {
  const { rows } = await client.query<TableColumn>(
    `SELECT relname::text AS table, attname::text AS name, format_type(atttypid, atttypmod) AS type,
            typcategory = 'S' AS "isText",
            coalesce((SELECT max(avg_width) FROM pg_stats
                      WHERE schemaname = nspname AND tablename = relname AND pg_stats.attname = pg_attribute.attname),
                     nullif(typlen, -1), $1)::float8 AS "averageBytes"
     FROM pg_attribute
     JOIN pg_class ON pg_class.oid = attrelid
     JOIN pg_namespace ON pg_namespace.oid = relnamespace
     JOIN pg_type ON pg_type.oid = atttypid
     WHERE relkind IN ('r', 'p', 'm') AND NOT relispartition AND attnum > 0 AND NOT attisdropped
       AND pg_table_is_visible(pg_class.oid) AND nspname <> 'pg_catalog'
     ORDER BY relname, attnum`,
    [guessedBytes],
  );
  return rows;
}

/** Extensions that the server has to offer, installed or not. */
export async function availableExtensions(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    'SELECT name::text AS name FROM pg_available_extensions ORDER BY 1',
  );
  return rows.map(({ name }) => name);
}
