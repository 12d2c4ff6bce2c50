import { environmentError } from '../core/errors.ts';
import { formatBytes, formatDuration } from '../core/units.ts';
import { type CopiedDataset, hasCopies } from '../database/companion.ts';
import { type Client, withConnection } from '../database/connect.ts';
import { resolveHome } from '../database/embedded/home.ts';
import { inspectMachine } from '../database/embedded/settings.ts';
import { databaseFailure } from '../database/failure.ts';
import { keepCopy, restoreCopy } from '../database/kept-copy.ts';
import type { DatasetIdentity } from '../database/marker.ts';
import { renderStepProgress } from '../report/progress.ts';
import type { ProgressLine } from './progress-line.ts';
import type { DatabaseAccess } from './server-access.ts';
import type { ServerHold } from './server-hold.ts';

/** The dataset of a command that has no connection to it open. */
export interface WrittenDataset extends DatabaseAccess {
  identity: DatasetIdentity;
  /** Runs that have written to it since it was loaded. */
  writeRuns: number;
}

const keepSteps = { copy: 'copying the files', prove: 'checking the copy', name: 'naming the copy' } as const;
const restoreSteps = { swap: 'changing places', drop: 'dropping what was written to' } as const;

/**
 * Sees to it, before the first run that writes to a dataset, that its loaded state is kept for `bench load
 * --restore`. Does nothing for one that was written to before: its copy is there, or the first run went without.
 * Throws an environment error, before any change, where there is no room or no right to copy.
 */
export async function ensurePristineCopy(
  hold: ServerHold,
  dataset: WrittenDataset,
  line: ProgressLine,
  signal: AbortSignal,
): Promise<void> {
  if (dataset.writeRuns > 0) return;
  const { config, address } = dataset;
  const startedAt = performance.now();
  try {
    if (hold.server.isEmbedded) {
      await withConnection(config, address, (client) => requireRoomForCopy(client, config.database!));
    }
    const wasMade = await hold.aside(() =>
      keepCopy(copied(dataset, signal), (step) => showStep(line, 'keep', keepSteps, step)),
    );
    line.clear();
    if (wasMade) {
      line.print(`kept         the loaded state, copied in ${formatDuration(performance.now() - startedAt)}`);
    }
  } catch (error) {
    throw databaseFailure(error, `keep a copy of ${address}`, () => hold.server.lastWords());
  }
}

/** Brings the loaded state of a dataset back. Throws an environment error when no copy of it was kept. */
export async function restorePristineCopy(
  hold: ServerHold,
  dataset: WrittenDataset,
  line: ProgressLine,
  signal: AbortSignal,
): Promise<void> {
  try {
    await hold.aside(() =>
      restoreCopy(copied(dataset, signal), (step) => showStep(line, 'restore', restoreSteps, step)),
    );
  } catch (error) {
    throw databaseFailure(error, `restore ${dataset.address}`, () => hold.server.lastWords());
  } finally {
    line.clear();
  }
}

function copied({ config, address, identity }: WrittenDataset, signal: AbortSignal): CopiedDataset {
  return { config, address, fingerprint: identity.fingerprint, signal };
}

function showStep<Step extends string>(
  line: ProgressLine,
  phase: string,
  titles: Readonly<Record<Step, string>>,
  step: Step,
): void {
  const steps = Object.keys(titles) as Step[];
  const done = steps.indexOf(step);
  line.update((width) => renderStepProgress({ phase, item: titles[step], done, total: steps.length }, width));
}

/** Files of the copy, beside those of the dataset; and some for what goes on meanwhile. */
const spareBytes = 64 * 1024 ** 2;

async function requireRoomForCopy(client: Client, database: string): Promise<void> {
  // Of a run that never came to write: kept already, or its remains make room.
  if (await hasCopies(client, database)) return;
  const { rows } = await client.query<{ bytes: string }>(
    'SELECT pg_database_size(current_database()) AS bytes',
  );
  const home = resolveHome(process.env);
  checkRoomForCopy(Number(rows[0]!.bytes), inspectMachine(home).diskFreeBytes, home);
}

export function checkRoomForCopy(datasetBytes: number, freeBytes: number, folder: string): void {
  if (datasetBytes + spareBytes <= freeBytes) return;
  throw environmentError(
    `not enough disk to keep the loaded state while the dataset is written to: a copy takes ${formatBytes(datasetBytes)} ` +
      `in ${folder}, and ${formatBytes(freeBytes)} are free`,
    'free some, use a smaller --scale, or go without the copy (--no-keep): then the way back is bench load --fresh',
  );
}
