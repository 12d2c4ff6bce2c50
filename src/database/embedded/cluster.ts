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

/** The first major version with locales of its own. */
const builtinLocales = 17;

/**
 * Sorting must not depend on the machine's C library. What is a letter does, where PostgreSQL asks it: always before
 * {@link builtinLocales}, and in pg_trgm even in 18. It says the same as PostgreSQL's own, if it has this locale.
 */
const letters = ['--lc-ctype', 'C.UTF-8'];

function localeFlags(major: number): string[] {
  const builtin = ['--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'];
  return ['--locale', 'C', ...(major >= builtinLocales ? builtin : [])];
}

async function initdb(folder: string, binaries: Binaries, identity: ServerIdentity): Promise<void> {
  const flags = [
    ['--pgdata', folder],
    ['--username', superuser],
    // Nobody gets past the socket's folder, which is closed to everyone else.
    ['--auth', 'trust'],
    ['--encoding', 'UTF8', '--no-sync', '--no-instructions'],
  ].flat();
  const run = (locale: readonly string[]) =>
    promisify(execFile)(binaries.initdb, [...flags, ...locale], spawnAs(identity));
  const locale = localeFlags(binaries.major);
  try {
    await run([...locale, ...letters]).catch((error) => {
      if (!/invalid locale/.test(error.stderr)) throw error;
      return run(locale);
    });
  } catch (error) {
    throw explainInitdb(error as Error & { stderr?: string }, folder);
  }
}

function explainInitdb(error: Error & { stderr?: string }, folder: string): Error {
  const lines = error.stderr?.split('\n').filter((line) => line.trim() !== '') ?? [];
  const fault = lines.find((line) => /FATAL|PANIC|error:/.test(line)) ?? lines[0];
  const said = fault?.replace(/^.*?(FATAL|PANIC|error): +/, '').trim();
  return environmentError(
    `initdb failed in ${folder}: ${said || error.message}`,
    'see that its disk has room, or name another folder in BENCH_HOME',
    error,
  );
}
