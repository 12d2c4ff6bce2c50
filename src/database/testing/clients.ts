import { Client, type ClientConfig, type QueryResult } from 'pg';

/** A connection. That a server ends it is told to the query, which rejects; it need not be heard here as well. */
export async function connectTo(config: ClientConfig | string): Promise<Client> {
  const client = new Client(config);
  client.on('error', () => {});
  await client.connect();
  return client;
}

/** Does some work on a connection of its own. */
export async function onConnection<T>(
  config: ClientConfig | string,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = await connectTo(config);
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** The rows of one statement, on a connection of its own. */
export function queryOnce(
  config: ClientConfig | string,
  sql: string,
  values?: unknown[],
): Promise<QueryResult['rows']> {
  return onConnection(config, async (client) => (await client.query(sql, values)).rows);
}
