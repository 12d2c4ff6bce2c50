import type { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inspectDatabase } from './marker.ts';
import { createTestDatabase, type TestDatabase } from './testing/database.ts';

/** What makes a database somebody else's. */

let database: TestDatabase;
let client: Client;

beforeAll(async () => {
  database = await createTestDatabase();
  client = await database.connect();
});

afterAll(() => database.drop());

it.each([
  ['CREATE TABLE t (a int)', 'table public.t'],
  ['CREATE VIEW v AS SELECT 1', 'view public.v'],
  [`CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'`, 'function public.f'],
  [`CREATE TYPE e AS ENUM ('a')`, 'type public.e'],
  ['CREATE TYPE c AS (a int)', 'type public.c'],
  ['CREATE SEQUENCE s', 'sequence public.s'],
  ['CREATE SCHEMA mine', 'schema mine'],
  ['CREATE SCHEMA bench_harness', 'schema bench_harness'],
  [
    `CREATE SCHEMA bench_harness; CREATE TABLE bench_harness.dataset (a int);
     CREATE TABLE bench_harness.chunk (a int); CREATE TABLE bench_harness.deferred (a int)`,
    'table bench_harness.chunk',
  ],
  ['SELECT lo_create(4711)', 'large object "4711"'],
])('%s', async (sql, found) => {
  await client.query('BEGIN');
  expect(await inspectDatabase(client)).toEqual({ kind: 'empty' });
  await client.query(sql);
  expect(await inspectDatabase(client)).toEqual({ kind: 'foreign', found });
  await client.query('ROLLBACK');
});
