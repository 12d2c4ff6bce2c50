import type { Client } from 'pg';

interface DeferredStatement {
  phase: 'index' | 'key' | 'foreign key' | 'validation';
  table: string;
  name: string;
  /** What brings it back. */
  sql: string;
  /** What takes it away; the statements of later phases have nothing to take away. */
  drop?: string;
}

interface CatalogueRow {
  table: string;
  name: string;
  definition: string;
}

/** Keys keep their backing index's own definition, so that opclasses, INCLUDE and NULLS NOT DISTINCT survive. */
const indexesSql = `
  SELECT indrelid::regclass::text AS table, relname AS name, pg_get_indexdef(indexrelid) AS definition
  FROM pg_index
  JOIN pg_class ON pg_class.oid = indexrelid
  WHERE relnamespace = 'public'::regnamespace
    AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype = 'x')
  ORDER BY relname`;

const constraintsSql = (type: string) => `
  SELECT conrelid::regclass::text AS table, conname AS name, pg_get_constraintdef(oid) AS definition
  FROM pg_constraint
  WHERE connamespace = 'public'::regnamespace AND contype = ANY ('{${type}}') AND conparentid = 0
  ORDER BY conname`;

/**
 * Takes away all keys, indexes and foreign keys of the schema, as the catalogue has them, and keeps what brings them
 * back in `bench_harness.deferred`. To be called in the transaction that creates the schema. Checks, NOT NULL and
 * exclusion constraints stay: they cost little, or cannot be rebuilt from an index.
 */
export async function deferConstraints(client: Client): Promise<void> {
  const foreignKeys = await read(client, constraintsSql('f'));
  const keys = await read(client, constraintsSql('p,u'));
  const indexes = await read(client, indexesSql);
  const backing = new Set(keys.map(({ name }) => name));
  const statements: DeferredStatement[] = [
    ...indexes.map(({ table, name, definition }): DeferredStatement => {
      const drop = `DROP INDEX public.${quoted(name)}`;
      return { phase: 'index', table, name, sql: definition, ...(backing.has(name) ? {} : { drop }) };
    }),
    ...keys.map(({ table, name, definition }): DeferredStatement => {
      const kind = definition.startsWith('PRIMARY KEY') ? 'PRIMARY KEY' : 'UNIQUE';
      const sql = `ALTER TABLE ${table} ADD CONSTRAINT ${quoted(name)} ${kind} USING INDEX ${quoted(name)}`;
      return { phase: 'key', table, name, sql, drop: dropConstraint(table, name) };
    }),
    ...foreignKeys.map(({ table, name, definition }): DeferredStatement => {
      const sql = `ALTER TABLE ${table} ADD CONSTRAINT ${quoted(name)} ${definition} NOT VALID`;
      return { phase: 'foreign key', table, name, sql, drop: dropConstraint(table, name) };
    }),
    ...foreignKeys.map(({ table, name }): DeferredStatement => {
      const sql = `ALTER TABLE ${table} VALIDATE CONSTRAINT ${quoted(name)}`;
      return { phase: 'validation', table, name, sql };
    }),
  ];
  // Backwards: foreign keys depend on keys, keys on nothing else that is dropped.
  for (const { drop } of statements.toReversed()) if (drop) await client.query(drop);
  await client.query(
    `INSERT INTO bench_harness.deferred (ordinal, phase, table_name, name, sql)
     SELECT row_number() OVER (), * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])`,
    [
      statements.map(({ phase }) => phase),
      statements.map(({ table }) => table),
      statements.map(({ name }) => name),
      statements.map(({ sql }) => sql),
    ],
  );
}

async function read(client: Client, sql: string): Promise<CatalogueRow[]> {
  return (await client.query<CatalogueRow>(sql)).rows;
}

function dropConstraint(table: string, name: string): string {
  return `ALTER TABLE ${table} DROP CONSTRAINT ${quoted(name)}`;
}

function quoted(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}
