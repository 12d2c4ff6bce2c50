import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { type Client, connect, cutConnection } from '../database/connect.ts';
import type { CopyChunk } from '../database/copy.ts';
import { deferConstraints } from '../database/deferral.ts';
import { databaseFailure } from '../database/failure.ts';
import { chunkKey, filledChunks, fillTables } from '../database/fill.ts';
import { becomeLoader, settle } from '../database/maintenance.ts';
import {
  type DatasetIdentity,
  type DatasetState,
  foreignDatabase,
  inspectDatabase,
  otherDataset,
  setState,
  writeMarker,
} from '../database/marker.ts';
import { restoreConstraints } from '../database/restore.ts';
import { applySchema, readSchemaFiles } from '../database/schema-files.ts';
import { type TableVolume, tableVolumes } from '../database/volume.ts';
import { type Chunk, planChunks } from '../generator/chunk.ts';
import { ChunkPool } from '../generator/chunk-pool.ts';
import { recipesOf } from '../generator/recipes.ts';
import { defaultProfile } from '../population/profile.ts';
import { generatorVersion, World } from '../population/world.ts';
import { LoadProgress } from './load-progress.ts';
import type { Scale } from './option-values.ts';
import type { ProgressLine } from './progress-line.ts';
import type { DatabaseAccess, ServerAccess } from './server-access.ts';

export interface DatasetRequest {
  seed: number;
  scale: Scale;
}

/** A dataset that is ready to be queried. */
export interface ReadyDataset extends DatabaseAccess {
  world: World;
  identity: DatasetIdentity;
  scale: string;
  tables: TableVolume[];
  /** Whether this command filled it, or part of it. */
  wasFilled: boolean;
}

/** What makes the dataset of a request the same as another one's. */
export function identityOf({ seed, scale }: DatasetRequest): DatasetIdentity {
  const { extensions, tables, indexes } = readSchemaFiles();
  const sql = [...extensions, ...tables, ...indexes].map((file) => file.sql).join('\n');
  const parts = {
    seed,
    users: scale.users,
    profile: defaultProfile.name,
    generatorVersion,
    schema: digest(sql),
  };
  return { ...parts, fingerprint: digest(JSON.stringify([parts, defaultProfile])) };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

/** Finds the dataset in its database, or fills it; goes on where an interrupted fill stopped. */
export async function ensureDataset(
  server: ServerAccess,
  request: DatasetRequest,
  line: ProgressLine,
  signal: AbortSignal,
): Promise<ReadyDataset> {
  const identity = identityOf(request);
  const database = await server.databaseFor(`${request.scale.name}_${identity.fingerprint}`);
  const workers = Math.min(8, availableParallelism());
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
    const state = await stateOf(clients[0]!, database.address, identity);
    const world = new World({ seed: request.seed, users: request.scale.users });
    if (state !== 'ready') {
      while (clients.length < workers) clients.push(await connect(database.config, database.address));
      await build(clients, state, { identity, world, line });
    }
    const tables = await tableVolumes(clients[0]!);
    return { ...database, world, identity, scale: request.scale.name, tables, wasFilled: state !== 'ready' };
  } catch (error) {
    throw databaseFailure(error, `fill ${database.address}`);
  } finally {
    signal.removeEventListener('abort', cut);
    line.clear();
    await disconnect();
  }
}

/** Refuses a database that is not ours, or that holds other rows. */
async function stateOf(
  client: Client,
  address: string,
  identity: DatasetIdentity,
): Promise<DatasetState | 'empty'> {
  const found = await inspectDatabase(client);
  if (found.kind === 'foreign') throw foreignDatabase(address, found.found);
  if (found.kind === 'empty') return 'empty';
  if (found.marker.identity.fingerprint !== identity.fingerprint) {
    throw otherDataset(address, found.marker.identity, identity);
  }
  return found.marker.state;
}

interface Build {
  identity: DatasetIdentity;
  world: World;
  line: ProgressLine;
}

/** Schema, rows, keys and indexes, statistics; each from where an earlier attempt stopped. */
async function build(clients: readonly Client[], state: DatasetState | 'empty', build: Build): Promise<void> {
  const progress = new LoadProgress(build.line);
  const first = clients[0]!;
  for (const client of clients) await becomeLoader(client);
  if (state === 'empty') await createEmpty(first, build.identity);
  if (state !== 'restoring') {
    await fill(clients, build, progress);
    await setState(first, 'restoring');
  }
  await restoreConstraints(clients, (phase, item, done, total) => progress.step(phase, item, done, total));
  const tables = recipesOf(build.world).map(({ table }) => table);
  await settle(clients, tables, (table, done, total) => progress.step('vacuum', table, done, total));
  await setState(first, 'ready');
  progress.done();
}

/** Marker, schema and the taking away of its keys, in one transaction: an empty database or a marked one. */
async function createEmpty(client: Client, identity: DatasetIdentity): Promise<void> {
  await client.query('BEGIN');
  try {
    await writeMarker(client, identity);
    await applySchema(client);
    await deferConstraints(client);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  }
}

async function fill(clients: readonly Client[], { world }: Build, progress: LoadProgress): Promise<void> {
  const recipes = recipesOf(world);
  const columns = new Map(recipes.map((recipe) => [recipe.table, recipe.columns]));
  const planned = planChunks(recipes).map((chunk): Chunk & CopyChunk => ({
    ...chunk,
    columns: columns.get(chunk.table)!,
  }));
  const filled = await filledChunks(clients[0]!);
  const missing = planned.filter((chunk) => !filled.has(chunkKey(chunk)));
  progress.startFill(missing.reduce((rows, chunk) => rows + chunk.expectedRows, 0));
  const threads = clients.length;
  const pool = new ChunkPool({ seed: world.seed, users: world.users.count }, threads);
  try {
    await fillTables({
      clients,
      chunks: missing,
      encode: (chunk) => pool.encode(chunk),
      ahead: threads,
      onChunk: (chunk, rows) => progress.filled(chunk.table, rows, chunk.expectedRows),
    });
  } finally {
    await pool.close();
  }
}
