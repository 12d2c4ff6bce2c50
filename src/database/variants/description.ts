import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { usageError } from '../../core/errors.ts';
import { packagePath } from '../../core/package-root.ts';
import { suggestion } from '../../core/suggestion.ts';
import { readSchemaFolder, type SchemaFile } from '../schema-files.ts';
import { type CheckedDescription, checkDescription } from './description-check.ts';

/** One physical design of the database: a folder with a `variant.json` and SQL. */
export interface VariantDescription extends CheckedDescription {
  /** As the command line takes it: the folder's name; `./mine` for a folder of the user's own; `by-month@24`. */
  readonly name: string;
  /** Absolute. */
  readonly folder: string;
  /** Applied to a clone of the dataset, in this order, which is name order. */
  readonly files: readonly SchemaFile[];
  /** Files that take the place of the schema's of the same name, or are added: the dataset is filled with them. */
  readonly design: { readonly tables: readonly SchemaFile[]; readonly indexes: readonly SchemaFile[] };
}

/** The name of no variant: the schema as specified. */
export const specName = 'spec';

const packagedVariants = packagePath('schema', 'variants');

const namePattern = /^[a-z0-9]+([-.][a-z0-9]+)*$/;

/** All variants in name order. Throws a usage error that names file and key for what is not as it should be. */
export function readVariants(folder: string = packagedVariants): VariantDescription[] {
  if (!existsSync(folder)) return [];
  const variants = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => readPackaged(folder, name))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const variant of variants) requireKnownConflicts(variant, variants);
  return variants;
}

/** A variant that conflicts with one that is not there has most likely misspelt it. */
export function requireKnownConflicts(
  { conflicts, folder }: VariantDescription,
  variants: readonly VariantDescription[],
): void {
  const names = variants.map(({ name }) => name);
  const unknown = conflicts.find((name) => !names.includes(name));
  if (unknown === undefined) return;
  throw usageError(
    `unknown variant "${unknown}" in "conflicts" of ${join(folder, 'variant.json')}`,
    suggestion(unknown, names),
  );
}

function readPackaged(folder: string, name: string): VariantDescription {
  if (!namePattern.test(name) || name === specName) {
    throw usageError(
      `${join(folder, name)} is no name for a variant`,
      `use lower-case letters, digits, hyphens and dots; "${specName}" means the schema without any`,
    );
  }
  return readVariantFolder(join(folder, name), name);
}

/** The variant of one folder. Throws a usage error for one that is none, or that changes nothing. */
export function readVariantFolder(folder: string, name: string = basename(folder)): VariantDescription {
  const file = join(folder, 'variant.json');
  const checked = checkDescription(readJson(file), file);
  requireKnownFolders(folder);
  const design = { tables: sqlFiles(join(folder, 'tables')), indexes: sqlFiles(join(folder, 'indexes')) };
  const variant = { ...checked, name, folder, files: sqlFiles(folder), design };
  requireEffect(variant);
  return variant;
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw usageError(
      `cannot read ${file}: ${(error as Error).message}`,
      'a variant is a folder with a variant.json, such as {"kind": "index", "summary": "...", "wins": "...", "costs": "..."}',
      error,
    );
  }
}

function sqlFiles(folder: string): SchemaFile[] {
  return existsSync(folder) ? readSchemaFolder(folder) : [];
}

const knownFolders = ['tables', 'indexes'];

function requireKnownFolders(folder: string): void {
  const unknown = readdirSync(folder, { withFileTypes: true }).find(
    (entry) => entry.isDirectory() && !entry.name.startsWith('.') && !knownFolders.includes(entry.name),
  );
  if (!unknown) return;
  throw usageError(
    `a variant has no folder "${unknown.name}" (in ${folder})`,
    `${suggestion(unknown.name, knownFolders)}; SQL for a clone is beside variant.json`,
  );
}

function requireEffect(variant: VariantDescription): void {
  const { folder, files, settings, serverSettings, keys } = variant;
  if (isFillTime(variant) && files.length > 0) {
    throw usageError(
      `${folder} has both SQL for a clone (${files[0]!.name}.sql) and tables or indexes to fill with`,
      'make two variants of it, and combine them with +',
    );
  }
  const settingCount = Object.keys(settings).length + Object.keys(serverSettings).length;
  if (files.length > 0 || isFillTime(variant) || settingCount > 0 || keys !== null) return;
  throw usageError(
    `the variant in ${folder} changes nothing`,
    'add *.sql for a clone, tables/*.sql or indexes/*.sql to fill with, or "settings", "serverSettings" or "keys"',
  );
}

/** Whether the dataset is filled with files of its own, rather than cloned and changed. */
export function isFillTime({ design }: VariantDescription): boolean {
  return design.tables.length + design.indexes.length > 0;
}
