import { expect, it } from 'vitest';
import { loadCatalogue } from './catalogue.ts';
import { hiddenWrites, writtenTable } from './written-table.ts';

it.each([
  ['INSERT INTO likes (id) VALUES ($1)', 'likes', 'insert'],
  ['insert into public.Likes as l (id) values ($1) on conflict do nothing returning id', 'likes', 'insert'],
  ['-- a note\n/* UPDATE x */ INSERT INTO "My ""Likes""" SELECT 1', 'My "Likes"', 'insert'],
  ['INSERT INTO likes VALUES ($1) ON CONFLICT (id) DO UPDATE SET id = excluded.id', 'likes', 'mixed'],
  ["INSERT INTO likes VALUES (' ON CONFLICT DO UPDATE ')", 'likes', 'insert'],
  ['UPDATE ONLY messages SET is_read = true', 'messages', 'update'],
  ['UPDATE "public"."messages" m SET is_read = true FROM users', 'messages', 'update'],
  ['DELETE FROM follows WHERE id = $1', 'follows', 'delete'],
  ['DELETE FROM ONLY a.b.follows', 'follows', 'delete'],
  ['MERGE INTO likes USING x ON true WHEN MATCHED THEN DELETE', 'likes', 'mixed'],
  ['WITH p AS (SELECT id FROM posts) INSERT INTO likes SELECT id FROM p', 'likes', 'insert'],
  ['WITH RECURSIVE p (a, b) AS NOT MATERIALIZED (SELECT (1), 2) DELETE FROM likes', 'likes', 'delete'],
  [
    'WITH p AS (INSERT INTO likes VALUES (1) ON CONFLICT (id) DO UPDATE SET id = 1 RETURNING id), q AS (SELECT 1) INSERT INTO notifications SELECT id FROM p',
    'notifications',
    'insert',
  ],
  ['WITH RECURSIVE p AS (SELECT 1 AS a) SEARCH DEPTH FIRST BY a SET o DELETE FROM likes', 'likes', 'delete'],
  // As names of parts, words that begin statements are allowed.
  ['WITH "delete" AS (SELECT 1) UPDATE posts SET a = 1', 'posts', 'update'],
  ['WITH values AS (SELECT 1) UPDATE posts SET a = 1', 'posts', 'update'],
])('%s writes %s: %s', (sql, table, kind) => {
  expect(writtenTable(sql)).toEqual({ table, kind });
});

it.each([
  ['SELECT * FROM likes'],
  ["SELECT 'INSERT INTO likes'"],
  ['WITH p AS (SELECT 1) SELECT * FROM p FOR UPDATE'],
  ['WITH p AS (DELETE FROM likes RETURNING id) SELECT count(*) FROM p'],
  ['(SELECT 1)'],
  ['WITH'],
  ['INSERT'],
  [''],
])('%s has no number of written rows', (sql) => {
  expect(writtenTable(sql)).toBeUndefined();
});

it('knows what the parts of WITH write', () => {
  const sql = `
    WITH gone AS (DELETE FROM likes WHERE id = $1 RETURNING post_id), seen AS (SELECT 1),
      told AS MATERIALIZED (
        WITH inner_part AS (UPDATE posts SET a = (SELECT 1) RETURNING id) INSERT INTO notifications SELECT id FROM inner_part)
    UPDATE users SET b = 1`;
  expect(hiddenWrites(sql)).toEqual([
    { table: 'likes', kind: 'delete' },
    { table: 'notifications', kind: 'insert' },
    { table: 'posts', kind: 'update' },
  ]);
  expect(writtenTable(sql)).toEqual({ table: 'users', kind: 'update' });
  expect(hiddenWrites('INSERT INTO likes SELECT a FROM (SELECT 1 AS a) AS x')).toEqual([]);
  expect(hiddenWrites("SELECT 'WITH a AS (DELETE FROM b)'")).toEqual([]);
  expect(hiddenWrites('WITH a AS (SELECT 1) SELECT * FROM a')).toEqual([]);
});

it('can count what the packaged scenarios write', () => {
  const queries = loadCatalogue().scenarios.flatMap(({ queries }) => queries);
  const written = queries.map(({ file, writes, statements }) => {
    expect(
      statements.flatMap(({ sql }) => hiddenWrites(sql)),
      file,
    ).toEqual([]);
    const kinds = statements.flatMap(({ sql }) => writtenTable(sql)?.kind ?? []);
    expect(kinds.length > 0, file).toBe(writes);
    return kinds;
  });
  expect(written.flat()).not.toContain('mixed');
  expect(written.flat()).toContain('delete');
});
