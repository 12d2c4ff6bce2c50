import { usageError } from '../../core/errors.ts';
import { formatBytes, formatCount, formatDuration } from '../../core/units.ts';
import { type DatasetRequest, ensureDataset } from '../dataset.ts';
import { type ExistingRequest, existingDataset, requireEmbeddedData } from '../existing-dataset.ts';
import { restorePristineCopy } from '../pristine-copy.ts';
import { type ProfileOptions, withProfile } from '../profile-file.ts';
import { ProgressLine } from '../progress-line.ts';
import { accessServer } from '../server-access.ts';
import { ServerHold } from '../server-hold.ts';

interface LoadOptions extends Omit<DatasetRequest, 'profile'>, ProfileOptions {
  url?: string;
  workers?: number;
  fresh?: boolean;
  join?: boolean;
  restore?: boolean;
}

/** `bench load`: fills a dataset, or with --restore brings back the one that was filled. */
export async function load(options: LoadOptions, signal: AbortSignal): Promise<void> {
  refuseContradiction(options);
  const request = { ...withProfile(options), profileFile: options.profile };
  const text = options.restore ? await restore(request, signal) : await fill(request, signal);
  process.stdout.write(`${text}\n`);
}

function refuseContradiction({ join, fresh, restore, workers }: LoadOptions): void {
  if (join && fresh) {
    throw usageError(
      '--join does not go with --fresh',
      'start over with one loader alone, then let others join',
    );
  }
  const other = fresh ? '--fresh' : join ? '--join' : workers !== undefined ? '--workers' : undefined;
  if (restore && other) {
    throw usageError(
      `--restore does not go with ${other}`,
      '--restore brings back the copy that was kept and fills nothing; --fresh fills again',
    );
  }
}

async function fill(options: ExistingRequest & LoadManner, signal: AbortSignal): Promise<string> {
  const line = new ProgressLine();
  const server = await accessServer({
    url: options.url,
    command: 'load',
    isShared: options.join === true,
    onWait: (message) => line.print(message),
    signal,
  });
  try {
    const { tables, address, scale, wasFilled, writeRuns } = await ensureDataset(
      server,
      options,
      line,
      signal,
      { workers: options.workers, isFresh: options.fresh, isJoint: options.join },
    );
    const rows = tables.reduce((sum, table) => sum + table.rows, 0);
    const bytes = tables.reduce((sum, table) => sum + table.heapBytes + table.indexBytes, 0);
    const state = wasFilled ? 'is ready' : 'was ready already';
    const written =
      writeRuns > 0
        ? `; ${countRuns(writeRuns)} written to it since: bench load --restore brings the loaded state back`
        : '';
    return `${scale} ${state} in ${address}: ${formatCount(rows)} rows in ${tables.length} tables, ${formatBytes(bytes)}${written}`;
  } finally {
    await server.release();
  }
}

type LoadManner = Pick<LoadOptions, 'workers' | 'fresh' | 'join'>;

async function restore(request: ExistingRequest, signal: AbortSignal): Promise<string> {
  await requireEmbeddedData(request);
  const line = new ProgressLine();
  const hold = await ServerHold.take({
    url: request.url,
    command: 'load',
    onWait: (message) => line.print(message),
    signal,
  });
  try {
    const dataset = await existingDataset(hold.server, request);
    const { address, writeRuns } = dataset;
    if (writeRuns === 0)
      return `nothing to restore: no run has written to ${request.scale.name} in ${address}`;
    const startedAt = performance.now();
    await restorePristineCopy(hold, dataset, line, signal);
    const took = formatDuration(performance.now() - startedAt);
    return `${request.scale.name} in ${address} is as loaded again, in ${took}: what ${countRuns(writeRuns)} written is gone`;
  } finally {
    await hold.release();
  }
}

function countRuns(runs: number): string {
  return runs === 1 ? '1 run has' : `${formatCount(runs)} runs have`;
}
