import type { Client } from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { exitCodes } from '../core/errors.ts';
import { inspectDatabase, writeMarker } from './marker.ts';
import { dropDatabase, removeDataset } from './removal.ts';
import { applySchema } from './schema-files.ts';
import { onConnection } from './testing/clients.ts';
import { createTestDatabase, ensureTemplate, type TestDatabase, testConfig } from './testing/database.ts';

const identity = {
  seed: 42,
  users: 1000,
  profile: 'default',
  keys: 'uuidv4',
  generatorVersion: 1,
  schema: 'abc',
  fingerprint: 'def',
};

let database: TestDatabase;
let client: Client;

beforeEach(async () => {
  const template = await ensureTemplate('removal_marked', (config) =>
    onConnection(config, async (builder) => {
      await writeMarker(builder, identity);
      await applySchema(builder);
    }),
  );
  database = await createTestDatabase({ template });
  client = await database.connect();
});

afterEach(() => database.drop());

/** All relations outside the system's schemas, with their numbers: equal means that nothing has changed. */
async function relations(): Promise<string[]> {
  const { rows } = await client.query<{ text: string }>(
    `SELECT relnamespace::regnamespace || '.' || relname || ' ' || pg_class.oid AS text FROM pg_class
     WHERE relnamespace::regnamespace::text !~ '^(pg_|information_schema)' ORDER BY text`,
  );
  return rows.map(({ text }) => text);
}

it('removes tables and marker, and then has nothing to remove', async () => {
  const removed = await removeDataset(client, 'here');
  expect(removed?.identity).toEqual(identity);
  expect(removed?.freedBytes).toBeGreaterThan(500_000);
  expect(await inspectDatabase(client)).toEqual({ kind: 'empty' });
  expect(await removeDataset(client, 'here')).toBeUndefined();
});

it('removes what an interrupted load has left', async () => {
  await client.query('DROP TABLE likes, notifications');
  expect((await removeDataset(client, 'here'))?.identity).toEqual(identity);
  expect(await inspectDatabase(client)).toEqual({ kind: 'empty' });
});

it('leaves what a user has put beside', async () => {
  await client.query('CREATE TABLE mine (id int); CREATE SCHEMA other; CREATE TABLE other.posts (id int)');
  await removeDataset(client, 'here');
  expect((await relations()).map((relation) => relation.split(' ')[0])).toEqual([
    'other.posts',
    'public.mine',
  ]);
});

it.each([
  ['CREATE VIEW popular AS SELECT post_id, count(*) FROM likes GROUP BY 1', 'view popular depends on'],
  ['CREATE TABLE mine (id uuid REFERENCES posts)', 'constraint mine_id_fkey on table mine depends on'],
  ['CREATE TABLE bench_harness.mine (id int)', 'table bench_harness.mine depends on schema bench_harness'],
])('changes nothing when something depends on it: %s', async (sql, said) => {
  await client.query(sql);
  const before = await relations();
  await expect(removeDataset(client, 'here')).rejects.toMatchObject({
    exitCode: exitCodes.environment,
    message: expect.stringContaining(said),
    next: expect.stringContaining('nothing was changed'),
  });
  expect(await relations()).toEqual(before);
});

it('refuses a database that is not ours', async () => {
  await client.query('DROP SCHEMA bench_harness CASCADE');
  const before = await relations();
  await expect(removeDataset(client, 'here')).rejects.toMatchObject({ exitCode: exitCodes.environment });
  expect(await relations()).toEqual(before);
});

it('drops a database of ours, also while somebody is connected', async () => {
  await onConnection(testConfig(), async (administrator) => {
    expect(await dropDatabase(administrator, database.name)).toBeGreaterThan(1e6);
  });
  await expect(database.query('SELECT')).rejects.toThrow('does not exist');
});
