import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Client } from 'pg';
import { afterAll, afterEach, beforeAll, expect, inject, it, vi } from 'vitest';
import { exitCodes } from '../../core/errors.ts';
import { applySchema } from '../schema-files.ts';
import { onConnection } from '../testing/clients.ts';
import { Compiled } from '../testing/compiled.ts';
import { hasServer } from '../testing/old-servers.ts';
import { stageBinaries } from './binaries.ts';
import { describeEmbedded } from './description.ts';
import { serverIdentity } from './identity.ts';
import { type InstanceRequest, resolveInstance } from './instance.ts';
import { describeInstances, removeInstances } from './instances.ts';
import { acquireEmbedded, type EmbeddedServer } from './lease.ts';
import { findPostmaster } from './postmaster.ts';
import { removeEmbedded } from './removal.ts';

let home: string;
const servers: EmbeddedServer[] = [];

beforeAll(() => {
  home = mkdtempSync(join(dirname(inject('testServer').host), 'instances-'));
  chmodSync(home, 0o755);
});

afterEach(async () => {
  for (const server of servers.splice(0)) await server.release();
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

interface TestAcquire {
  onWait?: (message: string) => void;
  signal?: AbortSignal;
}

async function acquire(instance?: InstanceRequest, options: TestAcquire = {}): Promise<EmbeddedServer> {
  const server = await acquireEmbedded({ home, instance, command: 'vitest', onWait: () => {}, ...options });
  servers.push(server);
  return server;
}

function connected<T>(server: EmbeddedServer, work: (client: Client) => Promise<T>): Promise<T> {
  return onConnection({ ...server.connection, database: 'postgres' }, work);
}

function show(server: EmbeddedServer, setting: string): Promise<string> {
  return connected(server, async (client) => (await client.query(`SHOW ${setting}`)).rows[0][setting]);
}

const small = { settings: { shared_buffers: '16MB', io_method: 'sync' } };

it('runs a server with settings of its own beside the default one', async () => {
  const [standard, other] = await Promise.all([acquire(), acquire(small)]);
  expect(await show(other, 'shared_buffers')).toBe('16MB');
  expect(await show(other, 'io_method')).toBe('sync');
  expect(await show(standard, 'shared_buffers')).not.toBe('16MB');
  expect(await show(standard, 'io_method')).toBe('worker');
  // As private as the default one, and tuned like it.
  for (const setting of ['listen_addresses', 'fsync', 'wal_level', 'cluster_name']) {
    expect(await show(other, setting)).toBe(await show(standard, setting));
  }
  await connected(other, (client) => client.query('CREATE TABLE mine (n int)'));
  const found = await connected(standard, (client) => client.query(`SELECT to_regclass('mine') AS there`));
  expect(found.rows).toEqual([{ there: null }]);

  const [described] = await describeInstances(home);
  expect(described!.instance).toEqual(resolveInstance(home, small));
  expect(described!.server).toMatchObject({ usedBy: `bench vitest (pid ${process.pid})` });
  expect(described!.sizeBytes).toBeGreaterThan(20e6);
  expect(other.logFile).toBe(described!.logFile);
  await expect(removeInstances(home)).rejects.toThrow('with io_method = sync, shared_buffers = 16MB in');

  await other.release();
  expect((await describeEmbedded(home)).server).toBeDefined();
  expect((await describeInstances(home))[0]!.server).toBeUndefined();
});

it('keeps the data of an instance, and makes a second command wait for it', async () => {
  const first = await acquire(small);
  const waits: string[] = [];
  const giveUp = new AbortController();
  const onWait = (message: string) => {
    waits.push(message);
    giveUp.abort(new Error('enough'));
  };
  await expect(acquire(small, { onWait, signal: giveUp.signal })).rejects.toThrow('enough');
  expect(waits).toEqual([`waiting for bench vitest (pid ${process.pid}) to finish`]);
  const found = await connected(first, (client) => client.query(`SELECT count(*)::int AS rows FROM mine`));
  expect(found.rows).toEqual([{ rows: 0 }]);
});

it.each([
  [
    { shared_buffers: 'plenty' },
    'shared_buffers = plenty does not start: invalid value for parameter "shared_buffers"',
  ],
  [{ io_method: 'magic' }, 'invalid value for parameter "io_method": "magic"'],
  [{ no_such_setting: '1' }, 'unrecognized configuration parameter "no_such_setting"'],
  [{ max_connections: '3' }, 'must be less than "max_connections" (3)'],
])('says what is wrong with the settings %o, and leaves nothing', async (settings, message) => {
  const before = readdirSync(join(home, 'instances'));
  const starting = acquire({ settings });
  await expect(starting).rejects.toThrow(message);
  await expect(starting).rejects.toMatchObject({ exitCode: exitCodes.usage });
  expect(readdirSync(join(home, 'instances'))).toEqual(before);
});

it('keeps the data when a server that has run before does not start', async () => {
  const { dataFolder } = resolveInstance(home, small);
  const standard = acquireEmbedded({ home, instance: small, onWait: () => {}, settings: { work_mem: '?' } });
  await expect(standard).rejects.toThrow('does not start');
  expect(existsSync(dataFolder)).toBe(true);
});

/** Holds an instance until it is killed. */
const holder = `
  const [module, home, instance] = process.argv.slice(1);
  const { acquireEmbedded } = await import(module);
  await acquireEmbedded({ home, instance: JSON.parse(instance), onWait: () => {} });
  process.stdin.on('end', () => process.exit()).resume();
  process.stdout.write('acquired\\n');`;

it('does not outlive a command that is killed', async () => {
  const compiled = await Compiled.from('database/embedded/lease.ts');
  try {
    const args = ['--input-type=module', '-e', holder, compiled.url.href, home, JSON.stringify(small)];
    const child = spawn(process.execPath, args, { cwd: '/' });
    expect(await once(createInterface(child.stdout), 'line')).toEqual(['acquired']);
    const { pid } = findPostmaster(resolveInstance(home, small).dataFolder)!;
    child.kill('SIGKILL');
    const state = () => spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout;
    await vi.waitFor(() => expect(state()).toMatch(/^\s*(Z.*)?$/), { timeout: 5000, interval: 20 });
  } finally {
    compiled.remove();
  }
  expect(await show(await acquire(small), 'shared_buffers')).toBe('16MB');
});

it('says how to install a version that is missing', async () => {
  await expect(acquire({ version: 15 })).rejects.toThrow('PostgreSQL 15 is not installed');
  expect(readdirSync(join(home, 'instances'))).toEqual([resolveInstance(home, small).name]);
});

const modules = fileURLToPath(new URL('../../../node_modules', import.meta.url));

/** As `bench server install` does, from the packages that the tests have. */
async function installOld(major: number): Promise<void> {
  const folder = join(modules, `postgres-${major}-${process.platform}-${process.arch}`);
  const source = { folder, version: `${major}.1.0`, major };
  await stageBinaries(home, source, serverIdentity(join(home, 'no-data')));
}

for (const major of [14, 16]) {
  it.runIf(hasServer(major))(
    `runs PostgreSQL ${major} beside the default server, with the schema (where npm has it)`,
    async () => {
      await installOld(major);
      const [standard, old] = await Promise.all([acquire(), acquire({ version: major })]);
      expect(standard.version).toMatch(/^18\./);
      expect(old.version).toMatch(new RegExp(`^${major}\\.`));
      const answers = [standard, old].map((server) =>
        connected(server, async (client) => {
          // Rolled back with its extensions: the databases stay empty.
          await client.query('BEGIN');
          await applySchema(client);
          const { rows } = await client.query(`SELECT lower('ÄRGER') AS lower, 'a' > 'B' AS bytes,
          to_tsvector('english', 'Ärger is near')::text AS text, show_trgm('Ä') <> '{}' AS letters`);
          await client.query('ROLLBACK');
          return rows;
        }),
      );
      expect(await answers[1]).toEqual(await answers[0]);
    },
  );
}

it('removes instances alone, and all with the default server', async () => {
  const beside = await describeInstances(home);
  expect(beside.map(({ instance }) => instance.name)).toContain(resolveInstance(home, small).name);
  const removed = await removeInstances(home);
  expect(removed).toHaveLength(beside.length);
  expect(existsSync(join(home, 'instances'))).toBe(false);
  expect(existsSync((await describeEmbedded(home)).dataFolder)).toBe(true);

  const server = await acquire(small);
  await expect(removeEmbedded(home)).rejects.toThrow('is running');
  await server.release();
  const [stopped] = await describeInstances(home);
  expect(await removeEmbedded(home)).toBeGreaterThan(stopped!.sizeBytes);
  expect(existsSync(home)).toBe(false);
});
