import { expect, it } from 'vitest';
import { tallyWrites } from './write-tallies.ts';

it('adds up what statements have done to each table', () => {
  expect(
    tallyWrites([
      { sql: 'INSERT INTO posts (id) VALUES ($1)', rows: 7, uncertainRows: 1 },
      { sql: 'INSERT INTO post_tags (id) VALUES ($1)', rows: 20, uncertainRows: 3 },
      { sql: 'DELETE FROM posts WHERE id = $1', rows: 2, uncertainRows: 1 },
      { sql: 'UPDATE users SET bio = $1', rows: 5, uncertainRows: 4 },
      { sql: 'SELECT * FROM likes', rows: 900, uncertainRows: 9 },
    ]),
  ).toEqual([
    { table: 'post_tags', inserted: 20, updated: 0, deleted: 0, uncertain: 3 },
    { table: 'posts', inserted: 7, updated: 0, deleted: 2, uncertain: 2 },
    { table: 'users', inserted: 0, updated: 5, deleted: 0, uncertain: 0 },
  ]);
});

it('claims nothing where a command tag does not tell', () => {
  expect(
    tallyWrites([
      {
        sql: 'INSERT INTO likes VALUES ($1) ON CONFLICT (id) DO UPDATE SET id = $1',
        rows: 7,
        uncertainRows: 2,
      },
      {
        sql: 'WITH a AS (DELETE FROM shares RETURNING id) INSERT INTO blocks SELECT id FROM a',
        rows: 0,
        uncertainRows: 0,
      },
      { sql: 'WITH a AS (UPDATE users SET bio = $1) SELECT 1', rows: 0, uncertainRows: 0 },
    ]),
  ).toEqual([
    { table: 'blocks', inserted: 0, updated: 0, deleted: 0, uncertain: 0 },
    { table: 'likes', inserted: 0, updated: 0, deleted: 0, uncertain: 9 },
    { table: 'shares', inserted: 0, updated: 0, deleted: 0, uncertain: Number.POSITIVE_INFINITY },
  ]);
});
