import type { Client } from 'pg';
import { BenchError, environmentError, exitCodes } from '../core/errors.ts';
import { copyAttributes } from './database-attributes.ts';

/** Somebody is connected to a database that can be copied or renamed only while nobody is. */
export class DatabaseInUse extends BenchError {
  /** Only other bench commands are: they end by themselves. */
  readonly isByBench: boolean;

  constructor(databases: readonly string[], users: readonly string[], isByBench: boolean) {
    super(
      exitCodes.environment,
      `the database ${databases[0]} cannot be copied or renamed while others are connected to it: ${users.join('; ')}`,
      'nothing was changed; end those connections (see pg_stat_activity), then run the same command again',
    );
    this.isByBench = isByBench;
  }
}

const objectInUse = '55006';

/**
 * `read`: the file system may let both share blocks, as XFS, Btrfs and APFS do (PostgreSQL 18 and later): then it takes
 * no time. `written`: the copy has blocks of its own, so that a load that writes to it does not pay for separating them.
 */
export type CloneUse = 'read' | 'written';

/**
 * Copies a whole database, its settings, rights and owner included, from a connection to another one. PostgreSQL
 * copies only what nobody is connected to: connections that the harness has left idle are ended, anybody else's
 * make it throw {@link DatabaseInUse}. After any failure there is no `target`, unless this connection was lost.
 * A `target` that is there already is refused by the server (SQLSTATE 42P04) and left alone.
 */
export async function cloneDatabase(
  admin: Client,
  source: string,
  target: string,
  use: CloneUse,
): Promise<void> {
  await whileUnused(admin, [source], () => copyFiles(admin, source, target, use));
  try {
    await copyAttributes(admin, source, target);
  } catch (error) {
    await admin
      .query(`DROP DATABASE IF EXISTS ${admin.escapeIdentifier(target)} WITH (FORCE)`)
      .catch(() => {});
    throw error;
  }
}

/** What the server says, one way or another, when its file system or kernel cannot clone files. */
const cannotClone = /^(XX|58|42501)/;

async function copyFiles(admin: Client, source: string, target: string, use: CloneUse): Promise<void> {
  const [to, from] = [target, source].map((name) => admin.escapeIdentifier(name));
  // Files are copied as they are: for databases of more than a few MB faster than through the log (15+).
  const strategy = (await versionNumber(admin)) >= 150_000 ? 'STRATEGY FILE_COPY' : '';
  const copy = () => admin.query(`CREATE DATABASE ${to} TEMPLATE ${from} ${strategy}`);
  const isCloned = use === 'read' && (await setCopyMethod(admin, 'clone'));
  if (!isCloned) await setCopyMethod(admin, 'copy');
  try {
    await copy();
  } catch (error) {
    if (!isCloned || !cannotClone.test((error as { code?: string }).code ?? '')) throw error;
    await setCopyMethod(admin, 'copy');
    await copy();
  }
}

/** False where the server has no such method: before 18 files are always copied. */
function setCopyMethod(admin: Client, method: 'clone' | 'copy'): Promise<boolean> {
  return admin.query(`SET file_copy_method = ${method}`).then(
    () => true,
    () => false,
  );
}

/** From a connection to another database, while nobody is connected to this one. */
export async function renameDatabase(admin: Client, from: string, to: string): Promise<void> {
  await admin.query(`ALTER DATABASE ${admin.escapeIdentifier(from)} RENAME TO ${admin.escapeIdentifier(to)}`);
}

/**
 * Does what PostgreSQL does only while nobody is connected to the databases. The server itself waits 5 s for
 * connections that are about to end.
 */
export async function whileUnused(
  admin: Client,
  databases: readonly string[],
  work: () => Promise<unknown>,
): Promise<void> {
  await endLeftovers(admin, databases);
  try {
    await work();
  } catch (error) {
    if ((error as { code?: string }).code !== objectInUse) throw error;
    throw await inUse(admin, databases, error);
  }
}

/**
 * A bench command at work has a connection under its name and process; the others, called `bench`, are its clients.
 * Clients without such a one beside them were left by a command that was killed.
 */
const commandName = String.raw`^bench .*\(pid \d+\)$`;

async function endLeftovers(admin: Client, databases: readonly string[]): Promise<void> {
  await admin.query(
    `SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity
     WHERE datname = ANY ($1) AND application_name = 'bench' AND state = 'idle' AND usename = current_user
       AND NOT EXISTS (
         SELECT FROM pg_stat_activity AS other WHERE other.datname = ANY ($1) AND other.application_name ~ $2)`,
    [databases, commandName],
  );
}

async function inUse(admin: Client, databases: readonly string[], cause: unknown): Promise<Error> {
  const { rows } = await admin.query<{ user: string; name: string; isBench: boolean }>(
    `SELECT usename::text AS user, application_name AS name, application_name ~ $2 OR application_name = 'bench' AS "isBench"
     FROM pg_stat_activity
     WHERE datname = ANY ($1) AND pid <> pg_backend_pid() AND backend_type IS DISTINCT FROM 'autovacuum worker'
     ORDER BY 3, backend_start`,
    [databases, commandName],
  );
  // They have gone in this moment, or are none that the view shows.
  if (rows.length === 0) {
    return environmentError(
      `the database ${databases[0]} cannot be copied or renamed: ${(cause as Error).message}`,
      'nothing was changed; run the same command again',
      cause,
    );
  }
  const shown = rows.slice(0, 3).map(({ user, name }) => (name ? `${name} (user ${user})` : `user ${user}`));
  const more = rows.length > shown.length ? [`${rows.length - shown.length} more`] : [];
  return new DatabaseInUse(
    databases,
    [...shown, ...more],
    rows.every(({ isBench }) => isBench),
  );
}

async function versionNumber(client: Client): Promise<number> {
  const { rows } = await client.query<{ number: number }>(
    `SELECT current_setting('server_version_num')::int AS number`,
  );
  return rows[0]!.number;
}
