import { ChunkQueue, writePlan } from '../../database/chunk-queue.ts';
import { type Client, connect } from '../../database/connect.ts';
import { deferConstraints } from '../../database/deferral.ts';
import { fillTables } from '../../database/fill.ts';
import { continueIdentities, withKeyStyle } from '../../database/key-style.ts';
import { becomeLoader, checkpoint, vacuumTables } from '../../database/maintenance.ts';
import { type DatasetIdentity, setState, writeMarker } from '../../database/marker.ts';
import { restoreConstraints } from '../../database/restore.ts';
import { applySchema, readSchemaFiles } from '../../database/schema-files.ts';
import { createTestDatabase, type TestDatabase } from '../../database/testing/database.ts';
import { silently } from '../../database/testing/silent-phases.ts';
import type { EntityKind } from '../../population/ids.ts';
import type { World } from '../../population/world.ts';
import { type Chunk, ChunkEncoder, encodeWhole, planChunks } from '../chunk.ts';
import { recipesOf } from '../recipes.ts';

const identity: DatasetIdentity = {
  seed: 0,
  users: 0,
  profile: 'test',
  keys: 'uuidv4',
  generatorVersion: 0,
  schema: 'test',
  fingerprint: 'test',
};

/** A test database with the whole of a world in it, as `bench load` leaves it; made in this thread. */
export async function createFilledDatabase(world: World, connections = 2): Promise<TestDatabase> {
  const database = await createTestDatabase();
  const clients: Client[] = [];
  try {
    while (clients.length < connections) {
      const client = await connect(database.config, database.name);
      clients.push(client);
      await becomeLoader(client);
    }
    await fill(clients, world);
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
  return database;
}

async function fill(clients: readonly Client[], world: World): Promise<void> {
  const first = clients[0]!;
  await writeMarker(first, { ...identity, seed: world.seed, users: world.users.count, keys: world.keys });
  await applySchema(first, withKeyStyle(readSchemaFiles(), world.keys));
  await deferConstraints(first);
  const recipes = recipesOf(world);
  await writePlan(first, planChunks(recipes));
  const recipeFor = new Map(recipes.map((recipe) => [recipe.table, recipe]));
  const encoder = new ChunkEncoder();
  await fillTables({
    clients,
    queue: new ChunkQueue('test'),
    columnsOf: (table) => recipeFor.get(table as EntityKind)!.columns,
    encode: async (chunk) => encodeWhole(encoder, recipeFor.get(chunk.table as EntityKind)!, chunk as Chunk),
    onChunk: () => {},
  });
  await restoreConstraints(clients, silently);
  await continueIdentities(first);
  await vacuumTables(
    clients,
    recipes.map(({ table }) => table),
    silently,
  );
  await checkpoint(first, silently);
  await setState(first, 'ready');
}
