import type { Client } from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { exitCodes } from '../core/errors.ts';
import { DatabaseInUse } from './clone.ts';
import { type CopiedDataset, companionName, hasCopies, hasLeftovers } from './companion.ts';
import { keepCopy, removeCopies, removeLeftovers, restoreCopy } from './kept-copy.ts';
import { type DatasetIdentity, setState, writeMarker } from './marker.ts';
import { connectTo, onConnection } from './testing/clients.ts';
import {
  createTestDatabase,
  ensureTemplate,
  type TestDatabase,
  testConfig,
  testDatabase,
} from './testing/database.ts';
import { beginWriteRun } from './write-ledger.ts';

const identity: DatasetIdentity = {
  seed: 42,
  users: 1000,
  profile: 'default',
  keys: 'uuidv4',
  generatorVersion: 1,
  schema: 'abc',
  fingerprint: 'def',
};

let database: TestDatabase;
let dataset: CopiedDataset;
let admin: Client;

beforeEach(async () => {
  const template = await ensureTemplate('kept_copy_loaded', (config) =>
    onConnection(config, async (builder) => {
      await writeMarker(builder, identity);
      await builder.query('CREATE TABLE t AS SELECT 1 AS a');
      await setState(builder, 'ready');
    }),
  );
  database = await createTestDatabase({ template });
  dataset = { config: database.config, address: 'here', fingerprint: identity.fingerprint };
  admin = await connectTo(testConfig());
});

afterEach(async () => {
  await database.drop();
  await admin.end();
});

async function write(value: number): Promise<void> {
  const client = await database.connect();
  await beginWriteRun(client, { scenario: 'test', startedAt: new Date() });
  await client.query('INSERT INTO t VALUES ($1)', [value]);
  await client.end();
}

const rowsOf = (name = database.name) => testDatabase(name).query('SELECT a FROM t ORDER BY a');

/** Ends the connection that does the work, as the server sees it when the command is killed. */
async function kill(): Promise<void> {
  const { rowCount } = await admin.query(
    `SELECT pg_terminate_backend(pid, 5000) FROM pg_locks
     WHERE locktype = 'advisory' AND (classid::bigint << 32 | objid::bigint) = hashtextextended($1, 0)`,
    [`bench ${database.name}`],
  );
  expect(rowCount).toBe(1);
}

it('keeps a copy once, and puts it back', async () => {
  expect(await keepCopy(dataset)).toBe(true);
  expect(await keepCopy(dataset)).toBe(false);
  expect(await database.beside()).toEqual([`${database.name}_loaded`]);
  await write(2);
  expect(await rowsOf()).toEqual([{ a: 1 }, { a: 2 }]);
  await restoreCopy(dataset);
  expect(await rowsOf()).toEqual([{ a: 1 }]);
  expect(await database.beside()).toEqual([]);
});

it('refuses to restore without a copy, and changes nothing', async () => {
  await write(2);
  await expect(restoreCopy(dataset)).rejects.toMatchObject({
    exitCode: exitCodes.environment,
    message: 'no copy of the loaded state of here was kept',
  });
  expect(await rowsOf()).toEqual([{ a: 1 }, { a: 2 }]);
});

it('takes for the loaded state neither what was written to nor another dataset', async () => {
  await keepCopy(dataset);
  await expect(restoreCopy({ ...dataset, fingerprint: 'other' })).rejects.toThrow('was kept');
  await write(2);
  const copy = testDatabase(`${database.name}_loaded`);
  await copy.query('DROP TABLE t');
  await copy.query(`UPDATE bench_harness.dataset SET state = 'filling'`);
  await expect(restoreCopy(dataset)).rejects.toThrow('was kept');
  // A copy that is of no use is made again; not of what was written to.
  await expect(keepCopy(dataset)).rejects.toThrow('here was written to while');
  expect(await database.beside()).toEqual([]);
});

it.each(['copy', 'prove', 'name'] as const)('survives to be killed before "%s" of keeping', async (step) => {
  await expect(keepCopy(dataset, (now) => (now === step ? kill() : undefined))).rejects.toThrow();
  expect(await rowsOf()).toEqual([{ a: 1 }]);
  expect(await database.beside()).toEqual(step === 'copy' ? [] : [`${database.name}_copying`]);
  expect(await hasLeftovers(admin, database.name)).toBe(step !== 'copy');
  await removeLeftovers(dataset);
  expect(await database.beside()).toEqual([]);
  expect(await keepCopy(dataset)).toBe(true);
});

