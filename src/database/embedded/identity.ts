import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { environmentError } from '../../core/errors.ts';
import { ownUid } from './home.ts';

/** The user the server runs as. PostgreSQL refuses root, so root's server runs as an unprivileged user. */
export interface ServerIdentity {
  readonly uid: number;
  readonly gid: number;
  /** Whether it is another user than ours: only then has anything to be handed over to it. */
  readonly foreign: boolean;
}

/**
 * Ourselves, or for root: the owner of the existing data folder, else `nobody`, else `postgres`.
 * Throws a BenchError when there is no such user, or when the data folder belongs to someone else.
 */
export function serverIdentity(dataFolder: string): ServerIdentity {
  const uid = ownUid();
  const owner = statSync(dataFolder, { throwIfNoEntry: false });
  if (uid !== 0) {
    if (owner && owner.uid !== uid) {
      throw environmentError(
        `${dataFolder} belongs to another user (uid ${owner.uid})`,
        'name a folder of your own in BENCH_HOME',
      );
    }
    return { uid, gid: process.getgid!(), foreign: false };
  }
  const user = owner ?? lookUp('nobody') ?? lookUp('postgres');
  if (!user || user.uid === 0) {
    throw environmentError(
      'PostgreSQL refuses to run as root, and there is no user "nobody" to run it as',
      'run bench as an ordinary user, or give a server with --url',
    );
  }
  return { uid: user.uid, gid: user.gid, foreign: true };
}

/** What `spawn` needs to run a program of the server: its user, a folder it can enter, a clean environment. */
export function spawnAs(identity: ServerIdentity) {
  return {
    ...(identity.foreign && { uid: identity.uid, gid: identity.gid }),
    cwd: '/',
    // No PG* variable and no locale of the user reaches the server; the supervisor needs PATH for `sleep`.
    env: { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
  };
}

/** Asks `id`, which knows users of every source. macOS gives "nobody" the unsigned form of -2. */
function lookUp(name: string): { uid: number; gid: number } | undefined {
  const [uid, gid] = ['-u', '-g'].map((flag) => {
    const { status, stdout } = spawnSync('id', [flag, name], { encoding: 'utf8' });
    return status === 0 && /^\d+\s*$/.test(stdout) ? Number(stdout) | 0 : undefined;
  });
  return uid === undefined || gid === undefined ? undefined : { uid, gid };
}
