import { hostname } from 'node:os';
import { suspendAutovacuum } from '../database/autovacuum.ts';
import { alone } from '../database/build-step.ts';
import { ChunkQueue, writePlan } from '../database/chunk-queue.ts';
import type { Client } from '../database/connect.ts';
import { deferConstraints } from '../database/deferral.ts';
import { fillTables } from '../database/fill.ts';
import { continueIdentities, withKeyStyle } from '../database/key-style.ts';
import { becomeLoader, checkpoint, vacuumTables } from '../database/maintenance.ts';
import {
  type DatasetIdentity,
  type DatasetState,
  foreignDatabase,
  inspectDatabase,
  otherDataset,
  setState,
  writeMarker,
} from '../database/marker.ts';
import { analyzeWholes, storedTables } from '../database/partitions.ts';
import { restoreConstraints } from '../database/restore.ts';
import { applySchema, readSchemaFiles } from '../database/schema-files.ts';
import { setPartitions } from '../database/variants/application.ts';
import { type Chunk, type EncodedChunk, planChunks } from '../generator/chunk.ts';
import { ChunkPool } from '../generator/chunk-pool.ts';
import { recipesOf } from '../generator/recipes.ts';
import type { World } from '../population/world.ts';
import type { DatasetDesign } from './dataset.ts';
import { LoadProgress } from './load-progress.ts';
import type { ProgressLine } from './progress-line.ts';

export interface Build {
  identity: DatasetIdentity;
  world: World;
  /** Undefined for the specification's schema. */
  design: DatasetDesign | undefined;
  address: string;
  /** Other loaders fill the same database. */
  isJoint: boolean;
  line: ProgressLine;
}

/** How far the dataset is. Refuses a database that is not ours, or that holds other rows. */
export async function stateOf(
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

/** Schema, rows, keys and indexes, statistics; each from where an earlier attempt stopped. */
export async function build(clients: readonly Client[], options: Build): Promise<void> {
  const { address, identity, line } = options;
  const progress = new LoadProgress(line);
  const first = clients[0]!;
  for (const client of clients) await becomeLoader(client);
  const state = await alone(first, 'create', async () => {
    const found = await stateOf(first, address, identity);
    if (found === 'empty') await createEmpty(first, options);
    return found;
  });
  if (state === 'empty' || state === 'filling') await fill(clients, options, progress);
  const finishOnce = async () => {
    if ((await stateOf(first, address, identity)) !== 'ready') await finish(clients, options, progress);
  };
  await alone(first, 'finish', finishOnce, () =>
    line.print('waiting      for the loader that builds keys and indexes'),
  );
  progress.end();
}

/** Marker, schema, the taking away of its keys, and the plan, in one transaction: an empty database or a marked one. */
async function createEmpty(client: Client, { identity, world, design }: Build): Promise<void> {
  await client.query('BEGIN');
  try {
    await writeMarker(client, identity);
    await writePlan(client, planChunks(recipesOf(world)));
    await setPartitions(client, design?.partitions ?? null, true);
    await applySchema(client, withKeyStyle(design?.files ?? readSchemaFiles(), identity.keys));
    await suspendAutovacuum(client, await storedTables(client, tablesOf(world)));
    await deferConstraints(client);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  }
}

async function fill(
  clients: readonly Client[],
  { world, isJoint }: Build,
  progress: LoadProgress,
): Promise<void> {
  const columns = new Map<string, readonly string[]>(
    recipesOf(world).map((recipe) => [recipe.table, recipe.columns]),
  );
  const queue = new ChunkQueue(`${hostname()} ${process.pid}`);
  if (!isJoint) await queue.revokeAll(clients[0]!);
  progress.startFill((await queue.unfilled(clients[0]!)).expectedRows);
  const threads = clients.length;
  const pool = new ChunkPool(world.options, threads);
  try {
    await fillTables({
      clients,
      queue,
      columnsOf: (table) => columns.get(table)!,
      encode: (chunk) => pool.encode(chunk as Chunk),
      recycle: (data) => pool.recycle(data as EncodedChunk),
      onChunk: (chunk, rows) => progress.filled(chunk.table, rows, chunk.expectedRows),
    });
    // Another loader may be at what follows, and this one waits for it.
    progress.endPhase();
  } finally {
    await pool.close();
  }
}

/** What only one loader does: keys and indexes, statistics, and the word that the dataset is ready. */
async function finish(clients: readonly Client[], { world }: Build, progress: LoadProgress): Promise<void> {
  const first = clients[0]!;
  try {
    await setState(first, 'restoring');
    await restoreConstraints(clients, progress);
    await continueIdentities(first);
    const tables = await storedTables(first, tablesOf(world));
    await vacuumTables(clients, tables, progress);
    await analyzeWholes(first, tablesOf(world));
    await checkpoint(first, progress);
    await setState(first, 'ready');
  } finally {
    progress.stop();
  }
}

function tablesOf(world: World): string[] {
  return recipesOf(world).map(({ table }) => table);
}
