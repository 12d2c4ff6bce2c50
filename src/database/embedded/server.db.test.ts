import { execFileSync, spawnSync } from 'node:child_process';
import {
  accessSync,
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, inject, it, vi } from 'vitest';
import { queryOnce } from '../testing/clients.ts';
import { CommandProcess } from '../testing/command-process.ts';
import { Compiled } from '../testing/compiled.ts';
import { describeEmbedded } from './description.ts';
import { serverIdentity } from './identity.ts';
import { acquireEmbedded, type EmbeddedServer } from './lease.ts';
import { startPersistent, stopPersistent } from './persistent.ts';
import { findPostmaster, removeStalePidFile } from './postmaster.ts';
import { removeEmbedded } from './removal.ts';

const isRoot = process.getuid!() === 0;

let home: string;
let dataFolder: string;
let compiled: Compiled;
const commands: CommandProcess[] = [];
const servers: EmbeddedServer[] = [];

/** Inside the test run's own folder, which goes even when the run is killed. */
function newHome(): string {
  const folder = mkdtempSync(join(dirname(inject('testServer').host), 'home-'));
  chmodSync(folder, 0o755);
  return folder;
}

/** Another bench command. */
function command(folder = home, user?: { uid: number; gid: number }): CommandProcess {
  const process = new CommandProcess(compiled.url.href, folder, user);
  commands.push(process);
  return process;
}

async function acquire(options: { onWait?: (message: string) => void; signal?: AbortSignal } = {}) {
  const server = await acquireEmbedded({ home, command: 'vitest', onWait: () => {}, ...options });
  servers.push(server);
  return server;
}

function query(server: EmbeddedServer, sql: string) {
  return queryOnce({ ...server.connection, database: 'postgres' }, sql);
}

const postmasterPid = () => findPostmaster(dataFolder)!.pid;

/** Until the process is gone, or 5 s. A zombie is gone: in a container nobody may collect it. */
async function gone(pid: number): Promise<void> {
  const state = () => spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout;
  const running = () => !/^\s*(Z.*)?$/.test(state());
  await vi.waitFor(() => expect(running()).toBe(false), { timeout: 5000, interval: 20 });
}

function parentOf(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'ppid=', '-p', String(pid)], { encoding: 'utf8' }));
}

beforeAll(async () => {
  home = newHome();
  compiled = await Compiled.from('database/embedded/lease.ts');
  ({ dataFolder } = await describeEmbedded(home));
});

afterEach(async () => {
  // What a failed test left.
  for (const process of commands.splice(0)) await process.kill();
  for (const server of servers.splice(0)) await server.release();
  const left = findPostmaster(dataFolder);
  if (left) await gone(left.pid);
});

afterAll(() => {
  compiled.remove();
  rmSync(home, { recursive: true, force: true });
});

it('starts, serves as configured and stops', async () => {
  const server = await acquire();
  expect(server).toMatchObject({ lifetime: 'owned', version: expect.stringMatching(/^18\.\d+/) });
  const sql = `SELECT current_setting('fsync') AS fsync, current_setting('wal_level') AS wal, current_user AS who,
    current_setting('listen_addresses') AS tcp, current_setting('bench.lifetime') AS lifetime,
    (SELECT datlocprovider::text || datlocale FROM pg_database WHERE datname = 'template1') AS locale`;
  expect(await query(server, sql)).toEqual([
    { fsync: 'on', wal: 'minimal', who: 'bench', tcp: '', lifetime: 'owned', locale: 'bC.UTF-8' },
  ]);
  const pid = postmasterPid();
  const description = await describeEmbedded(home);
  expect(description.server).toMatchObject({ pid, lifetime: 'owned', version: server.version });
  expect(description.server?.usedBy).toBe(`bench vitest (pid ${process.pid})`);
  expect(description.sizeBytes).toBeGreaterThan(20e6);
  // Nobody else may connect: whoever reaches the socket is superuser.
  expect(statSync(server.connection.host).mode & 0o777).toBe(0o700);
  await Promise.all([server.release(), server.release()]);
  await gone(pid);
  expect((await describeEmbedded(home)).server).toBeUndefined();
});

/** Crashes it with much to recover from, and returns once it has begun to. */
async function crash(server: EmbeddedServer): Promise<void> {
  await query(server, 'CREATE TABLE IF NOT EXISTS much (n int, text text)');
  // Into a table that was there already: it is logged.
  const rows = 'SELECT n, repeat($$x$$, 500) FROM generate_series(1, 400000) AS n';
  await query(server, `INSERT INTO much ${rows}`);
  const [{ pid }] = await query(
    server,
    'SELECT pid FROM pg_stat_activity WHERE backend_type = $$walwriter$$',
  );
  process.kill(pid as number, 'SIGKILL');
  // At first it cuts connections off, then it says why not.
  await vi.waitFor(async () => await expect(query(server, 'SELECT')).rejects.toThrow(), {
    timeout: 5000,
    interval: 5,
  });
}

