import pg, { type ClientConfig } from 'pg';
import { BenchError, environmentError } from '../core/errors.ts';
import { databaseFailure } from './failure.ts';

export type { Client, ClientConfig } from 'pg';

const oldestServer = 14;

/** A connection for everything that is not measured. Throws a BenchError that names `address`. */
export async function connect(config: ClientConfig, address: string): Promise<pg.Client> {
  let client: pg.Client | undefined;
  try {
    client = new pg.Client({
      application_name: 'bench',
      connectionTimeoutMillis: 10_000,
      keepAlive: true,
      ...config,
    });
    // A server that goes away between two queries: the next query rejects, and says so.
    client.on('error', () => {});
    await client.connect();
    const { rows } = await client.query<{ version: string; number: number }>(
      `SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS number`,
    );
    const { version, number } = rows[0]!;
    if (number < oldestServer * 10_000) {
      throw environmentError(
        `PostgreSQL ${version} at ${address} is too old`,
        `use PostgreSQL ${oldestServer} or later, or the embedded server (--url embedded)`,
      );
    }
    return client;
  } catch (error) {
    await client?.end().catch(() => {});
    const failure = databaseFailure(error, `connect to ${address}`);
    // Settings that pg refuses, an answer that is not PostgreSQL's.
    if (failure instanceof BenchError) throw failure;
    throw environmentError(`cannot connect to ${address}: ${(error as Error).message}`, undefined, error);
  }
}

/** Connects, works, and disconnects whatever happens. */
export async function withConnection<T>(
  config: ClientConfig,
  address: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = await connect(config, address);
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}

/** Ends a connection at once, whatever it is doing; its query rejects, and the server rolls back. */
export function cutConnection(client: pg.Client): void {
  client.connection.stream.destroy();
}
