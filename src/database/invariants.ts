import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from 'pg';
import { packagePath } from '../core/package-root.ts';
import { keyInvariants } from './key-invariants.ts';
import { keyStyleOf, withKeyStyle } from './key-style.ts';
import { readSchemaFiles, type SchemaFiles } from './schema-files.ts';

/** Something that holds in every state of the dataset, whatever was written to it. */
export interface Invariant {
  kind: 'foreign key' | 'unique' | 'check' | 'rule';
  /** Of the constraint or index, or of the file. */
  name: string;
  /** What holds, for people. */
  sentence: string;
  /** Rows that break it; one column of JSON text, `violation`. */
  sql: string;
}

export interface InvariantCheck {
  invariant: Invariant;
  /** Rows that break it (of duplicates: values that are there more than once). */
  violations: number;
  /** Some of them, as JSON. */
  samples: string[];
  /** Why it could not be checked. */
  obstacle?: string;
}

const packagedRules = packagePath('schema', 'invariants');

/** Keys and checks of the schema's files and of the database's own catalogue, and the rules of `schema/invariants`. */
export async function readInvariants(
  client: Client,
  schemaFiles: SchemaFiles = readSchemaFiles(),
): Promise<Invariant[]> {
  const files = withKeyStyle(schemaFiles, await keyStyleOf(client));
  return [...(await keyInvariants(client, files)), ...readRules()];
}

/** A file a rule: its first comment lines say what holds, its query finds the rows that break it. */
export function readRules(folder: string = packagedRules): Invariant[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((file) => {
      const text = readFileSync(join(folder, file), 'utf8');
      const comment = /^(?:--.*\r?\n)+/.exec(text)?.[0] ?? '';
      const query = text.slice(comment.length).trim().replace(/;$/, '');
      return {
        kind: 'rule' as const,
        name: file.slice(0, -'.sql'.length),
        sentence: comment.replace(/^-- ?/gm, '').trim().replace(/\s+/g, ' '),
        sql: `SELECT to_jsonb(found)::text AS violation FROM (${query}\n) AS found`,
      };
    });
}

/**
 * An index that lies would hide what is looked for: tables are read as they are, and joined by hashing. The settings
 * last as long as the connection, on which nothing can be written any more.
 */
const checkingSettings = `
  SET default_transaction_read_only = on; SET statement_timeout = 0;
  SET enable_indexscan = off; SET enable_indexonlyscan = off; SET enable_bitmapscan = off;
  SET work_mem = '64MB'; SET jit = off`;

export async function becomeChecker(client: Client): Promise<void> {
  await client.query(checkingSettings);
}

const shown = 3;

/** What the schema has lost, so that a query has nothing to look at: undefined table, column, function; wrong type. */
const lost = /^(42P01|42703|42883|42804|22P02)$/;

/** On a connection that {@link becomeChecker} has prepared. */
export async function checkInvariant(client: Client, invariant: Invariant): Promise<InvariantCheck> {
  try {
    const { rows } = await client.query<{ total: string; violation: string }>(
      `SELECT count(*) OVER () AS total, violation FROM (${invariant.sql}) AS broken LIMIT ${shown}`,
    );
    const samples = rows.map(({ violation }) => violation);
    return { invariant, violations: Number(rows[0]?.total ?? 0), samples };
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    if (!code || !lost.test(code)) throw error;
    return { invariant, violations: 0, samples: [], obstacle: message };
  }
}
