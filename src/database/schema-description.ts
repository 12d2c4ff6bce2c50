import type { Client } from 'pg';

/**
 * What a catalogue says of a schema, normalised: sorted, and equal on PostgreSQL 14 to 18 for one set of DDL. The
 * expected one is checked in as `schema-description.json`.
 */
export interface SchemaDescription {
  /** Without `plpgsql`, which every database has. */
  extensions: readonly ExtensionDescription[];
  /** Tables and partitioned tables, by name; not those of extensions. */
  tables: readonly TableDescription[];
}

export interface ExtensionDescription {
  name: string;
}

export interface TableDescription {
  name: string;
  /** In the table's own order. */
  columns: readonly ColumnDescription[];
  /** By name; without the NOT NULL constraints that PostgreSQL 18 lists here (see `nullable`). */
  constraints: readonly ConstraintDescription[];
  /** By name; those implied by keys too. */
  indexes: readonly IndexDescription[];
}

export interface ColumnDescription {
  name: string;
  /** As `format_type` prints it: `character varying(50)`. */
  type: string;
  nullable: boolean;
  /** An SQL expression, or null when there is none. */
  default: string | null;
}

export interface ConstraintDescription {
  name: string;
  kind: 'primary key' | 'unique' | 'foreign key' | 'check' | 'exclusion' | 'trigger';
  definition: string;
  /** False after `NOT VALID`: the rows of before are unproven. */
  validated: boolean;
}

export interface IndexDescription {
  name: string;
  definition: string;
  /** Whether a primary key, unique or exclusion constraint implies it. */
  implied: boolean;
  /** False when a concurrent build failed: the planner does not use the index. */
  valid: boolean;
}

/** The tables of the schema `$1`, less those that an extension owns. */
const tables = `
  SELECT c.oid, c.relname::text AS name
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = $1 AND c.relkind IN ('r', 'p')
    AND NOT EXISTS (
      SELECT FROM pg_depend d
      WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'
    )`;

const queries = {
  extensions: `SELECT extname::text AS name FROM pg_extension WHERE extname <> 'plpgsql' ORDER BY extname COLLATE "C"`,

  tables: `SELECT name FROM (${tables}) t ORDER BY name COLLATE "C"`,

  columns: `
    SELECT t.name AS "table", a.attname::text AS name, format_type(a.atttypid, a.atttypmod) AS type,
      NOT a.attnotnull AS nullable, pg_get_expr(d.adbin, d.adrelid) AS "default"
    FROM (${tables}) t
    JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = t.oid AND d.adnum = a.attnum
    ORDER BY t.name COLLATE "C", a.attnum`,

  constraints: `
    SELECT t.name AS "table", c.conname::text AS name,
      CASE c.contype
        WHEN 'p' THEN 'primary key' WHEN 'u' THEN 'unique' WHEN 'f' THEN 'foreign key'
        WHEN 'c' THEN 'check' WHEN 'x' THEN 'exclusion' ELSE 'trigger'
      END AS kind,
      pg_get_constraintdef(c.oid) AS definition, c.convalidated AS validated
    FROM (${tables}) t
    JOIN pg_constraint c ON c.conrelid = t.oid AND c.contype <> 'n'
    ORDER BY t.name COLLATE "C", c.conname COLLATE "C"`,

  indexes: `
    SELECT t.name AS "table", c.relname::text AS name, pg_get_indexdef(i.indexrelid) AS definition,
      EXISTS (
        SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')
      ) AS implied,
      i.indisvalid AS valid
    FROM (${tables}) t
    JOIN pg_index i ON i.indrelid = t.oid
    JOIN pg_class c ON c.oid = i.indexrelid
    ORDER BY t.name COLLATE "C", c.relname COLLATE "C"`,
};

/** Reads the catalogue of one schema. The session's `search_path` is put back. */
export async function describeSchema(client: Client, schema = 'public'): Promise<SchemaDescription> {
  const { rows: settings } = await client.query<{ path: string }>(
    `SELECT current_setting('search_path') AS path`,
  );
  // Names outside the search path print qualified; with the schema first in it, a definition prints one way only.
  await client.query(`SELECT set_config('search_path', quote_ident($1), false)`, [schema]);
  try {
    return await readCatalogue(client, schema);
  } finally {
    await client.query(`SELECT set_config('search_path', $1, false)`, [settings[0]!.path]);
  }
}

async function readCatalogue(client: Client, schema: string): Promise<SchemaDescription> {
  const ofTables = async <Item extends object>(query: string): Promise<Map<string, Item[]>> => {
    const { rows } = await client.query<Item & { table: string }>(query, [schema]);
    const items = new Map<string, Item[]>();
    for (const { table, ...item } of rows) {
      const list = items.get(table) ?? [];
      list.push(item as unknown as Item);
      items.set(table, list);
    }
    return items;
  };
  const { rows: extensions } = await client.query<ExtensionDescription>(queries.extensions);
  const { rows: names } = await client.query<{ name: string }>(queries.tables, [schema]);
  const columns = await ofTables<ColumnDescription>(queries.columns);
  const constraints = await ofTables<ConstraintDescription>(queries.constraints);
  const indexes = await ofTables<IndexDescription>(queries.indexes);
  return {
    extensions,
    tables: names.map(({ name }) => ({
      name,
      columns: columns.get(name) ?? [],
      constraints: constraints.get(name) ?? [],
      indexes: indexes.get(name) ?? [],
    })),
  };
}
