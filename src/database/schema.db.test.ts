import { readFileSync, writeFileSync } from 'node:fs';
import type { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exitCodes } from '../core/errors.ts';
import { describeSchema, type SchemaDescription } from './schema-description.ts';
import { schemaDrift } from './schema-drift.ts';
import { applySchema, readSchemaFiles } from './schema-files.ts';
import { createTestDatabase } from './testing/database.ts';

const checkedIn = new URL('./schema-description.json', import.meta.url);
const howToMend =
  'The files in schema/ and schema-description.json differ. If that is meant: npm run describe:schema';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let client: Client;
let schema: SchemaDescription;

beforeAll(async () => {
  database = await createTestDatabase();
  client = await database.connect();
  await applySchema(client);
  schema = await describeSchema(client);
});

afterAll(() => database?.drop());

it('is as described', () => {
  if (process.env.UPDATE_SCHEMA) writeFileSync(checkedIn, JSON.stringify(schema));
  const expected: SchemaDescription = JSON.parse(readFileSync(checkedIn, 'utf8'));
  expect(schemaDrift(expected, schema), howToMend).toEqual([]);
  expect(schema, howToMend).toEqual(expected);
});

it('is the whole specification', () => {
  const indexes = schema.tables.flatMap((table) => table.indexes);
  const constraints = schema.tables.flatMap((table) => table.constraints);
  const ofKind = (kind: string) => constraints.filter((constraint) => constraint.kind === kind).length;
  expect({
    extensions: schema.extensions.map(({ name }) => name),
    tables: schema.tables.length,
    indexes: indexes.length,
    ownIndexes: indexes.filter(({ implied }) => !implied).length,
    impliedIndexes: indexes.filter(({ implied }) => implied).length,
    primaryKeys: ofKind('primary key'),
    uniqueConstraints: ofKind('unique'),
    foreignKeys: ofKind('foreign key'),
    checks: ofKind('check'),
    constraints: constraints.length,
    unproven: [
      ...indexes.filter(({ valid }) => !valid),
      ...constraints.filter(({ validated }) => !validated),
    ],
  }).toEqual({
    extensions: ['pg_trgm', 'uuid-ossp'],
    tables: 19,
    indexes: 70,
    ownIndexes: 37,
    impliedIndexes: 33,
    primaryKeys: 19,
    uniqueConstraints: 14,
    foreignKeys: 31,
    checks: 3,
    constraints: 67,
    unproven: [],
  });
});

it('has a file for each table', () => {
  const files = readSchemaFiles().tables.map(({ name }) => name.replace(/^\d\d_/, ''));
  expect(files.sort()).toEqual(schema.tables.map(({ name }) => name));
});

describe('the description', () => {
  it('does not depend on the search path, and leaves it alone', async () => {
    await client.query('SET search_path = pg_catalog');
    expect(await describeSchema(client)).toEqual(schema);
    const { rows } = await client.query('SHOW search_path');
    expect(rows).toEqual([{ search_path: 'pg_catalog' }]);
    await client.query('RESET search_path');
  });

  it('sees what a hand has changed', async () => {
    await client.query(`
      BEGIN;
      DROP TABLE bookmarks;
      DROP INDEX idx_posts_user_created;
      ALTER TABLE users ALTER COLUMN bio SET NOT NULL, ALTER COLUMN website TYPE text;
      ALTER TABLE posts ADD CONSTRAINT positive CHECK (content <> '') NOT VALID;
      DROP EXTENSION pg_trgm;
    `);
    const drift = schemaDrift(schema, await describeSchema(client));
    await client.query('ROLLBACK');
    expect(drift).toEqual([
      'The extension pg_trgm is missing.',
      'The table bookmarks is missing.',
      'The index idx_posts_user_created of table posts is missing: ' +
        'CREATE INDEX idx_posts_user_created ON public.posts USING btree (user_id, created_at DESC).',
      "The constraint positive of table posts is not expected: CHECK ((content <> ''::text)) (not validated).",
      'The column users.bio is text not null, expected text.',
      'The column users.website is text, expected character varying(255).',
    ]);
  });
});

it('names the file which the server refuses', async () => {
  await expect(applySchema(client)).rejects.toMatchObject({
    exitCode: exitCodes.environment,
    message: 'the server refused schema file 01_users.sql: relation "users" already exists',
  });
});
