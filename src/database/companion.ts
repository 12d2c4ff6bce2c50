import type { Client, ClientConfig } from 'pg';
import { withConnection } from './connect.ts';
import { nameWith } from './database-name.ts';
import { inspectDatabase } from './marker.ts';
import { dropDatabase } from './removal.ts';
import { countWriteRuns } from './write-ledger.ts';

/**
 * The databases that may be there beside that of a dataset, `x`. A name alone makes none of them ours: they carry our
 * comment, or, in the making and not yet commented, hold the same dataset. A dataset of its own that happens to have
 * such a name is left alone.
 *
 * - `x_copying`: a copy in the making. Nobody needs it; the next command drops it.
 * - `x_loaded`: the kept copy. It gets this name when it is whole, proven to be as loaded, and described.
 * - `x_discarded`: what was written to, after its restore. Nobody needs it; the next command drops it.
 */
const suffixes = { copying: '_copying', loaded: '_loaded', discarded: '_discarded' } as const;

export type Companion = keyof typeof suffixes;

export const everyCompanion = Object.keys(suffixes) as Companion[];

/** A dataset's database, as loaded or written to. */
export interface CopiedDataset {
  config: ClientConfig;
  /** For messages. */
  address: string;
  /** Of the dataset's identity. */
  fingerprint: string;
  signal?: AbortSignal | undefined;
}

/** Begins the comments by which the harness and a DBA know these databases. */
export const mark = 'Kept by the benchmark harness "bench":';

/** The name of a database that belongs to another one. */
export function companionName(database: string, companion: Companion): string {
  return nameWith(database, suffixes[companion]);
}

/** The names of all databases that may belong to another one. */
export function companionNames(database: string): string[] {
  return everyCompanion.map((companion) => companionName(database, companion));
}

/** Whether commands that were killed have left databases of ours; asked on any connection to the server. */
export async function hasLeftovers(client: Client, database: string): Promise<boolean> {
  return (await existing(client, database, ['copying', 'discarded'])).length > 0;
}

/** Whether there is anything for {@link removeCopies}; asked on any connection to the server. */
export async function hasCopies(client: Client, database: string): Promise<boolean> {
  return (await existing(client, database, everyCompanion)).length > 0;
}

/** The name of the dataset's database. */
export function nameOf({ config }: CopiedDataset): string {
  return config.database!;
}

async function existing(
  client: Client,
  database: string,
  companions: readonly Companion[],
): Promise<Companion[]> {
  const { rows } = await client.query<{ name: string }>(
    'SELECT datname::text AS name FROM pg_database WHERE datname = ANY ($1)',
    [companions.map((companion) => companionName(database, companion))],
  );
  const names = new Set(rows.map(({ name }) => name));
  return companions.filter((companion) => names.has(companionName(database, companion)));
}

/** `useless` is ours, and not the loaded state of this dataset. */
export type CompanionState = 'none' | 'foreign' | 'useless' | 'as loaded';

/** From a connection to another database. */
export async function inspectCompanion(
  admin: Client,
  dataset: CopiedDataset,
  companion: Companion,
): Promise<CompanionState> {
  const name = companionName(nameOf(dataset), companion);
  const { rows } = await admin.query<{ isMarked: boolean; isInvalid: boolean }>(
    `SELECT coalesce(starts_with(shobj_description(oid, 'pg_database'), $2), false) AS "isMarked",
            datconnlimit = -2 AS "isInvalid"
     FROM pg_database WHERE datname = $1`,
    [name, mark],
  );
  if (!rows[0]) return 'none';
  const { isMarked, isInvalid } = rows[0];
  if (!isMarked && companion !== 'copying') return 'foreign';
  // Its dropping was interrupted: it lets nobody in.
  if (isInvalid) return isMarked ? 'useless' : 'foreign';
  const config = { ...dataset.config, database: name };
  return withConnection(config, `database ${name}`, async (client) => {
    const found = await inspectDatabase(client);
    const isSame = found.kind === 'ours' && found.marker.identity.fingerprint === dataset.fingerprint;
    if (!isSame) return isMarked ? 'useless' : 'foreign';
    const isLoaded = found.marker.state === 'ready' && (await countWriteRuns(client)) === 0;
    return isLoaded ? 'as loaded' : 'useless';
  });
}

/** Drops what nobody needs. */
export async function dropLeftovers(admin: Client, dataset: CopiedDataset): Promise<void> {
  await dropCompanions(admin, dataset, ['copying', 'discarded']);
}

/** Drops those that are there and ours; bytes freed. */
export async function dropCompanions(
  admin: Client,
  dataset: CopiedDataset,
  companions: readonly Companion[],
): Promise<number> {
  let freedBytes = 0;
  for (const companion of await existing(admin, nameOf(dataset), companions)) {
    if ((await inspectCompanion(admin, dataset, companion)) === 'foreign') continue;
    freedBytes += await dropDatabase(admin, companionName(nameOf(dataset), companion));
  }
  return freedBytes;
}
