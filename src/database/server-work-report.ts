import { setTimeout as sleep } from 'node:timers/promises';
import type { WireSession } from './wire-session.ts';

/** From PostgreSQL 15 on a backend can be told to report what it has counted; before, it does so twice a second. */
const sharedStatistics = 150_000;
const reportIntervalMs = 600;

/** Has idle connections report what they have counted: rows and WAL, which the server shows late otherwise. */
export async function reportStatistics(sessions: readonly WireSession[]): Promise<void> {
  const open = sessions.filter(({ isOpen }) => isOpen);
  const version = Number(await open[0]?.ask(`SELECT current_setting('server_version_num')`));
  if (version >= sharedStatistics) {
    await Promise.all(open.map((session) => session.ask('SELECT pg_stat_force_next_flush()')));
    return;
  }
  await sleep(reportIntervalMs);
  await Promise.all(open.map((session) => session.ask('SELECT 1')));
  // The collector writes its file for readers no more often than this.
  await sleep(reportIntervalMs);
}
