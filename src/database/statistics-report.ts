import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from './connect.ts';
import type { WireSession } from './wire-session.ts';

/** From PostgreSQL 15 on a backend can be told to report what it has counted; before, it does so twice a second. */
const sharedStatistics = 150_000;
const reportIntervalMs = 600;

/** Has idle connections report what they have counted: rows and WAL, which the server shows late otherwise. */
export async function reportStatistics(sessions: readonly WireSession[]): Promise<void> {
  await report(sessions.filter(({ isOpen }) => isOpen).map((session) => (sql) => session.ask(sql)));
}

/** The same of a connection that shows them itself. */
export async function reportOwnStatistics(client: Client): Promise<void> {
  const ask: Ask = async (text) => (await client.query<[unknown]>({ text, rowMode: 'array' })).rows[0]?.[0];
  await report([ask]);
}

/** Sends a statement, gives the first value of its answer. */
type Ask = (sql: string) => Promise<unknown>;

async function report(connections: readonly Ask[]): Promise<void> {
  const all = (sql: string) => Promise.all(connections.map((ask) => ask(sql)));
  const version = Number(await connections[0]?.(`SELECT current_setting('server_version_num')`));
  if (version >= sharedStatistics) {
    await all('SELECT pg_stat_force_next_flush()');
    return;
  }
  await sleep(reportIntervalMs);
  await all('SELECT 1');
  // The collector writes its file for readers no more often than this.
  await sleep(reportIntervalMs);
}
