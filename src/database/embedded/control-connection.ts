import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { environmentError } from '../../core/errors.ts';
import { superuser } from './cluster.ts';
import { socketPort } from './socket-folder.ts';

/** How to reach the embedded server, as options of `pg`'s clients; the database is the caller's choice. */
export interface EmbeddedConnection {
  /** The folder of the Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Explicitly off, so that a stray PGSSLMODE does not matter. */
  readonly ssl: false;
}

export function connectionTo(socketFolder: string): EmbeddedConnection {
  return { host: socketFolder, port: socketPort, user: superuser, ssl: false };
}

/**
 * What one attempt to connect found: a server, none, one that says that it starts, stops, recovers or is full, or one
 * that ended the attempt without a word, as it does when it crashes.
 */
export type Attempt =
  | { readonly state: 'connected'; readonly client: Client }
  | { readonly state: 'absent' }
  | { readonly state: 'unready'; readonly reason: string }
  | { readonly state: 'cut off' };

const absentCodes = new Set(['ENOENT', 'ECONNREFUSED']);

/** cannot_connect_now, admin_shutdown, crash_shutdown, too_many_connections. */
const unreadyCodes = new Set(['57P03', '57P01', '57P02', '53300']);

const cutOffCodes = new Set(['ECONNRESET', 'EPIPE', 'EAGAIN']);

/** Connects to the database `postgres`. Throws a BenchError for what waiting will not mend. */
export async function attemptConnection(
  connection: EmbeddedConnection,
  applicationName: string,
): Promise<Attempt> {
  const client = new Client({
    ...connection,
    database: 'postgres',
    // PostgreSQL cuts names at 63 bytes, with a notice.
    application_name: applicationName.slice(0, 63),
    connectionTimeoutMillis: 10_000,
  });
  // The server may end the connection at any time: a query in flight rejects, and there is no more to do.
  client.on('error', () => {});
  try {
    await client.connect();
    return { state: 'connected', client };
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    if (code && absentCodes.has(code)) return { state: 'absent' };
    if (code && unreadyCodes.has(code)) return { state: 'unready', reason: message };
    if ((code && cutOffCodes.has(code)) || /terminated|timeout/.test(message)) return { state: 'cut off' };
    throw environmentError(
      `cannot connect to the embedded server in ${connection.host}: ${message}`,
      'use the folder of another user only as that user: see BENCH_HOME',
      error,
    );
  }
}

/**
 * Whether the server recovers from a crash. Told to shut down fast in the midst of that, PostgreSQL (18 at least) waits for
 * its checkpointer and never tells it to end: such a server must be stopped at once, which loses nothing, as it only has to
 * recover again.
 */
export async function isRecovering(connection: EmbeddedConnection): Promise<boolean> {
  try {
    for (const deadline = performance.now() + wordWithinMs; ; await sleep(20)) {
      const attempt = await attemptConnection(connection, 'bench');
      if (attempt.state === 'cut off' && performance.now() < deadline) continue;
      if (attempt.state === 'connected') await attempt.client.end();
      return attempt.state === 'unready' && recoveryReasons.test(attempt.reason);
    }
  } catch {
    return false;
  }
}

/** A server that crashed cuts attempts off while it ends its processes, which it gives 5 s before it kills them. */
const wordWithinMs = 6000;

const recoveryReasons =
  /^the database system is (starting up|in recovery mode|not (yet )?accepting connections)|because of crash of another server process/;
