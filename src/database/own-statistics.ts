import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from './connect.ts';

/** As in server-work-report. */
const sharedStatistics = 150_000;
const reportIntervalMs = 600;

/** Has an idle connection report what it has counted: rows and WAL, which the server shows late otherwise. */
export async function reportOwnStatistics(client: Client): Promise<void> {
  const { rows } = await client.query<{ number: number }>(
    `SELECT current_setting('server_version_num')::int AS number`,
  );
  if (rows[0]!.number >= sharedStatistics) {
    await client.query('SELECT pg_stat_force_next_flush()');
    return;
  }
  await sleep(reportIntervalMs);
  await client.query('SELECT 1');
  // The collector writes its file for readers no more often than this.
  await sleep(reportIntervalMs);
}
