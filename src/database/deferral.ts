import type { Client } from 'pg';
import type { RestorePhase } from './load-phases.ts';

interface DeferredStatement {
  phase: RestorePhase;
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
  /** The table has partitions, which get what it gets. */
  isPartitioned: boolean;
}

interface ForeignKey extends CatalogueRow {
  /** Before PostgreSQL 18 a partitioned table cannot have one that is not proven, and one to it never becomes so. */
  isProvenAtOnce: boolean;
}

/**
 * Keys keep their backing index's own definition, so that opclasses, INCLUDE and NULLS NOT DISTINCT survive. Indexes of
 * partitions that belong to one of the whole table (`relispartition`) come and go with that.
 */
const indexesSql = `
  SELECT indrelid::regclass::text AS table, pg_class.relname AS name, pg_get_indexdef(indexrelid) AS definition,
         indexed.relkind = 'p' AS "isPartitioned"
  FROM pg_index
  JOIN pg_class ON pg_class.oid = indexrelid
  JOIN pg_class AS indexed ON indexed.oid = indrelid
  WHERE pg_class.relnamespace = 'public'::regnamespace AND NOT pg_class.relispartition
    AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype = 'x')
  ORDER BY pg_class.relname`;

/** Constraints that partitions have from their table, or a foreign key from what it refers to, have a parent. */
const constraintsSql = (type: string) => `
  SELECT conrelid::regclass::text AS table, conname AS name, pg_get_constraintdef(pg_constraint.oid) AS definition,
         own.relkind = 'p' AS "isPartitioned",
         'p' IN (own.relkind, parent.relkind) AND current_setting('server_version_num')::int < 180000 AS "isProvenAtOnce"
  FROM pg_constraint
  JOIN pg_class AS own ON own.oid = conrelid
  LEFT JOIN pg_class AS parent ON parent.oid = confrelid
  WHERE connamespace = 'public'::regnamespace AND contype = ANY ('{${type}}') AND conparentid = 0
  ORDER BY conname`;

/**
 * Takes away all keys, indexes and foreign keys of the schema, as the catalogue has them, and keeps what brings them
 * back in `bench_harness.deferred`. To be called in the transaction that creates the schema. Checks, NOT NULL and
 * exclusion constraints stay: they cost little, or cannot be rebuilt from an index.
 */
export async function deferConstraints(client: Client): Promise<void> {
  const foreignKeys = await read<ForeignKey>(client, constraintsSql('f'));
  const keys = await read(client, constraintsSql('p,u'));
  const indexes = await read(client, indexesSql);
  // Names are unique in a schema: a key has that of its index.
  const keyOf = new Map(keys.map((key) => [key.name, key]));
  const statements: DeferredStatement[] = [
    ...indexes.flatMap((index) => indexStatement(index, keyOf.get(index.name))),
    ...keys.flatMap(keyStatement),
    ...foreignKeys.map(foreignKeyStatement),
    ...foreignKeys.flatMap(validationStatement),
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

/** A partitioned table takes no ready index for its key: there the key builds it. */
function indexStatement(index: CatalogueRow, key: CatalogueRow | undefined): DeferredStatement[] {
  const { table, name, definition, isPartitioned } = index;
  if (key && isPartitioned) {
    return [{ phase: 'index', table, name, sql: addConstraint(key), drop: dropConstraint(key) }];
  }
  // The catalogue spells what was made for all partitions as if it were for none of them.
  const sql = isPartitioned ? definition.replace(/ ON ONLY /, ' ON ') : definition;
  const drop = `DROP INDEX public.${quoted(name)}`;
  return [{ phase: 'index', table, name, sql, ...(key ? {} : { drop }) }];
}

function keyStatement(key: CatalogueRow): DeferredStatement[] {
  const { table, name, definition, isPartitioned } = key;
  if (isPartitioned) return [];
  const kind = definition.startsWith('PRIMARY KEY') ? 'PRIMARY KEY' : 'UNIQUE';
  const sql = `ALTER TABLE ${table} ADD CONSTRAINT ${quoted(name)} ${kind} USING INDEX ${quoted(name)}`;
  return [{ phase: 'key', table, name, sql, drop: dropConstraint(key) }];
}

function foreignKeyStatement(key: ForeignKey): DeferredStatement {
  const { table, name, isProvenAtOnce } = key;
  const sql = isProvenAtOnce ? addConstraint(key) : `${addConstraint(key)} NOT VALID`;
  return { phase: 'foreign key', table, name, sql, drop: dropConstraint(key) };
}

function validationStatement({ table, name, isProvenAtOnce }: ForeignKey): DeferredStatement[] {
  if (isProvenAtOnce) return [];
  const sql = `ALTER TABLE ${table} VALIDATE CONSTRAINT ${quoted(name)}`;
  return [{ phase: 'validation', table, name, sql }];
}

async function read<Row extends CatalogueRow>(client: Client, sql: string): Promise<Row[]> {
  return (await client.query<Row>(sql)).rows;
}

function addConstraint({ table, name, definition }: CatalogueRow): string {
  return `ALTER TABLE ${table} ADD CONSTRAINT ${quoted(name)} ${definition}`;
}

function dropConstraint({ table, name }: CatalogueRow): string {
  return `ALTER TABLE ${table} DROP CONSTRAINT ${quoted(name)}`;
}

function quoted(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}
