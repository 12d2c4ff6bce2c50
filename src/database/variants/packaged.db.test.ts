import type { Client } from 'pg';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { applySchema, readSchemaFiles } from '../schema-files.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { composeVariants } from './composition.ts';
import { readVariants, type VariantDescription } from './description.ts';

/** What the variants of the package make of the empty schema. */

const variants = readVariants();
const find = (name: string) => variants.find((variant) => variant.name === name)!;

interface Index {
  name: string;
  table: string;
  /** Key columns, by number; expressions are 0. */
  keys: number[];
  predicate: string | null;
  isUnique: boolean;
  /** Of a primary key or UNIQUE constraint. */
  isImplied: boolean;
}

let database: TestDatabase;
let client: Client;
let specified: Index[];

beforeAll(async () => {
  database = await createTestDatabase();
  client = await database.connect();
  await applySchema(client);
  specified = await indexes();
  return () => database.drop();
});

beforeEach(async () => {
  await client.query('BEGIN');
  return () => client.query('ROLLBACK');
});

async function indexes(): Promise<Index[]> {
  const { rows } = await client.query<Index>(
    `SELECT relname::text AS name, indrelid::regclass::text AS table, pg_get_expr(indpred, indrelid) AS predicate,
            indisunique AS "isUnique", EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid) AS "isImplied",
            (string_to_array(indkey::text, ' ')::int[])[1:indnkeyatts] AS keys
     FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
     WHERE relnamespace = 'public'::regnamespace ORDER BY 1`,
  );
  return rows;
}

async function apply({ files }: VariantDescription): Promise<Index[]> {
  for (const { sql } of files) await client.query(sql);
  return indexes();
}

const names = (list: readonly Index[]) => list.map(({ name }) => name);

it.each<[string, string[]]>([
  ['keys-only', []],
  ['unique', ['unique']],
  ['performance', ['unique', 'performance']],
  ['composite', ['unique', 'performance', 'composite']],
])('%s leaves the groups %j of the specification, and the indexes of keys', async (name, groups) => {
  const { indexes: files } = readSchemaFiles();
  const kept = files.filter((file) => groups.includes(file.name)).map(({ sql }) => sql);
  const expected = specified.filter(
    (index) => index.isImplied || kept.some((sql) => new RegExp(`\\b${index.name}\\b`).test(sql)),
  );
  expect(names(await apply(find(name)))).toEqual(names(expected));
});

/** Whether whatever one index finds and forbids, the other finds and forbids. */
function isRepeatedBy(index: Index, other: Index): boolean {
  return (
    other.name !== index.name &&
    other.table === index.table &&
    !index.keys.includes(0) &&
    (other.predicate === null || other.predicate === index.predicate) &&
    index.keys.every((key, i) => other.keys[i] === key) &&
    (!index.isUnique || (other.isUnique && other.keys.length === index.keys.length))
  );
}

it('no-repeats drops all that another index repeats, and nothing else', async () => {
  const left = await apply(find('no-repeats'));
  const dropped = specified.filter(({ name }) => !names(left).includes(name));
  expect(dropped).toHaveLength(13);
  for (const index of dropped) {
    expect(
      left.filter((other) => isRepeatedBy(index, other)),
      index.name,
    ).not.toEqual([]);
  }
  const repeated = left.filter(
    (index) => !index.isImplied && left.some((other) => isRepeatedBy(index, other)),
  );
  expect(names(repeated)).toEqual([]);
});

it.each(['brin-created-at', 'partial-public', 'stored-tsvector'])(
  '%s puts as many indexes as it drops',
  async (name) => {
    const left = await apply(find(name));
    expect(left).toHaveLength(specified.length);
    expect(names(left)).not.toEqual(names(specified));
  },
);

describe('settings', () => {
  const settings = variants.filter(({ kind }) => kind === 'settings');

  it.each(settings)('$name are known to the server, and set where they can be', async (variant) => {
    for (const [name, value] of Object.entries(variant.settings)) {
      await client.query('SELECT set_config($1, $2, false)', [name, value]);
    }
    const asked = Object.keys(variant.serverSettings);
    const { rows } = await client.query(
      `SELECT name FROM pg_settings WHERE name = ANY ($1) AND context = 'postmaster'`,
      [asked],
    );
    expect(rows.map(({ name }) => name)).toEqual(asked);
  });
});

it.each([
  'composite+covering-feed',
  'keys-only+partial-public',
  'no-repeats+covering-feed+brin-created-at+trigram+stored-tsvector',
  'by-month@60+counters+timeline+matview+no-repeats',
  'uuidv7+by-id@12+async-commit+shared-buffers-32mb',
  'bigint+by-user',
])('%s can be combined', (text) => {
  expect(composeVariants(text, variants).parts).toHaveLength(text.split('+').length);
});

it.each([
  'keys-only+composite',
  'by-month+by-user',
  'bigint+by-id',
  'bigint+uuidv7',
  'partial-public+no-repeats',
  'partial-public+stored-tsvector',
  'plan-generic+plan-custom',
  'shared-buffers-32mb+shared-buffers-1gb',
])('%s cannot', (text) => {
  expect(() => composeVariants(text, variants)).toThrow(/do not go together/);
});

it('says in one line each what to expect', () => {
  for (const { summary, wins, costs } of variants) {
    expect(summary).toMatch(/^[A-Z].*\.$/);
    expect([wins, costs].filter((text) => /\.$/.test(text) || text.length < 10)).toEqual([]);
  }
});
