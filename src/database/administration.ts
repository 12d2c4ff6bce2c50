import type { Client, ClientConfig } from 'pg';
import { environmentError } from '../core/errors.ts';
import { connect, cutConnection } from './connect.ts';

/** Databases that every server has, and from which others are made, renamed and dropped. The second may be closed. */
const homes = ['postgres', 'template1'] as const;

export interface AdministrationOptions {
  /** How to reach `database`, which may not be connected to while it is copied or renamed. */
  config: ClientConfig;
  database: string;
  /** Of the database, for messages. */
  address: string;
  signal?: AbortSignal | undefined;
}

/**
 * Works on a database from outside, on a connection to another one, while no other bench command does. Others wait;
 * with `isPatient` false the work is left to them, and undefined returned. When the signal aborts, the connection is
 * cut and the server undoes what is under way.
 */
export async function withAdministration<T>(
  options: AdministrationOptions & { isPatient?: boolean },
  work: (admin: Client) => Promise<T>,
): Promise<T | undefined> {
  const { signal, database, isPatient = true } = options;
  signal?.throwIfAborted();
  const admin = await connectHome(options);
  const cut = () => cutConnection(admin);
  signal?.addEventListener('abort', cut);
  try {
    await admin.query(`SET statement_timeout = 0; SET lock_timeout = 0; SET idle_session_timeout = 0`);
    // So that the server notices when we are killed. Not on all systems.
    await admin.query(`SET client_connection_check_interval = '1s'`).catch(() => {});
    const key = [`bench ${database}`];
    if (isPatient) await admin.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', key);
    else {
      const { rows } = await admin.query<{ locked: boolean }>(
        'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS locked',
        key,
      );
      if (!rows[0]!.locked) return undefined;
    }
    return await work(admin);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', cut);
    await admin.end().catch(() => {});
  }
}

async function connectHome({ config, database, address }: AdministrationOptions): Promise<Client> {
  const failures: Error[] = [];
  for (const home of homes) {
    if (home === database) continue;
    try {
      return await connect({ ...config, database: home, application_name: 'bench' }, home);
    } catch (error) {
      failures.push(error as Error);
    }
  }
  throw environmentError(
    `${address} can be copied, renamed or dropped only from another database, and none lets this user in: ` +
      failures.map(({ message }) => message).join('; '),
    `let the user connect to the database ${homes[0]}`,
    failures[0],
  );
}