// PostgreSQL 18 never ends when it is told to shut down fast while it recovers from a crash.
it('stops a server at once that recovers from a crash', async () => {
  const owned = await acquire();
  await crash(owned);
  const pid = postmasterPid();
  const startMs = performance.now();
  await owned.release();
  await gone(pid);
  expect(performance.now() - startMs).toBeLessThan(10_000);

  await startPersistent({ home, command: 'vitest', onWait: () => {} });
  const persistent = await acquire();
  await crash(persistent);
  await persistent.release();
  expect(await stopPersistent(home)).toBe(true);
  expect(performance.now() - startMs).toBeLessThan(20_000);
});

it('has all contrib extensions', async () => {
  const server = await acquire();
  await query(
    server,
    'CREATE EXTENSION pg_trgm; CREATE EXTENSION pgstattuple; CREATE EXTENSION pg_buffercache',
  );
  await query(server, 'DROP EXTENSION pg_trgm, pgstattuple, pg_buffercache');
  await server.release();
});

it('does not outlive a command that is killed, and works afterwards', async () => {
  const killed = command();
  await killed.says('acquired owned');
  const pid = postmasterPid();
  await killed.kill();
  await gone(pid);
  await (await acquire()).release();
});

it('does not outlive a command that is killed while another one waits, who then gets its own', async () => {
  const first = command();
  await first.says('acquired');
  const pid = postmasterPid();
  const second = command();
  expect(await second.says('wait')).toBe(`wait waiting for bench test (pid ${first.pid}) to finish`);
  await first.kill();
  await second.says('acquired owned');
  await gone(pid);
  await second.release();
});

