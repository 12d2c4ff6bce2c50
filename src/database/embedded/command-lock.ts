import type { Client } from 'pg';

/** The key of the lock that gives one command the database: "bnch" in ASCII, and a number of ours. */
const key = [0x626e6368, 1];

/** `exclusive` for one command alone; `shared` for loaders that join each other. */
export type LockMode = 'exclusive' | 'shared';

const lockFunctions = { exclusive: 'advisory_lock', shared: 'advisory_lock_shared' } as const;

/** Takes the lock if it is free. It is held until the connection ends. */
export async function tryLock(client: Client, mode: LockMode = 'exclusive'): Promise<boolean> {
  const { rows } = await client.query(`SELECT pg_try_${lockFunctions[mode]}($1, $2) AS locked`, key);
  return rows[0].locked;
}

/** Waits for the lock in PostgreSQL's own queue: no polling that would disturb the other's measurement. */
export async function lockQueue(
  client: Client,
  signal?: AbortSignal,
  mode: LockMode = 'exclusive',
): Promise<void> {
  // So that the server notices when a waiting command is killed. Unknown before 14, and on some systems.
  await client.query("SET client_connection_check_interval = '1s'").catch(() => {});
  const locked = client.query(`SELECT pg_${lockFunctions[mode]}($1, $2)`, key);
  if (!signal) return void (await locked);
  let abort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
  });
  try {
    await Promise.race([locked, aborted]);
  } catch (error) {
    locked.catch(() => {});
    if (signal.aborted) dropConnection(client);
    throw error;
  } finally {
    aborted.catch(() => {});
    signal.removeEventListener('abort', abort);
  }
}

export async function unlock(client: Client): Promise<void> {
  await client.query('SELECT pg_advisory_unlock($1, $2)', key);
}

/** Who holds the lock, in the words of its application_name: `bench run feed (pid 1234)`. */
export async function findHolder(client: Client): Promise<string | undefined> {
  const { rows } = await client.query(
    `SELECT application_name AS name FROM pg_locks JOIN pg_stat_activity USING (pid)
     WHERE locktype = 'advisory' AND granted AND classid = $1 AND objid = $2 AND objsubid = 2
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    key,
  );
  return rows[0]?.name;
}

/** The same for a message, also when the holder has just let go. */
export async function describeHolder(client: Client): Promise<string> {
  return (await findHolder(client)) ?? 'another command';
}

/** `end()` would wait for the query in flight, which is the wait to be given up. */
function dropConnection(client: Client): void {
  (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
}
