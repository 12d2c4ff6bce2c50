import type { Client } from 'pg';
import { keyStyleOf, withKeyStyle } from './key-style.ts';
import { describeSchema, type SchemaDescription } from './schema-description.ts';
import { schemaDrift } from './schema-drift.ts';
import { applySchema, readSchemaFiles, type SchemaFiles } from './schema-files.ts';

export interface SchemaCheck {
  /** Indexes and constraints that there should be. */
  objects: number;
  /** What differs, a sentence each. */
  differences: string[];
  found: SchemaDescription;
  expected: SchemaDescription;
}

/**
 * Compares the tables, indexes and constraints of a database with those of the schema's files, with keys of the
 * database's style. These are made for that as temporary tables in a transaction that is rolled back.
 */
export async function checkSchema(
  client: Client,
  schemaFiles: SchemaFiles = readSchemaFiles(),
): Promise<SchemaCheck> {
  const files = withKeyStyle(schemaFiles, await keyStyleOf(client));
  const found = await describeSchema(client);
  const expected = await describeFiles(client, files);
  const { rows: pending } = await client.query<{ name: string; table: string; phase: string }>(
    `SELECT name, table_name AS table, phase FROM bench_harness.deferred WHERE NOT is_restored ORDER BY ordinal`,
  );
  return {
    expected,
    found,
    objects: expected.tables.reduce(
      (sum, { indexes, constraints }) => sum + indexes.length + constraints.length,
      0,
    ),
    differences: [
      ...pending.map(
        ({ phase, name, table }) => `The ${phase} ${name} of table ${table} was not restored by the load.`,
      ),
      ...schemaDrift(unqualified(expected), unqualified(found)),
    ],
  };
}

async function describeFiles(client: Client, files: SchemaFiles): Promise<SchemaDescription> {
  await client.query('BEGIN');
  try {
    // What is made goes to the first; operator classes of extensions may be in any of the others.
    await client.query(
      `SELECT set_config('search_path', 'pg_temp, ' || current_setting('search_path'), true)`,
    );
    await applySchema(client, { ...files, extensions: [] });
    const { rows } = await client.query<{ schema: string }>(
      'SELECT nspname AS schema FROM pg_namespace WHERE oid = pg_my_temp_schema()',
    );
    return await describeSchema(client, rows[0]!.schema);
  } finally {
    await client.query('ROLLBACK').catch(() => {});
  }
}

/** Definitions name the schemas that are not first in the search path: here these are no differences. */
function unqualified(description: SchemaDescription): SchemaDescription {
  return JSON.parse(JSON.stringify(description).replace(/\b(pg_temp(_\d+)?|public)\./g, ''));
}
