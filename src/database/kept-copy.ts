import type { Client } from 'pg';
import { environmentError } from '../core/errors.ts';
import { withAdministration } from './administration.ts';
import { cloneDatabase, renameDatabase, whileUnused } from './clone.ts';
import { requireCloneRight } from './clone-right.ts';
import {
  type CopiedDataset,
  companionName,
  dropCompanions,
  dropLeftovers,
  everyCompanion,
  inspectCompanion,
  mark,
  nameOf,
} from './companion.ts';
import { copyAttributes } from './database-attributes.ts';
import { dropDatabase } from './removal.ts';

/**
 * The loaded state of a dataset that is going to be written to is kept as a database beside it, see companion.ts.
 *
 * A restore renames `x` to `x_discarded` and `x_loaded` to `x` in one transaction, so that `x` is there at every
 * moment, whatever is killed when, and takes no time and no room. The next run that writes keeps a copy anew.
 */

/** Told before each step. */
export type OnStep<Step extends string> = (step: Step) => void | Promise<void>;

/**
 * Keeps a copy of a dataset that is as loaded, unless there is one. Nobody may be connected to it, this process
 * included. False when there was one. Throws {@link DatabaseInUse} when somebody is connected, and before any change
 * when this role may not copy databases.
 */
export async function keepCopy(
  dataset: CopiedDataset,
  onStep: OnStep<'copy' | 'prove' | 'name'> = () => {},
): Promise<boolean> {
  const database = nameOf(dataset);
  const [loaded, copying] = [companionName(database, 'loaded'), companionName(database, 'copying')];
  return (await withAdministration({ ...dataset, database }, async (admin) => {
    const kept = await inspectCompanion(admin, dataset, 'loaded');
    if (kept === 'as loaded') return false;
    if (kept === 'foreign') throw inTheWay(loaded);
    await requireCloneRight(admin, {
      database,
      address: dataset.address,
      consequence: 'so that its loaded state could not be brought back',
      alternative: 'go without the copy (--no-keep): then the way back is bench load --fresh',
    });
    await dropLeftovers(admin, dataset);
    if (kept === 'useless') await dropDatabase(admin, loaded);
    await onStep('copy');
    await cloneDatabase(admin, database, copying, 'written');
    try {
      await describe(admin, dataset, copying);
      await onStep('prove');
      // Between our leaving the database and its copying another command may have been at it.
      if ((await inspectCompanion(admin, dataset, 'copying')) !== 'as loaded') throw notAsLoaded(dataset);
      await onStep('name');
      await whileUnused(admin, [copying], () => renameDatabase(admin, copying, loaded));
    } catch (error) {
      await dropDatabase(admin, copying).catch(() => {});
      throw error;
    }
    return true;
  }))!;
}

/**
 * Puts the kept copy in the place of the dataset, and drops what was written to. Nobody may be connected to either.
 * Throws an environment error when no copy was kept; then nothing has changed.
 */
export async function restoreCopy(
  dataset: CopiedDataset,
  onStep: OnStep<'swap' | 'drop'> = () => {},
): Promise<void> {
  const database = nameOf(dataset);
  await withAdministration({ ...dataset, database }, async (admin) => {
    await dropLeftovers(admin, dataset);
    const kept = await inspectCompanion(admin, dataset, 'loaded');
    if (kept !== 'as loaded') throw noCopy(dataset);
    await onStep('swap');
    await swap(admin, database);
    await onStep('drop');
    await dropDatabase(admin, companionName(database, 'discarded'));
  });
}

/** Drops what killed commands have left, unless another command is at work there. */
export async function removeLeftovers(dataset: CopiedDataset): Promise<void> {
  const options = { ...dataset, database: nameOf(dataset), isPatient: false };
  await withAdministration(options, (admin) => dropLeftovers(admin, dataset));
}

/** Drops the kept copy and what killed commands have left; what is not ours stays. Returns the bytes freed. */
export async function removeCopies(dataset: CopiedDataset): Promise<number> {
  const database = nameOf(dataset);
  const freed = await withAdministration({ ...dataset, database }, (admin) =>
    dropCompanions(admin, dataset, everyCompanion),
  );
  return freed ?? 0;
}

async function describe(admin: Client, dataset: CopiedDataset, copying: string): Promise<void> {
  const comment = `${mark} database ${nameOf(dataset)} as loaded, for "bench load --restore"; may be dropped.`;
  await admin.query(
    `COMMENT ON DATABASE ${admin.escapeIdentifier(copying)} IS ${admin.escapeLiteral(comment)}`,
  );
}

/** In one transaction: the names, and what belongs to the name and not to the content. */
async function swap(admin: Client, database: string): Promise<void> {
  const [loaded, discarded] = [companionName(database, 'loaded'), companionName(database, 'discarded')];
  const discardedComment = `${mark} replaced by a restore of ${database}; may be dropped.`;
  const { rows } = await admin.query<{ comment: string | null }>(
    `SELECT shobj_description(oid, 'pg_database') AS comment FROM pg_database WHERE datname = $1`,
    [database],
  );
  const comment = rows[0]!.comment === null ? 'NULL' : admin.escapeLiteral(rows[0]!.comment);
  const quoted = (name: string) => admin.escapeIdentifier(name);
  await whileUnused(admin, [database, loaded], () =>
    inTransaction(admin, async () => {
      await copyAttributes(admin, database, loaded);
      await renameDatabase(admin, database, discarded);
      await renameDatabase(admin, loaded, database);
      await admin.query(
        `COMMENT ON DATABASE ${quoted(discarded)} IS ${admin.escapeLiteral(discardedComment)};
         COMMENT ON DATABASE ${quoted(database)} IS ${comment}`,
      );
    }),
  );
}

async function inTransaction(admin: Client, work: () => Promise<unknown>): Promise<void> {
  await admin.query('BEGIN');
  try {
    await work();
    await admin.query('COMMIT');
  } catch (error) {
    await admin.query('ROLLBACK').catch(() => {});
    throw error;
  }
}

function inTheWay(name: string): Error {
  return environmentError(
    `the loaded state cannot be kept: its name, ${name}, has a database that is not the harness's own`,
    'nothing was changed; rename that database, or go without the copy (--no-keep)',
  );
}

function notAsLoaded({ address }: CopiedDataset): Error {
  return environmentError(
    `${address} was written to while its loaded state was being kept`,
    'run bench load --fresh, then the same command again; or go without the copy (--no-keep)',
  );
}

function noCopy({ address }: CopiedDataset): Error {
  return environmentError(
    `no copy of the loaded state of ${address} was kept`,
    'nothing was changed; bench load --fresh with the same options fills it again',
  );
}
