import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { hasCopies, hasLeftovers } from '../database/companion.ts';
import { type Client, connect, cutConnection } from '../database/connect.ts';
import { databaseFailure } from '../database/failure.ts';
import { removeCopies, removeLeftovers } from '../database/kept-copy.ts';
import { withKeyStyle } from '../database/key-style.ts';
import type { DatasetIdentity } from '../database/marker.ts';
import { removeDataset } from '../database/removal.ts';
import { readSchemaFiles, type SchemaFiles } from '../database/schema-files.ts';
import {
  hasVariantLeftovers,
  hasVariants,
  removeVariantLeftovers,
  removeVariants,
} from '../database/variants/variant-databases.ts';
import { type TableVolume, tableVolumes } from '../database/volume.ts';
import { countWriteRuns } from '../database/write-ledger.ts';
import type { KeyStyle } from '../population/ids.ts';
import type { Profile } from '../population/profile.ts';
import { describeProfile } from '../population/profile-check.ts';
import { generatorVersion, World } from '../population/world.ts';
import { build, stateOf } from './dataset-build.ts';
import { requireRoom } from './disk-room.ts';
import type { Scale } from './option-values.ts';
import type { ProgressLine } from './progress-line.ts';
import type { DatabaseAccess, ServerAccess } from './server-access.ts';

export interface DatasetRequest {
  seed: number;
  scale: Scale;
  keys: KeyStyle;
  profile: Profile;
  /** The schema to fill; the specification's own when left out. */
  design?: DatasetDesign | undefined;
}

/** A schema other than the specification's. */
export interface DatasetDesign {
  files: SchemaFiles;
  /** What its SQL reads as `bench.partitions`; null where it reads none. */
  partitions: number | null;
}

/** A dataset that is ready to be queried. */
export interface ReadyDataset extends DatabaseAccess {
  world: World;
  identity: DatasetIdentity;
  scale: string;
  tables: TableVolume[];
  /** Whether this command filled it, or part of it. */
  wasFilled: boolean;
  /** Runs that have written to it since: 0 as loaded. */
  writeRuns: number;
}

/** What makes the dataset of a request the same as another one's. */
export function identityOf({ seed, scale, keys, profile, design }: DatasetRequest): DatasetIdentity {
  const { extensions, tables, indexes } = withKeyStyle(design?.files ?? readSchemaFiles(), keys);
  const sql = [...extensions, ...tables, ...indexes].map((file) => file.sql);
  if (design && design.partitions !== null) sql.push(`partitions ${design.partitions}`);
  const parts = {
    seed,
    users: scale.users,
    profile: describeProfile(profile),
    keys,
    generatorVersion,
    schema: digest(sql.join('\n')),
  };
  return { ...parts, fingerprint: digest(JSON.stringify([parts, profile])) };
}

/** The world whose rows the dataset of a request holds. */
export function worldOf({ seed, scale, keys, profile }: DatasetRequest): World {
  return new World({ seed, users: scale.users, keys, profile });
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

/** How a dataset is filled, if it must be. */
export interface BuildManner {
  /** Connections, and threads that make rows. */
  workers?: number | undefined;
  /** Removes what an earlier load left, and starts over. */
  isFresh?: boolean | undefined;
  /** Shares the work with other loaders. */
  isJoint?: boolean | undefined;
}

/** One a core; on large machines the server is busy before that. */
function defaultWorkers(): number {
  return Math.min(8, availableParallelism());
}

/** Finds the dataset in its database, or fills it; goes on where an interrupted fill stopped. */
export async function ensureDataset(
  server: ServerAccess,
  request: DatasetRequest,
  line: ProgressLine,
  signal: AbortSignal,
  manner: BuildManner = {},
): Promise<ReadyDataset> {
  const identity = identityOf(request);
  const database = await server.databaseFor(`${request.scale.name}_${identity.fingerprint}`);
  const { workers = defaultWorkers(), isFresh = false, isJoint = false } = manner;
  const clients: Client[] = [];
  const disconnect = () => Promise.all(clients.map((client) => client.end().catch(() => {})));
  // A statement under way would be waited for: the connections are cut, and the server rolls back.
  const cut = () => {
    for (const client of clients) cutConnection(client);
  };
  signal.addEventListener('abort', cut);
  try {
    signal.throwIfAborted();
    clients.push(await connect(database.config, database.address));
    if (isFresh) await startOver(clients[0]!, database, identity, signal);
    else await tidyUp(clients[0]!, database, identity, line);
    const state = await stateOf(clients[0]!, database.address, identity);
    const world = worldOf(request);
    if (state !== 'ready') {
      if (server.isEmbedded) await requireRoom(clients[0]!, world);
      while (clients.length < workers) clients.push(await connect(database.config, database.address));
      const { design } = request;
      await build(clients, { identity, world, design, address: database.address, isJoint, line });
    }
    const tables = await tableVolumes(clients[0]!);
    const writeRuns = await countWriteRuns(clients[0]!);
    const scale = request.scale.name;
    return { ...database, world, identity, scale, tables, wasFilled: state !== 'ready', writeRuns };
  } catch (error) {
    throw databaseFailure(error, `fill ${database.address}`, () => server.lastWords());
  } finally {
    signal.removeEventListener('abort', cut);
    line.clear();
    await disconnect();
  }
}

/** Removes what there is of a dataset, the copy of its loaded state and the clones of its variants included. */
async function startOver(
  client: Client,
  database: DatabaseAccess,
  { fingerprint }: DatasetIdentity,
  signal: AbortSignal,
): Promise<void> {
  await removeDataset(client, database.address);
  if (await hasCopies(client, database.config.database!)) {
    await removeCopies({ ...database, fingerprint, signal });
  }
  if (await hasVariants(client, database.config.database!)) {
    await removeVariants({ ...database, fingerprint, signal }, { withFills: false });
  }
}

/** Drops databases that a killed command has left beside this one. They are in nobody's way: at worst they stay. */
async function tidyUp(
  client: Client,
  database: DatabaseAccess,
  { fingerprint }: DatasetIdentity,
  line: ProgressLine,
): Promise<void> {
  const name = database.config.database!;
  try {
    if (await hasLeftovers(client, name)) await removeLeftovers({ ...database, fingerprint });
    if (await hasVariantLeftovers(client, name)) await removeVariantLeftovers({ ...database, fingerprint });
  } catch (error) {
    const { message } = error as Error;
    line.print(`left beside ${database.address} by a killed command, and not removed: ${message}`);
  }
}
