import { execFile } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { inject } from 'vitest';
import { findPlatformPackage, type PlatformPackage, stageBinaries } from '../embedded/binaries.ts';
import { ensureCluster, superuser } from '../embedded/cluster.ts';
import { serverIdentity, spawnAs } from '../embedded/identity.ts';
import type { Installation } from '../embedded/installation.ts';
import { type StartedServer, startServer } from '../embedded/server.ts';
import { stageFolder } from '../embedded/staged-folder.ts';

const modules = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'node_modules');

/** What the suite's own server is, and the oldest that wants another initdb. */
const newestMajor = 18;
const builtinLocales = 17;

/** The package of a major version, see old-servers/package.json; undefined where this platform has none. */
function packageOf(major: number): PlatformPackage | undefined {
  if (major === newestMajor) return findPlatformPackage();
  const folder = join(modules, `postgres-${major}-${process.platform}-${process.arch}`);
  if (!existsSync(folder)) return undefined;
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return { folder, version, major };
}

/** Whether this platform has a server of this major version: 18 always, 14 and 16 where npm has them. */
export function hasServer(major: number): boolean {
  return packageOf(major) !== undefined;
}

/**
 * Starts a server of its own for a test, of any major version that there is, with an empty data folder inside the
 * test run's folder. It ends with the test run, also after `kill -9`; `stop()` ends it before, and its first
 * connection with it.
 */
export async function startTestServer(
  major: number,
  settings: Record<string, string> = {},
): Promise<StartedServer> {
  const installation = await install(major);
  const started = await startServer(installation, {
    lifetime: 'owned',
    applicationName: 'test',
    settings: { fsync: 'off', synchronous_commit: 'off', shared_buffers: '64MB', ...settings },
  });
  if (!started) throw new Error(`another server has ${installation.dataFolder}`);
  return started;
}

async function install(major: number): Promise<Installation> {
  const source = packageOf(major);
  if (!source) throw new Error(`no PostgreSQL ${major} for ${process.platform}-${process.arch}`);
  const runFolder = dirname(inject('testServer').host);
  const home = mkdtempSync(join(runFolder, `server-${major}-`));
  chmodSync(home, 0o755); // root's server runs as another user
  const dataFolder = join(home, 'data');
  const identity = serverIdentity(dataFolder);
  // Once a test run.
  const binaries = await stageBinaries(runFolder, source, identity);
  if (major >= builtinLocales) await ensureCluster(dataFolder, binaries, identity);
  else {
    await stageFolder(dataFolder, async (staging) => {
      chmodSync(staging, 0o700);
      if (identity.foreign) chownSync(staging, identity.uid, identity.gid);
      const flags = ['--pgdata', staging, '--username', superuser, '--auth', 'trust'];
      flags.push('--encoding', 'UTF8', '--locale', 'C', '--no-sync', '--no-instructions');
      await promisify(execFile)(binaries.initdb, flags, spawnAs(identity));
    });
  }
  return { home, dataFolder, binaries, identity };
}
