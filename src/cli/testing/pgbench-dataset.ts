import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, withConnection } from '../../database/connect.ts';
import { prewarm } from '../../database/prewarm.ts';
import { defaultProfile } from '../../population/profile.ts';
import { ensureDataset, type ReadyDataset } from '../dataset.ts';
import { parseScale } from '../option-values.ts';
import { ProgressLine } from '../progress-line.ts';
import { accessServer } from '../server-access.ts';

export interface WarmDataset extends ReadyDataset {
  readonly serverVersion: string;
}

const vacuumPollMs = 500;

/**
 * Does the work on the dataset of a scale, filled if need be, on the server that `bench run` would take: in the
 * buffers as far as it fits, after a checkpoint, and with no autovacuum at work. Nobody writes to it, so none begins.
 */
export async function onWarmDataset(
  { command, scale }: { command: string; scale: string },
  work: (dataset: WarmDataset) => Promise<void>,
): Promise<void> {
  const { signal } = new AbortController();
  const line = new ProgressLine();
  const server = await accessServer({ url: undefined, command, onWait: (text) => line.print(text), signal });
  try {
    const request = { seed: 42, scale: parseScale(scale), keys: 'uuidv4' as const, profile: defaultProfile };
    const dataset = await ensureDataset(server, request, line, signal);
    await work({ ...dataset, serverVersion: await withConnection(dataset.config, dataset.address, settle) });
  } finally {
    await server.release();
  }
}

async function settle(client: Client): Promise<string> {
  const { note } = await prewarm(client, { mayCreateExtension: true });
  if (note) console.log(`not all of it is warm: ${note.text}`);
  await client.query('CHECKPOINT');
  while (await isVacuuming(client)) await sleep(vacuumPollMs);
  const { rows } = await client.query<{ version: string }>(
    "SELECT split_part(current_setting('server_version'), ' ', 1) AS version",
  );
  return rows[0]!.version;
}

async function isVacuuming(client: Client): Promise<boolean> {
  const { rowCount } = await client.query(
    "SELECT 1 FROM pg_stat_activity WHERE backend_type = 'autovacuum worker' AND datname = current_database()",
  );
  return rowCount! > 0;
}
