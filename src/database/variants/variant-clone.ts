import type { Client } from 'pg';
import { environmentError } from '../../core/errors.ts';
import { withAdministration } from '../administration.ts';
import { cloneDatabase, renameDatabase, whileUnused } from '../clone.ts';
import { requireCloneRight } from '../clone-right.ts';
import { type CopiedDataset, nameOf } from '../companion.ts';
import { connect, cutConnection } from '../connect.ts';
import type { OnStep } from '../kept-copy.ts';
import { inspectDatabase } from '../marker.ts';
import { dropDatabase } from '../removal.ts';
import { countWriteRuns } from '../write-ledger.ts';
import { applyVariants, type VariantStatement } from './application.ts';
import { type VariantRecord, writeRecord } from './record.ts';
import { dropVariantLeftovers, findClone, stateOfName } from './variant-databases.ts';
import { type VariantNames, variantComment } from './variant-name.ts';

export interface CloneWanted {
  /** To whose variants it belongs. */
  readonly dataset: CopiedDataset;
  /** The database to copy, which holds the dataset as it was loaded. */
  readonly source: string;
  readonly names: VariantNames;
  readonly fingerprint: string;
  readonly statements: readonly VariantStatement[];
}

/** What goes on, in this order: `copy`, each statement, `vacuum`, `name`. */
export type CloneStep = 'copy' | 'apply' | 'name';

/**
 * Makes the clone of a variant, in place of one that is of no use any more. Nobody may be connected to the source. It
 * has its name only when it is whole: after any failure or interruption there is none, and after a kill its remains are
 * dropped by the next command. Throws a BenchError for a statement that the server refuses, for a source that somebody uses, and
 * before any change when this role may not copy databases.
 */
export async function makeClone(
  wanted: CloneWanted,
  onStep: OnStep<CloneStep> = () => {},
  onStatement: (done: number) => void = () => {},
): Promise<VariantRecord> {
  const { signal, ...dataset } = wanted.dataset;
  try {
    return await makeWhole(wanted, onStep, onStatement);
  } catch (error) {
    // Every connection that was at work has been cut: nobody else cleans up.
    if (signal?.aborted) {
      await withAdministration({ ...dataset, database: nameOf(dataset) }, (admin) =>
        dropVariantLeftovers(admin, dataset),
      ).catch(() => {});
    }
    throw error;
  }
}

async function makeWhole(
  wanted: CloneWanted,
  onStep: OnStep<CloneStep>,
  onStatement: (done: number) => void,
): Promise<VariantRecord> {
  const { dataset, source, names, fingerprint, statements } = wanted;
  return (await withAdministration({ ...dataset, database: nameOf(dataset) }, async (admin) => {
    const found = await findClone(admin, dataset, names.whole, fingerprint);
    if (found) return found;
    await prepare(admin, dataset, source);
    await requireName(admin, dataset, names.whole);
    await onStep('copy');
    const startedAt = performance.now();
    await cloneDatabase(admin, source, names.making, 'read');
    try {
      const cloneMs = performance.now() - startedAt;
      await comment(admin, dataset, names.making, names.title);
      await onStep('apply');
      const record = await inClone(wanted, async (client) => {
        await requireAsLoaded(client, dataset);
        const applyStartedAt = performance.now();
        const timings = await applyVariants(client, statements, onStatement);
        await client.query('CHECKPOINT').catch(() => {});
        const applyMs = performance.now() - applyStartedAt;
        const made = { fingerprint, title: names.title, cloneMs, applyMs, statements: timings };
        await writeRecord(client, made);
        return made;
      });
      await onStep('name');
      if ((await stateOfName(admin, dataset, names.whole)) === 'ours') await dropDatabase(admin, names.whole);
      await whileUnused(admin, [names.making], () => renameDatabase(admin, names.making, names.whole));
      return record;
    } catch (error) {
      await dropDatabase(admin, names.making).catch(() => {});
      throw error;
    }
  }))!;
}

/** Leftovers go first: they take room, and names. */
export async function prepare(admin: Client, dataset: CopiedDataset, source: string): Promise<void> {
  await requireCloneRight(admin, {
    database: source,
    address: `database ${source}`,
    consequence: 'from which a variant is made',
    alternative: 'use the embedded server (--url embedded)',
  });
  await dropVariantLeftovers(admin, dataset);
}

export function comment(
  admin: Client,
  dataset: CopiedDataset,
  name: string,
  title: string,
): Promise<unknown> {
  const text = variantComment(nameOf(dataset), title);
  return admin.query(`COMMENT ON DATABASE ${admin.escapeIdentifier(name)} IS ${admin.escapeLiteral(text)}`);
}

export async function requireName(admin: Client, dataset: CopiedDataset, name: string): Promise<void> {
  if ((await stateOfName(admin, dataset, name)) !== 'foreign') return;
  throw environmentError(
    `the variant cannot be made: its name, ${name}, has a database that is not the harness's own`,
    'nothing was changed; rename that database',
  );
}

async function inClone<T>({ dataset, names }: CloneWanted, work: (client: Client) => Promise<T>): Promise<T> {
  const { config, signal } = dataset;
  const client = await connect({ ...config, database: names.making }, `database ${names.making}`);
  const cut = () => cutConnection(client);
  signal?.addEventListener('abort', cut);
  try {
    signal?.throwIfAborted();
    return await work(client);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', cut);
    await client.end().catch(() => {});
  }
}

/** Between our leaving the dataset and its copying another command may have been at it. */
async function requireAsLoaded(client: Client, { address, fingerprint }: CopiedDataset): Promise<void> {
  const found = await inspectDatabase(client);
  const isSame =
    found.kind === 'ours' &&
    found.marker.state === 'ready' &&
    found.marker.identity.fingerprint === fingerprint &&
    (await countWriteRuns(client)) === 0;
  if (isSame) return;
  throw environmentError(
    `${address} was changed by another command while a variant was made of it`,
    'run the same command again',
  );
}
