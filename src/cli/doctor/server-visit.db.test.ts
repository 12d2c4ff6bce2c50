import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../../core/clock.ts';
import { exitCodes } from '../../core/errors.ts';
import { writeMarker } from '../../database/marker.ts';
import { inspectReadiness } from '../../database/readiness.ts';
import { createTestDatabase, type TestDatabase } from '../../database/testing/database.ts';
import { examine } from './check.ts';
import { serverChecks } from './server-checks.ts';
import { type ServerVisit, visitServer } from './server-visit.ts';
import { settingChecks, settingNames } from './setting-checks.ts';

const { signal } = new AbortController();
let database: TestDatabase;
let visit: ServerVisit;

beforeEach(async () => {
  database = await createTestDatabase();
  visit = await visitServer(
    { kind: 'server', config: database.config, address: 'here' },
    { onWait: () => {}, signal },
  );
});

afterEach(async () => {
  await visit.end();
  await database.drop();
});

/** What is not in order, by title. */
async function complaints(): Promise<Record<string, string>> {
  const readiness = await inspectReadiness(visit.client, settingNames);
  const checks = [
    ...serverChecks({ ...visit, isEmbedded: false, readiness, clock: systemClock }),
    ...settingChecks(readiness),
  ];
  const { findings } = await examine(checks, signal);
  expect(findings.length).toBeGreaterThan(12);
  return Object.fromEntries(
    findings.filter(({ level }) => level !== 'ok').map(({ title, level }) => [title, level]),
  );
}

/** The server of the tests writes without safety. */
const unsafe = { fsync: 'warning', full_page_writes: 'warning', synchronous_commit: 'warning' };

it('finds an empty database fit, and leaves it empty', async () => {
  expect(await complaints()).toEqual(unsafe);
  expect((await visit.client.query(`SELECT FROM pg_class WHERE oid >= 16384`)).rowCount).toBe(0);
});

it('finds our own database fit, and somebody else’s wrong', async () => {
  const identity = {
    seed: 1,
    users: 1,
    profile: '',
    keys: 'uuidv4',
    generatorVersion: 1,
    schema: '',
    fingerprint: '',
  };
  await writeMarker(visit.client, identity);
  expect(await complaints()).toEqual(unsafe);
  await visit.client.query('DROP SCHEMA bench_harness CASCADE; CREATE TABLE orders (id int)');
  expect(await complaints()).toEqual({ ...unsafe, database: 'wrong' });
});

it('does not wait for the command that has the database', async () => {
  await visit.client.query('SELECT pg_advisory_lock(1651401576, 1)');
  const other = await visitServer(
    { kind: 'server', config: database.config, address: 'here' },
    { onWait: () => expect.unreachable(), signal },
  );
  await other.end();
});

it('says where it could not connect to', async () => {
  const config = { ...database.config, database: 'missing' };
  await expect(
    visitServer({ kind: 'server', config, address: 'there' }, { onWait: () => {}, signal }),
  ).rejects.toMatchObject({
    exitCode: exitCodes.environment,
    message: expect.stringContaining('connect to there'),
  });
});
