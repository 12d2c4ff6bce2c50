import { parentPort, workerData } from 'node:worker_threads';
import type { EntityKind } from '../population/ids.ts';
import { World, type WorldOptions } from '../population/world.ts';
import { type Chunk, ChunkEncoder, type EncodedChunk, encodeWhole } from './chunk.ts';
import type { Recipe } from './recipe.ts';
import { recipeOf } from './recipes.ts';

/** The thread's side of a {@link ChunkPool}: makes the chunks it is asked for, in order. */
const world = new World(workerData as WorldOptions);
const recipes = new Map<EntityKind, Recipe>();
const encoder = new ChunkEncoder();

parentPort!.on('message', (chunk: Chunk) => {
  const recipe = recipes.get(chunk.table) ?? recipeOf(world, chunk.table);
  recipes.set(chunk.table, recipe);
  const encoded: EncodedChunk = encodeWhole(encoder, recipe, chunk);
  parentPort!.postMessage(
    encoded,
    encoded.slices.map((slice) => slice.buffer as ArrayBuffer),
  );
});
