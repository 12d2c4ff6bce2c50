import type { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { StartedServer } from './embedded/server.ts';
import { evictCaches, prewarm } from './prewarm.ts';
import { onConnection } from './testing/clients.ts';
import { hasServer, startTestServer } from './testing/old-servers.ts';

let server: StartedServer;
let client: Client;

/** A server of its own: emptying the buffers of the tests' would slow down the others. */
beforeAll(async () => {
  server = await startTestServer(18, { shared_buffers: '4MB', autovacuum: 'off' });
  client = server.client;
  await client.query('CREATE TABLE small (id int PRIMARY KEY, body text)');
  await client.query("INSERT INTO small SELECT n, 'body' FROM generate_series(1, 1000) AS n");
  await client.query('CREATE TABLE empty (id int)');
  // 8 MB, twice the buffers.
  await client.query(
    "CREATE TABLE large AS SELECT n AS id, repeat('x', 1000) FROM generate_series(1, 8000) AS n",
  );
  await client.query('VACUUM small, large');
  await client.query('CHECKPOINT');
});

afterAll(async () => {
  await server?.stop();
});

async function bufferedBytes(relation: string): Promise<number> {
  const { rows } = await client.query(
    `SELECT count(*)::int * 8192 AS bytes FROM pg_buffercache
     WHERE relfilenode = pg_relation_filenode($1::regclass) AND relforknumber = 0
       AND reldatabase = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    [relation],
  );
  return rows[0].bytes;
}

async function sizeOf(relation: string): Promise<number> {
  const { rows } = await client.query('SELECT pg_relation_size($1::regclass)::int AS bytes', [relation]);
  return rows[0].bytes;
}

it('installs nothing unless it may', async () => {
  const outcome = await prewarm(client, { mayCreateExtension: false });
  expect(outcome).toMatchObject({ relations: 0, bytes: 0 });
  expect(outcome.note).toEqual({
    text: 'the extension pg_prewarm is not installed',
    remedy: 'CREATE EXTENSION pg_prewarm in this database, as a superuser',
  });
  expect(await evictCaches(client, { mayCreateExtension: false })).toEqual({
    state: 'unsupported',
    reason: 'the extension pg_buffercache is not installed',
  });
});

it('empties the buffers, and fills them with all that fits', async () => {
  const eviction = await evictCaches(client, { mayCreateExtension: true });
  expect(eviction).toMatchObject({ state: 'evicted' });
  expect((eviction as { buffers: number }).buffers).toBeGreaterThan(0);
  expect(await bufferedBytes('small')).toBe(0);
  expect(await bufferedBytes('large')).toBe(0);

  const outcome = await prewarm(client, { mayCreateExtension: true });
  const small = await sizeOf('small');
  const key = await sizeOf('small_pkey');
  const toast = await client.query(
    "SELECT coalesce(sum(pg_relation_size(indexrelid)), 0)::int AS bytes, count(*)::int AS count FROM pg_index WHERE indrelid IN (SELECT reltoastrelid FROM pg_class WHERE relname IN ('small', 'large'))",
  );
  expect(outcome).toEqual({
    relations: 2 + toast.rows[0].count,
    bytes: small + key + toast.rows[0].bytes,
    skippedBytes: await sizeOf('large'),
  });
  expect(await bufferedBytes('small')).toBe(small);
  expect(await bufferedBytes('small_pkey')).toBe(key);
  expect(await bufferedBytes('large')).toBe(0);
});

it('keeps to a budget', async () => {
  const outcome = await prewarm(client, { mayCreateExtension: true, budgetBytes: 8191 });
  expect(outcome).toMatchObject({ relations: 0, bytes: 0 });
  expect(outcome.skippedBytes).toBeGreaterThan(await sizeOf('large'));
});

it('notes a table that it may not read', async () => {
  await client.query('CREATE ROLE prewarm_guest LOGIN');
  await client.query('GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO prewarm_guest');
  const config = { ...server.connection, user: 'prewarm_guest', database: 'postgres' };
  await onConnection(config, async (guest) => {
    const outcome = await prewarm(guest, { mayCreateExtension: true });
    expect(outcome.note?.text).toMatch(/^.* was not prewarmed: permission denied for /);
    expect(await evictCaches(guest, { mayCreateExtension: true })).toMatchObject({ state: 'unsupported' });
  });
});

it.skipIf(!hasServer(16))('prewarms an older server, and says that it cannot empty its buffers', async () => {
  const older = await startTestServer(16);
  try {
    await older.client.query('CREATE TABLE item AS SELECT n FROM generate_series(1, 1000) AS n');
    const outcome = await prewarm(older.client, { mayCreateExtension: true });
    expect(outcome).toMatchObject({ relations: 1, skippedBytes: 0 });
    expect(await evictCaches(older.client, { mayCreateExtension: true })).toEqual({
      state: 'unsupported',
      reason: expect.stringMatching(/^PostgreSQL 16\.\d+ cannot empty its buffers \(18 can\)$/),
    });
  } finally {
    await older.stop();
  }
});
