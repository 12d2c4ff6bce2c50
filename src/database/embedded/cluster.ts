import { execFile } from 'node:child_process';
import { chmodSync, chownSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { environmentError } from '../../core/errors.ts';
import type { Binaries } from './binaries.ts';
import { type ServerIdentity, spawnAs } from './identity.ts';
import { stageFolder } from './staged-folder.ts';

/** The only user of the embedded server, a superuser. */
export const superuser = 'bench';

/** The data folder of one major version: a newer PostgreSQL cannot read it, and gets its own. */
export function dataFolderOf(home: string, major: number): string {
  return join(home, `data-${major}`);
}

/** Makes the data folder with initdb, unless there is one. About a second. */
export async function ensureCluster(
  dataFolder: string,
  binaries: Binaries,
  identity: ServerIdentity,
): Promise<void> {
  await stageFolder(dataFolder, async (staging) => {
    chmodSync(staging, 0o700);
    if (identity.foreign) chownSync(staging, identity.uid, identity.gid);
    await initdb(staging, binaries, identity);
  });
}

async function initdb(folder: string, binaries: Binaries, identity: ServerIdentity): Promise<void> {
  const flags = [
    ['--pgdata', folder],
    ['--username', superuser],
    // Nobody gets past the socket's folder, which is closed to everyone else.
    ['--auth', 'trust'],
    // Sorting must not depend on the machine's C library.
    ['--encoding', 'UTF8', '--locale', 'C', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
    ['--no-sync', '--no-instructions'],
  ].flat();
  try {
    await promisify(execFile)(binaries.initdb, flags, spawnAs(identity));
  } catch (error) {
    const lines =
      (error as { stderr?: string }).stderr?.split('\n').filter((line) => line.trim() !== '') ?? [];
    const fault = lines.find((line) => /FATAL|PANIC|error:/.test(line)) ?? lines[0];
    const said = fault?.replace(/^.*?(FATAL|PANIC|error): +/, '').trim();
    throw environmentError(
      `initdb failed in ${folder}: ${said || (error as Error).message}`,
      'see that its disk has room, or name another folder in BENCH_HOME',
      error,
    );
  }
}