it('makes a second command wait, tells it once, and lets it go on', async () => {
  const first = await acquire();
  const waits: string[] = [];
  let acquired = false;
  const second = acquire({ onWait: (message) => waits.push(message) }).then((server) => {
    acquired = true;
    return server;
  });
  await vi.waitFor(() => expect(waits).toEqual([`waiting for bench vitest (pid ${process.pid}) to finish`]));
  await sleep(500);
  expect(acquired).toBe(false);
  await first.release();
  const server = await second;
  expect(await query(server, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  expect(waits).toHaveLength(1);
  await server.release();
});

it('lets four commands that start at once in a new home have the server one after the other', async () => {
  const folder = newHome();
  const all = Array.from({ length: 4 }, () => command(folder));
  const done = all.map(async (process) => {
    await process.says('acquired owned');
    const holders = all.filter(
      ({ said }) => said.some((line) => line.startsWith('acquired')) && !said.includes('released'),
    );
    await process.release();
    return holders.length;
  });
  expect(await Promise.all(done)).toEqual([1, 1, 1, 1]);
  expect(readdirSync(folder).sort()).toEqual(['data-18', 'postgres', 'run', 'server.log']);
  await removeEmbedded(folder);
  expect(existsSync(folder)).toBe(false);
});

it('gives up waiting when told so', async () => {
  const first = await acquire();
  const giveUp = new AbortController();
  const second = acquire({ onWait: () => giveUp.abort(new Error('interrupted')), signal: giveUp.signal });
  await expect(second).rejects.toThrow('interrupted');
  expect(await query(first, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await first.release();
  await expect(acquire({ signal: giveUp.signal })).rejects.toThrow('interrupted');
});

it('recovers from a crash of the server', async () => {
  const server = await acquire();
  await query(server, 'CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n');
  const pid = postmasterPid();
  process.kill(pid, 'SIGKILL');
  await gone(pid);
  await server.release();
  const next = await acquire();
  expect(await query(next, 'SELECT count(*)::int AS rows FROM kept')).toEqual([{ rows: 1000 }]);
  await query(next, 'DROP TABLE kept');
  await next.release();
});

it('replaces a server whose command and supervisor were both killed', async () => {
  const killed = command();
  await killed.says('acquired');
  const orphan = postmasterPid();
  const group = parentOf(orphan);
  // The supervisor's two shells; the server itself is the third of their session.
  const shells = execFileSync('ps', ['-o', 'pid=,comm=', '-s', String(group)], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => /\bsh$/.test(line))
    .map((line) => Number.parseInt(line, 10));
  expect(shells).toHaveLength(2);
  // Stopped first: when one goes, Node closes the pipe, and the other would stop the server.
  for (const signal of ['SIGSTOP', 'SIGKILL'] as const) for (const pid of shells) process.kill(pid, signal);
  await killed.kill();
  await sleep(200);
  expect(postmasterPid()).toBe(orphan);
  const server = await acquire();
  expect(server.lifetime).toBe('owned');
  expect(postmasterPid()).not.toBe(orphan);
  await server.release();
});

it('starts over the pid file of a server whose number another program has now', async () => {
  const user = serverIdentity(dataFolder);
  const stranger = execFileSync('sh', ['-c', 'sleep 60 >/dev/null 2>&1 & echo $!'], {
    encoding: 'utf8',
    uid: user.uid,
    gid: user.gid,
  });
  try {
    writeFileSync(join(dataFolder, 'postmaster.pid'), `${stranger.trim()}\n${dataFolder}\n1\n5432\n\n\n`);
    await (await acquire()).release();
  } finally {
    process.kill(Number(stranger));
  }
});

it('starts over an empty pid file once no server can be about to write it', async () => {
  const file = join(dataFolder, 'postmaster.pid');
  writeFileSync(file, '');
  removeStalePidFile(dataFolder);
  expect(existsSync(file)).toBe(true);
  await (await acquire()).release();
  writeFileSync(file, '');
  utimesSync(file, 0, 0);
  removeStalePidFile(dataFolder);
  expect(existsSync(file)).toBe(false);
});

it('says why the server does not start', async () => {
  const starting = acquireEmbedded({ home, onWait: () => {}, settings: { shared_buffers: 'plenty' } });
  await expect(starting).rejects.toThrow(/does not start: .*shared_buffers/);
});

it('keeps a persistent server for one command after another', async () => {
  expect(await startPersistent({ home, onWait: () => {} })).toBe(true);
  expect(await startPersistent({ home, onWait: () => {} })).toBe(false);
  const pid = postmasterPid();
  const killed = command();
  await killed.says('acquired persistent');
  await expect(stopPersistent(home)).rejects.toThrow(`while bench test (pid ${killed.pid}) uses it`);
  expect(await startPersistent({ home, onWait: () => {} })).toBe(false);
  await killed.kill();
  const server = await acquire();
  expect(server.lifetime).toBe('persistent');
  await server.release();
  expect(postmasterPid()).toBe(pid);
  await expect(removeEmbedded(home)).rejects.toThrow(`is running (pid ${pid})`);
  expect(await stopPersistent(home)).toBe(true);
  await gone(pid);
  expect(await stopPersistent(home)).toBe(false);
});

it('does not care who has port 5432, nor about PG* variables', async () => {
  const other = createServer().listen(5432, '127.0.0.1');
  other.on('error', () => {}); // a PostgreSQL has it already, which does as well
  const strange = {
    PGPORT: '1',
    PGHOST: 'nowhere',
    PGUSER: 'x',
    PGDATABASE: 'x',
    PGSSLMODE: 'require',
    PGDATA: '/x',
  };
  for (const [name, value] of Object.entries(strange)) vi.stubEnv(name, value);
  const server = await acquire();
  expect(await query(server, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await server.release();
  vi.unstubAllEnvs();
  other.close();
});

it('finds room for its socket when the home has a long path', async () => {
  const parent = newHome();
  const folder = join(parent, 'x'.repeat(100));
  execFileSync('mkdir', ['-m', '755', folder]);
  const server = await acquireEmbedded({ home: folder, onWait: () => {} });
  expect(server.connection.host.startsWith(folder)).toBe(false);
  await server.release();
  await removeEmbedded(folder);
  expect(existsSync(server.connection.host)).toBe(false);
  rmSync(parent, { recursive: true });
});

/** Another user needs our packages and Node: not so in a checkout under a closed home folder. */
function othersCanReadUs(): boolean {
  const user = { uid: 65534, gid: 65534, cwd: '/' };
  try {
    accessSync(process.execPath);
    execFileSync(process.execPath, ['-e', 'fs.accessSync(process.argv[1])', import.meta.filename], user);
    return true;
  } catch {
    return false;
  }
}

it.runIf(isRoot && othersCanReadUs())(
  'runs for an ordinary user too (root only, readable checkout)',
  async () => {
    const folder = newHome();
    execFileSync('chown', ['65534:65534', folder]);
    chmodSync(folder, 0o700);
    const ordinary = command(folder, { uid: 65534, gid: 65534 });
    await ordinary.says('acquired owned');
    expect(statSync(join(folder, 'data-18')).uid).toBe(65534);
    await ordinary.release();
    rmSync(folder, { recursive: true });
  },
);

it.runIf(isRoot)('runs the server of root as someone else (root only)', async () => {
  const server = await acquire();
  expect(statSync(dataFolder).uid).toBe(serverIdentity(dataFolder).uid);
  expect(
    execFileSync('ps', ['-o', 'uid=', '-p', String(postmasterPid())], { encoding: 'utf8' }).trim(),
  ).not.toBe('0');
  await server.release();
});
