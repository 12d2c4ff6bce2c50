import { accessSync, chmodSync, constants, lstatSync, realpathSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { environmentError } from '../../core/errors.ts';
import { makeFolder } from '../folder.ts';

/**
 * The folder where the harness keeps its embedded server: binaries, data, log, socket. Created when missing;
 * absolute and without symbolic links, since a running server is recognised by its path.
 *
 * `BENCH_HOME` if set, and then it must be usable; otherwise `$XDG_DATA_HOME/bench` or `~/.local/share/bench`,
 * for root `/var/lib/bench` (root's server runs as another user, who cannot enter root's home folder). Where
 * that cannot be written, a folder of our own among the temporary files.
 */
export function resolveHome(environment: NodeJS.ProcessEnv): string {
  const uid = ownUid();
  if (environment.BENCH_HOME) {
    const home = environment.BENCH_HOME;
    const problem = tryToOwn(home, uid);
    if (problem)
      throw environmentError(`BENCH_HOME cannot be used: ${problem}`, 'name a folder you can write');
    return realpathSync(home);
  }
  const preferred = preferredHome(environment, uid);
  if (!tryToOwn(preferred, uid)) return realpathSync(preferred);
  const fallback = join(tmpdir(), `bench-${uid}`);
  const problem = tryToOwn(fallback, uid) ?? strangersIn(fallback, uid);
  if (problem) {
    throw environmentError(
      `neither ${preferred} nor ${fallback} can be used: ${problem}`,
      'name a folder you can write in BENCH_HOME, or give a server with --url',
    );
  }
  return realpathSync(fallback);
}

/** Our user id. Windows has none, and no embedded server either. */
export function ownUid(): number {
  const uid = process.getuid?.();
  if (uid === undefined) {
    throw environmentError('the embedded PostgreSQL does not run on Windows', 'give a server with --url');
  }
  return uid;
}

function preferredHome(environment: NodeJS.ProcessEnv, uid: number): string {
  if (uid === 0) return '/var/lib/bench';
  // XDG: a relative path is invalid and to be ignored.
  const dataHome = environment.XDG_DATA_HOME?.startsWith('/') ? environment.XDG_DATA_HOME : undefined;
  return join(dataHome ?? join(environment.HOME || homedir(), '.local', 'share'), 'bench');
}

/** Creates the folder if need be; says what is wrong if it cannot be written. */
function tryToOwn(folder: string, uid: number): string | undefined {
  try {
    createFolder(folder, uid === 0 ? 0o755 : 0o700);
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** mkdir -p with the mode given to every folder made, whatever the umask. */
function createFolder(folder: string, mode: number): void {
  const first = makeFolder(folder);
  if (!first) return;
  for (let made = folder; made.length >= first.length; made = dirname(made)) chmodSync(made, mode);
}

/** Anyone can put a folder of any name among the temporary files: ours must be ours, and closed to writers. */
function strangersIn(folder: string, uid: number): string | undefined {
  const found = lstatSync(folder);
  if (!found.isDirectory()) return `${folder} is not a folder`;
  if (found.uid !== uid) return `${folder} belongs to another user (uid ${found.uid})`;
  if (found.mode & 0o022) return `other users can write to ${folder}`;
  return undefined;
}
