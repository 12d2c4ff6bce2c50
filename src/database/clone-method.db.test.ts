import { randomUUID } from 'node:crypto';
import { type Client, DatabaseError } from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { cloneDatabase } from './clone.ts';
import { connectTo } from './testing/clients.ts';
import { createTestDatabase, type TestDatabase, testConfig } from './testing/database.ts';

let source: TestDatabase;
let admin: Client;
let target: string;

beforeEach(async () => {
  source = await createTestDatabase();
  target = `test_${randomUUID().slice(0, 8)}`;
  admin = await connectTo(testConfig());
});

afterEach(async () => {
  await admin.query(`DROP DATABASE IF EXISTS "${target}" WITH (FORCE)`);
  await admin.end();
  await source.drop();
});

const method = async () => (await admin.query('SHOW file_copy_method')).rows[0].file_copy_method;
const isThere = async () =>
  (await admin.query('SELECT FROM pg_database WHERE datname = $1', [target])).rowCount === 1;

it('lets the file system share blocks of what is only read', async () => {
  await cloneDatabase(admin, source.name, target, 'read');
  expect(await isThere()).toBe(true);
  expect(await method()).toBe('clone');
});

it('gives what is written blocks of its own, also where the server would clone', async () => {
  await admin.query('SET file_copy_method = clone');
  await cloneDatabase(admin, source.name, target, 'written');
  expect(await isThere()).toBe(true);
  expect(await method()).toBe('copy');
});

/** A server on a file system that refuses to clone, as seen by whoever asks it. */
function refusing(code: string, message: string): Client {
  return new Proxy(admin, {
    get(client, name) {
      const member = Reflect.get(client, name);
      if (name !== 'query') return typeof member === 'function' ? member.bind(client) : member;
      return async (sql: string, values?: unknown[]) => {
        if (sql.startsWith('CREATE DATABASE') && (await method()) === 'clone') {
          throw Object.assign(new DatabaseError(message, 0, 'error'), { code });
        }
        return client.query(sql, values);
      };
    },
  });
}

it('copies where the file system cannot clone', async () => {
  const admin = refusing('XX000', 'could not clone file "base/1/2": Operation not supported');
  await cloneDatabase(admin, source.name, target, 'read');
  expect(await isThere()).toBe(true);
  expect(await method()).toBe('copy');
});

it('does not try again what copying would not mend', async () => {
  const admin = refusing('53100', 'could not clone file "base/1/2": No space left on device');
  await expect(cloneDatabase(admin, source.name, target, 'read')).rejects.toThrow('No space left');
  expect(await isThere()).toBe(false);
});
