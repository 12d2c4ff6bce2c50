import type { Client } from 'pg';
import { describeSchema, type SchemaDescription } from './schema-description.ts';
import { schemaDrift } from './schema-drift.ts';
import { applySchema, readSchemaFiles } from './schema-files.ts';

export interface SchemaCheck {
  /** Indexes and constraints that there should be. */
  objects: number;
  /** What differs, a sentence each. */
  differences: string[];
  found: SchemaDescription;
  expected: SchemaDescription;
}

/**
 * Compares the tables, indexes and constraints of a database with those of the schema's files, which are made for
 * that as temporary tables in a transaction that is rolled back.
 */
export async function checkSchema(client: Client): Promise<SchemaCheck> {
  const found = await describeSchema(client);
  const expected = await describeFiles(client);
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

async function describeFiles(client: Client): Promise<SchemaDescription> {
  await client.query('BEGIN');
  try {
    // What is made goes to the first; operator classes of extensions may be in any of the others.
    await client.query(
      `SELECT set_config('search_path', 'pg_temp, ' || current_setting('search_path'), true)`,
    );
    await applySchema(client, { ...readSchemaFiles(), extensions: [] });
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