it('makes the copy anew over what a killed attempt has left', async () => {
  await expect(keepCopy(dataset, (step) => (step === 'name' ? kill() : undefined))).rejects.toThrow();
  expect(await keepCopy(dataset)).toBe(true);
  expect(await database.beside()).toEqual([`${database.name}_loaded`]);
});

it.each(['swap', 'drop'] as const)('survives to be killed before "%s" of a restore', async (step) => {
  await keepCopy(dataset);
  await write(2);
  await expect(restoreCopy(dataset, (now) => (now === step ? kill() : undefined))).rejects.toThrow();
  const isRestored = step === 'drop';
  expect(await rowsOf()).toEqual(isRestored ? [{ a: 1 }] : [{ a: 1 }, { a: 2 }]);
  expect(await database.beside()).toEqual([`${database.name}_${isRestored ? 'discarded' : 'loaded'}`]);
  await removeLeftovers(dataset);
  expect(await database.beside()).toEqual(isRestored ? [] : [`${database.name}_loaded`]);
  if (!isRestored) await restoreCopy(dataset);
  expect(await rowsOf()).toEqual([{ a: 1 }]);
});

it('swaps both names or none', async () => {
  await keepCopy(dataset);
  await write(2);
  // The second name is taken at the last moment: the first renaming must be undone with it.
  const blocked = restoreCopy(dataset, async (step) => {
    if (step === 'swap') await admin.query(`CREATE DATABASE "${database.name}_discarded"`);
  });
  await expect(blocked).rejects.toThrow('already exists');
  expect(await rowsOf()).toEqual([{ a: 1 }, { a: 2 }]);
  expect(await rowsOf(`${database.name}_loaded`)).toEqual([{ a: 1 }]);
});

it('keeps what belongs to the database itself: settings, rights, owner, limit, comment', async () => {
  const role = `test_owner_${process.pid}`;
  const attributes = async () =>
    (
      await admin.query(
        `SELECT pg_get_userbyid(datdba) AS owner, datconnlimit, ARRAY(SELECT unnest(datacl)::text ORDER BY 1) AS rights, shobj_description(oid, 'pg_database') AS comment,
                ARRAY(SELECT setrole::regrole || ' ' || unnest(setconfig) FROM pg_db_role_setting
                      WHERE setdatabase = pg_database.oid ORDER BY 1) AS settings
         FROM pg_database WHERE datname = $1`,
        [database.name],
      )
    ).rows;
  await admin.query(`CREATE ROLE ${role}`);
  await admin.query(`
    ALTER DATABASE "${database.name}" OWNER TO ${role};
    ALTER DATABASE "${database.name}" CONNECTION LIMIT 7;
    REVOKE CONNECT ON DATABASE "${database.name}" FROM PUBLIC;
    GRANT CREATE ON DATABASE "${database.name}" TO pg_monitor WITH GRANT OPTION;
    ALTER DATABASE "${database.name}" SET work_mem = '7MB';
    ALTER DATABASE "${database.name}" SET search_path = "$user", public, 'odd=, one';
    ALTER DATABASE "${database.name}" SET application_name = 'a=b''c';
    ALTER ROLE ${role} IN DATABASE "${database.name}" SET work_mem = '9MB';
    COMMENT ON DATABASE "${database.name}" IS 'it''s mine'`);
  await keepCopy(dataset);
  await write(2);
  // Changed since: what belongs to the name stays as it is now.
  await admin.query(`
    ALTER DATABASE "${database.name}" SET work_mem = '8MB';
    ALTER DATABASE "${database.name}" RESET application_name;
    GRANT CONNECT ON DATABASE "${database.name}" TO pg_monitor`);
  const before = await attributes();
  await restoreCopy(dataset);
  expect(await attributes()).toEqual(before);
  expect(before[0].settings).toEqual([
    '- search_path="$user", public, "odd=, one"',
    '- work_mem=8MB',
    `${role} work_mem=9MB`,
  ]);
  expect(await rowsOf()).toEqual([{ a: 1 }]);
  await admin.query(`DROP DATABASE "${database.name}"; `);
  await admin.query(`DROP ROLE ${role}`);
});

