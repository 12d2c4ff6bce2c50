import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from 'pg';
import { environmentError } from '../core/errors.ts';
import { packagePath } from '../core/package-root.ts';

/** One file of plain SQL, of one statement or several. */
export interface SchemaFile {
  /** The file's name without `.sql`: `07_posts`, `composite`. */
  name: string;
  sql: string;
}

/** The schema as a DBA reads it; each list in the order in which it is applied, which is name order. */
export interface SchemaFiles {
  extensions: readonly SchemaFile[];
  tables: readonly SchemaFile[];
  indexes: readonly SchemaFile[];
}

const packagedSchema = packagePath('schema');

/** Reads `extensions.sql`, `tables/*.sql` and `indexes/*.sql` of a schema folder. */
export function readSchemaFiles(folder: string = packagedSchema): SchemaFiles {
  return {
    extensions: [readSchemaFile(folder, 'extensions.sql')],
    tables: readSchemaFolder(join(folder, 'tables')),
    indexes: readSchemaFolder(join(folder, 'indexes')),
  };
}

/** Files in place of those of the same name, or beside them; in name order again. */
export function replaceFiles(
  files: SchemaFiles,
  others: { tables: readonly SchemaFile[]; indexes: readonly SchemaFile[] },
): SchemaFiles {
  const merged = (own: readonly SchemaFile[], added: readonly SchemaFile[]) =>
    [...own.filter(({ name }) => !added.some((file) => file.name === name)), ...added].sort((a, b) =>
      a.name < b.name ? -1 : 1,
    );
  return {
    extensions: files.extensions,
    tables: merged(files.tables, others.tables),
    indexes: merged(files.indexes, others.indexes),
  };
}

/**
 * Creates the schema in the client's current schema: extensions, tables, indexes. To leave a group out, empty it:
 * `applySchema(client, { ...files, indexes: [] })`. Each file is one transaction. Throws an environment error that
 * names the file which the server refused.
 */
export async function applySchema(client: Client, files: SchemaFiles = readSchemaFiles()): Promise<void> {
  for (const file of [...files.extensions, ...files.tables, ...files.indexes]) {
    try {
      await client.query(file.sql);
    } catch (error) {
      throw refused(file, error as Error);
    }
  }
}

function refused(file: SchemaFile, error: Error): Error {
  return environmentError(
    `the server refused schema file ${file.name}.sql: ${error.message}`,
    'the schema needs an empty database, and a role that may create tables and the extensions uuid-ossp and pg_trgm',
    error,
  );
}

/** The SQL files of one folder, in name order. */
export function readSchemaFolder(folder: string): SchemaFile[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => readSchemaFile(folder, name));
}

function readSchemaFile(folder: string, name: string): SchemaFile {
  return { name: name.slice(0, -'.sql'.length), sql: readFileSync(join(folder, name), 'utf8') };
}
