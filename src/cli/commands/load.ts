import { usageError } from '../../core/errors.ts';
import { formatBytes, formatCount } from '../../core/units.ts';
import { type DatasetRequest, ensureDataset } from '../dataset.ts';
import { type ProfileOptions, withProfile } from '../profile-file.ts';
import { ProgressLine } from '../progress-line.ts';
import { accessServer } from '../server-access.ts';

interface LoadOptions extends Omit<DatasetRequest, 'profile'>, ProfileOptions {
  url?: string;
  workers?: number;
  fresh?: boolean;
  join?: boolean;
}

export async function load(options: LoadOptions, signal: AbortSignal): Promise<void> {
  if (options.join && options.fresh) {
    throw usageError(
      '--join does not go with --fresh',
      'start over with one loader alone, then let others join',
    );
  }
  const request = withProfile(options);
  const line = new ProgressLine();
  const server = await accessServer({
    url: options.url,
    command: 'load',
    isShared: options.join === true,
    onWait: (message) => line.print(message),
    signal,
  });
  try {
    const { tables, address, scale, wasFilled } = await ensureDataset(server, request, line, signal, {
      workers: options.workers,
      isFresh: options.fresh,
      isJoint: options.join,
    });
    const rows = tables.reduce((sum, table) => sum + table.rows, 0);
    const bytes = tables.reduce((sum, table) => sum + table.heapBytes + table.indexBytes, 0);
    const state = wasFilled ? 'is ready' : 'was ready already';
    process.stdout.write(
      `${scale} ${state} in ${address}: ${formatCount(rows)} rows in ${tables.length} tables, ${formatBytes(bytes)}\n`,
    );
  } finally {
    await server.release();
  }
}
