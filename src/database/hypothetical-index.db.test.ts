import type { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { availableExtensions, readColumns } from './hypothetical-columns.ts';
import { hasHypotheticalIndexes, withIndex } from './hypothetical-index.ts';
import { createTestDatabase, type TestDatabase } from './testing/database.ts';

let database: TestDatabase;
let client: Client;

beforeAll(async () => {
  database = await createTestDatabase();
  client = await database.connect();
  await client.query(`
    CREATE TABLE notes (id int PRIMARY KEY, title varchar(20), body text, "Of" bigint, words tsvector, data json);
    INSERT INTO notes SELECT n, 'note ' || n, repeat('x', 50), n % 10 FROM generate_series(1, 1000) AS n;
    CREATE TABLE parts (id int, at date) PARTITION BY RANGE (at);
    CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
    ANALYZE`);
});

afterAll(() => database?.drop());

const index = (statement: string, name = 'idx_tried') => ({
  table: 'notes',
  name,
  statements: [statement],
  needsStatistics: false,
});

async function indexes(): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT indexrelid::regclass::text AS name FROM pg_index WHERE indrelid = 'notes'::regclass ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}

it('has an index there while it works, and none after', async () => {
  const seen = await withIndex(
    client,
    'real',
    index('CREATE INDEX idx_tried ON notes ("Of")'),
    async (tried) => ({
      ...tried,
      indexes: await indexes(),
    }),
  );
  expect(seen).toMatchObject({ name: 'idx_tried', indexes: ['idx_tried', 'notes_pkey'] });
  expect(seen!.sizeBytes).toBeGreaterThanOrEqual(16_384);
  expect(await indexes()).toEqual(['notes_pkey']);
});

it('gives up an index that the server refuses, and only that', async () => {
  const work = async () => 'there';
  expect(
    await withIndex(client, 'real', index('CREATE INDEX idx_tried ON notes (data)'), work),
  ).toBeUndefined();
  expect(await withIndex(client, 'real', index('CREATE INDEX idx_tried ON notes (id)'), work)).toBe('there');
});

/** A stand-in with the names and columns of HypoPG 1.4, which the package does not bring: its indexes are real. */
const standIn = `
  CREATE FUNCTION hypopg_create_index(sql text, OUT indexrelid oid, OUT indexname text) RETURNS SETOF record
  LANGUAGE plpgsql AS $$
  BEGIN
    IF sql ~ 'USING gin' THEN RAISE EXCEPTION 'hypopg: access method "gin" is not supported' USING ERRCODE = 'XX000'; END IF;
    EXECUTE replace(sql, 'idx_tried', '"<13543>btree_notes"');
    RETURN QUERY SELECT oid, relname::text FROM pg_class WHERE relname = '<13543>btree_notes';
  END $$;
  CREATE FUNCTION hypopg_relation_size(oid) RETURNS bigint LANGUAGE sql AS 'SELECT pg_relation_size($1)';
  CREATE FUNCTION hypopg_reset() RETURNS void LANGUAGE sql AS 'DROP INDEX "<13543>btree_notes"';`;

it('tells the name that a pretended index has in plans, and pretends no more afterwards', async () => {
  expect(await hasHypotheticalIndexes(client)).toBe(false);
  await client.query(standIn);
  const pretend = (statements: string[]) =>
    withIndex(client, 'hypothetical', { ...index(''), statements }, async ({ name }) => name);
  expect(await pretend(['CREATE INDEX idx_tried ON notes (id)'])).toBe('<13543>btree_notes');
  expect(await indexes()).toEqual(['notes_pkey']);
  expect(await pretend(['CREATE INDEX idx_tried ON notes USING gin (words)'])).toBeUndefined();
  // An extension is not pretended.
  expect(await pretend(['CREATE EXTENSION IF NOT EXISTS pg_trgm', 'CREATE INDEX ...'])).toBeUndefined();
});

it('knows the columns of tables, of partitions those of the whole', async () => {
  const columns = await readColumns(client);
  const of = (table: string) => columns.filter((column) => column.table === table);
  expect(of('notes').map(({ name, type, isText }) => [name, type, isText])).toEqual([
    ['id', 'integer', false],
    ['title', 'character varying(20)', true],
    ['body', 'text', true],
    ['Of', 'bigint', false],
    ['words', 'tsvector', false],
    ['data', 'json', false],
  ]);
  expect(of('notes').find(({ name }) => name === 'Of')!.averageBytes).toBe(8);
  expect(of('notes').find(({ name }) => name === 'body')!.averageBytes).toBe(51);
  expect(of('parts')).toHaveLength(2);
  expect(of('parts_1')).toEqual([]);
  expect(await availableExtensions(client)).toContain('pg_trgm');
});
