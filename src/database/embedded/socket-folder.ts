import { createHash } from 'node:crypto';
import { chmodSync, chownSync, lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environmentError } from '../../core/errors.ts';
import type { ServerIdentity } from './identity.ts';

/** Only part of the socket's file name: the server opens no port. */
export const socketPort = 5432;

/** What fits into `sun_path` on every system (macOS has the least). */
const longestSocketPath = 103;

function fits(folder: string): boolean {
  return Buffer.byteLength(join(folder, `.s.PGSQL.${socketPort}`)) <= longestSocketPath;
}

/** `run` in the home folder; where that path is too long for a socket, a folder among the temporary files. */
export function socketFolderOf(home: string, uid: number, temporary = tmpdir()): string {
  const preferred = join(home, 'run');
  if (fits(preferred)) return preferred;
  const name = `bench-${uid}-${createHash('sha256').update(home).digest('hex').slice(0, 8)}`;
  return fits(join(temporary, name)) ? join(temporary, name) : join('/tmp', name);
}

/** Makes the folder, open to the server's user alone. Throws a BenchError when someone else's stands there. */
export function ensureSocketFolder(folder: string, identity: ServerIdentity): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
    if (identity.foreign) chownSync(folder, identity.uid, identity.gid);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const found = lstatSync(folder);
  if (!found.isDirectory() || (found.uid !== identity.uid && found.uid !== process.getuid!())) {
    throw environmentError(
      `${folder}, for the server's socket, belongs to another user (uid ${found.uid})`,
      'remove it, or name a shorter path in BENCH_HOME',
    );
  }
  // Also after a command was killed between making it and handing it over, and after a change of identity.
  if (found.uid !== identity.uid) chownSync(folder, identity.uid, identity.gid);
  if ((found.mode & 0o777) !== 0o700) chmodSync(folder, 0o700);
}
