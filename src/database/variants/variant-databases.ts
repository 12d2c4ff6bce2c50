import type { Client, ClientConfig } from 'pg';
import { withAdministration } from '../administration.ts';
import { type CopiedDataset, nameOf } from '../companion.ts';
import { withConnection } from '../connect.ts';
import { inspectDatabase } from '../marker.ts';
import { dropDatabase } from '../removal.ts';
import { countWriteRuns } from '../write-ledger.ts';
import { readRecord, type VariantRecord } from './record.ts';
import { variantMark, variantPrefix } from './variant-name.ts';

/** A database that may belong to the variants of a dataset, see variant-name.ts. */
interface Beside {
  name: string;
  /** Carries our comment for this dataset. */
  isMarked: boolean;
  /** Its dropping was interrupted: it lets nobody in. */
  isInvalid: boolean;
  isConnected: boolean;
}

export interface RemovedVariants {
  readonly count: number;
  readonly freedBytes: number;
}

const noneRemoved: RemovedVariants = { count: 0, freedBytes: 0 };

const leftoverName = /_(making|w\d+)$/;

async function listBeside(client: Client, database: string): Promise<Beside[]> {
  const { rows } = await client.query<Beside>(
    `SELECT datname::text AS name, datconnlimit = -2 AS "isInvalid",
            coalesce(starts_with(shobj_description(oid, 'pg_database'), $2), false) AS "isMarked",
            EXISTS (SELECT FROM pg_stat_activity WHERE pg_stat_activity.datid = pg_database.oid
                      AND backend_type IS DISTINCT FROM 'autovacuum worker') AS "isConnected"
     FROM pg_database
     WHERE datname <> $1 AND (starts_with(datname, $3) OR starts_with(shobj_description(oid, 'pg_database'), $2))
     ORDER BY datname`,
    [database, variantMark(database), variantPrefix(database)],
  );
  return rows;
}

/** Whether there is anything for {@link removeVariants}; asked on any connection to the server. */
export async function hasVariants(client: Client, database: string): Promise<boolean> {
  return (await listBeside(client, database)).length > 0;
}

/** Whether killed commands may have left something for {@link removeVariantLeftovers}. */
export async function hasVariantLeftovers(client: Client, database: string): Promise<boolean> {
  return (await listBeside(client, database)).some(isLeftover);
}

/** A private copy has its command connected to it; what is in the making is under the lock of administration. */
function isLeftover({ name, isConnected }: Beside): boolean {
  return leftoverName.test(name) && (name.endsWith('_making') || !isConnected);
}

/** Drops what killed commands have left, unless another command is at work there. */
export async function removeVariantLeftovers(dataset: CopiedDataset): Promise<void> {
  await withAdministration({ ...dataset, database: nameOf(dataset), isPatient: false }, (admin) =>
    dropVariantLeftovers(admin, dataset),
  );
}

/** The same, for whoever administers the dataset already. */
export async function dropVariantLeftovers(admin: Client, dataset: CopiedDataset): Promise<void> {
  for (const found of await listBeside(admin, nameOf(dataset))) {
    if (isLeftover(found) && (await isOurs(found, dataset.config))) await dropDatabase(admin, found.name);
  }
}

/**
 * Drops the clones beside a dataset, those in use too, and with `withFills` also the datasets that were filled with a
 * variant's tables beside a database of the user's.
 */
export async function removeVariants(
  dataset: CopiedDataset,
  { withFills }: { withFills: boolean },
): Promise<RemovedVariants> {
  const removed = await withAdministration({ ...dataset, database: nameOf(dataset) }, (admin) =>
    dropBeside(admin, nameOf(dataset), dataset.config, withFills),
  );
  return removed ?? noneRemoved;
}

/** The names of what there is of a dataset's variants. */
export async function namesBeside({ config, address }: CopiedDataset): Promise<Set<string>> {
  const found = await withConnection(config, address, (client) => listBeside(client, config.database!));
  return new Set(found.map(({ name }) => name));
}

/** Drops the clones of a dataset but those of the given names, those in use too. */
export async function removeOthers(dataset: CopiedDataset, kept: ReadonlySet<string>): Promise<void> {
  await withAdministration({ ...dataset, database: nameOf(dataset) }, async (admin) => {
    for (const found of await listBeside(admin, nameOf(dataset))) {
      if (!kept.has(found.name) && (await isOurs(found, dataset.config)))
        await dropDatabase(admin, found.name);
    }
  });
}

async function dropBeside(
  admin: Client,
  database: string,
  config: ClientConfig,
  withFills: boolean,
): Promise<RemovedVariants> {
  let { count, freedBytes } = noneRemoved;
  for (const found of await listBeside(admin, database)) {
    if (!(await isOurs(found, config))) continue;
    if (!withFills && (await isFill(found, config))) continue;
    // A filled dataset has clones and copies of its own.
    const beneath = await dropBeside(admin, found.name, config, withFills);
    count += beneath.count + (leftoverName.test(found.name) ? 0 : 1);
    freedBytes += beneath.freedBytes + (await dropDatabase(admin, found.name));
  }
  return { count, freedBytes };
}

/** By its comment; in the making and not yet commented, by our marker in it. */
async function isOurs({ name, isMarked, isInvalid }: Beside, config: ClientConfig): Promise<boolean> {
  if (isMarked) return true;
  if (!name.endsWith('_making')) return false;
  if (isInvalid) return true;
  const found = await withConnection({ ...config, database: name }, `database ${name}`, inspectDatabase);
  return found.kind === 'ours';
}

async function isFill({ name, isInvalid }: Beside, config: ClientConfig): Promise<boolean> {
  if (isInvalid || leftoverName.test(name)) return false;
  return (await withConnection({ ...config, database: name }, `database ${name}`, readRecord)) === undefined;
}

/** The record of a clone that is as it was made from what it would be made from now; undefined for any other. */
export async function findClone(
  admin: Client,
  dataset: CopiedDataset,
  name: string,
  fingerprint: string,
): Promise<VariantRecord | undefined> {
  const found = (await listBeside(admin, nameOf(dataset))).find((beside) => beside.name === name);
  if (!found?.isMarked || found.isInvalid) return undefined;
  return withConnection({ ...dataset.config, database: name }, `database ${name}`, async (client) => {
    const content = await inspectDatabase(client);
    if (content.kind !== 'ours' || content.marker.identity.fingerprint !== dataset.fingerprint)
      return undefined;
    if (content.marker.state !== 'ready' || (await countWriteRuns(client)) > 0) return undefined;
    const record = await readRecord(client);
    return record?.fingerprint === fingerprint ? record : undefined;
  });
}

/** `none`, `ours` or `foreign`: whether a name is free, or can be made so. */
export async function stateOfName(
  admin: Client,
  dataset: CopiedDataset,
  name: string,
): Promise<'none' | 'ours' | 'foreign'> {
  const { rows } = await admin.query<{ found: boolean }>(
    'SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1) AS found',
    [name],
  );
  if (!rows[0]!.found) return 'none';
  const beside = (await listBeside(admin, nameOf(dataset))).find((each) => each.name === name);
  return beside && (await isOurs(beside, dataset.config)) ? 'ours' : 'foreign';
}