it('ends what a killed command has left connected, and refuses when others are', async () => {
  const left = await database.connect({ application_name: 'bench' });
  expect(await keepCopy(dataset)).toBe(true);
  await expect(left.query('SELECT 1')).rejects.toThrow();
  const guest = await database.connect({ application_name: 'psql' });
  await write(2);
  const refusal = await restoreCopy(dataset).catch((error) => error);
  expect(refusal).toBeInstanceOf(DatabaseInUse);
  expect(refusal).toMatchObject({
    isByBench: false,
    message: `the database ${database.name} cannot be copied or renamed while others are connected to it: psql (user ${database.config.user})`,
  });
  await guest.end();
  expect(await rowsOf()).toEqual([{ a: 1 }, { a: 2 }]);
});

it('tells another bench command, which will end by itself, and leaves its clients alone', async () => {
  const clients = await Promise.all(
    ['bench run feed (pid 7)', 'bench'].map((name) => database.connect({ application_name: name })),
  );
  await expect(keepCopy(dataset)).rejects.toMatchObject({ isByBench: true });
  for (const client of clients) {
    expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await client.end();
  }
});

it('leaves alone what is not its own', async () => {
  await admin.query(`CREATE DATABASE "${database.name}_loaded"`);
  await admin.query(`CREATE DATABASE "${database.name}_discarded"`);
  await expect(keepCopy(dataset)).rejects.toThrow("is not the harness's own");
  expect(await removeCopies(dataset)).toBe(0);
  expect(await database.beside()).toEqual([`${database.name}_discarded`, `${database.name}_loaded`]);
});

it('leaves alone another dataset whose database has such a name, and finishes what is in the making', async () => {
  const template = await ensureTemplate('kept_copy_loaded', async () => {});
  for (const suffix of ['_loaded', '_discarded', '_copying']) {
    await admin.query(`CREATE DATABASE "${database.name}${suffix}" TEMPLATE ${template}`);
  }
  await expect(restoreCopy(dataset)).rejects.toThrow('was kept');
  // The one that may be a copy that was killed before it was commented.
  expect(await database.beside()).toEqual([`${database.name}_discarded`, `${database.name}_loaded`]);
  expect(await removeCopies({ ...dataset, fingerprint: 'other' })).toBe(0);
});

it('removes all that is its own', async () => {
  await keepCopy(dataset);
  await write(2);
  await expect(restoreCopy(dataset, (step) => (step === 'drop' ? kill() : undefined))).rejects.toThrow();
  await keepCopy(dataset);
  expect(await hasCopies(admin, database.name)).toBe(true);
  expect(await removeCopies(dataset)).toBeGreaterThan(5e6);
  expect(await database.beside()).toEqual([]);
});

it('says before any change which right is missing', async () => {
  const role = `test_poor_${process.pid}`;
  await admin.query(`CREATE ROLE ${role} LOGIN`);
  const poor = { ...dataset, config: { ...database.config, user: role } };
  await database.query(`GRANT USAGE ON SCHEMA bench_harness TO ${role}`);
  await expect(keepCopy(poor)).rejects.toMatchObject({
    exitCode: exitCodes.environment,
    message: `the role ${role} may not copy here, so that its loaded state could not be brought back`,
    next: expect.stringContaining(
      `ALTER ROLE "${role}" CREATEDB; ALTER DATABASE "${database.name}" OWNER TO "${role}", or go without`,
    ),
  });
  expect(await database.beside()).toEqual([]);
  await admin.query(`ALTER ROLE ${role} CREATEDB; ALTER DATABASE "${database.name}" OWNER TO ${role}`);
  await database.query(`GRANT SELECT ON ALL TABLES IN SCHEMA bench_harness TO ${role}`);
  expect(await keepCopy(poor)).toBe(true);
  await write(2);
  await restoreCopy(poor);
  await removeCopies(poor);
  await admin.query(`DROP DATABASE "${database.name}"`);
  await admin.query(`DROP ROLE ${role}`);
});

it('names companions within 63 bytes, different ones for different databases', () => {
  expect(companionName('mine', 'loaded')).toBe('mine_loaded');
  expect(companionName('x'.repeat(56), 'loaded')).toBe(`${'x'.repeat(56)}_loaded`);
  const [one, other] = [`${'x'.repeat(60)}1`, `${'x'.repeat(60)}2`].map((name) =>
    companionName(name, 'loaded'),
  );
  expect(one).toMatch(/^x{47}_[0-9a-f]{8}_loaded$/);
  expect(other).not.toBe(one);
  for (const name of ['é'.repeat(31), '漢'.repeat(21), '😀'.repeat(15)]) {
    const companion = companionName(name, 'discarded');
    expect(Buffer.byteLength(companion)).toBeLessThanOrEqual(63);
    expect(companion).not.toContain('\uFFFD');
  }
});
