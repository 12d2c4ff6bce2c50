import type { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../core/clock.ts';
import { inspectReadiness, medianRoundTripNs } from './readiness.ts';
import { queryOnce } from './testing/clients.ts';
import { createTestDatabase, type TestDatabase, testConfig } from './testing/database.ts';

const role = `test_visitor_${process.pid}`;
let database: TestDatabase;
let client: Client;

beforeAll(async () => {
  database = await createTestDatabase();
  client = await database.connect();
  await client.query(`CREATE ROLE ${role} LOGIN`);
});

afterAll(async () => {
  await database.drop();
  await queryOnce(testConfig(), `DROP ROLE ${role}`);
});

it('sees what a superuser may do', async () => {
  expect(await inspectReadiness(client, ['fsync', 'shared_buffers', 'nonsense'])).toMatchObject({
    isSuperuser: true,
    isReadOnly: false,
    encoding: 'UTF8',
    canCreateSchemas: true,
    canCreateInPublic: true,
    currentSchema: 'public',
    extensions: [
      { name: 'uuid-ossp', state: 'creatable' },
      { name: 'pg_trgm', state: 'creatable' },
    ],
    settings: new Map([
      ['fsync', { shown: 'off', value: 'off' }],
      ['shared_buffers', { shown: '256MB', value: String(256 * 1024 ** 2) }],
    ]),
  });
});

it('sees what an ordinary role may not, and what has been granted to it', async () => {
  const visitor = await database.connect({ user: role });
  expect(await inspectReadiness(visitor, [])).toMatchObject({
    role,
    isSuperuser: false,
    canCreateSchemas: false,
    canCreateInPublic: false,
    extensions: [{ state: 'needs a superuser' }, { state: 'needs a superuser' }],
  });
  await client.query(`GRANT CREATE ON DATABASE "${database.name}" TO ${role}`);
  await client.query('CREATE EXTENSION pg_trgm');
  expect(await inspectReadiness(visitor, [])).toMatchObject({
    canCreateSchemas: true,
    canCreateInPublic: false,
    extensions: [
      { name: 'uuid-ossp', state: 'creatable' },
      { name: 'pg_trgm', state: 'installed' },
    ],
  });
  const readOnly = await visitor
    .query('SET default_transaction_read_only = on')
    .then(() => inspectReadiness(visitor, []));
  expect(readOnly.isReadOnly).toBe(true);
});

it('times round trips', async () => {
  const medianNs = await medianRoundTripNs(client, systemClock, 20);
  expect(medianNs).toBeGreaterThan(1_000);
  expect(medianNs).toBeLessThan(100e6);
});
