import { parentPort, workerData } from 'node:worker_threads';
import type { EntityKind } from '../population/ids.ts';
import { World, type WorldOptions } from '../population/world.ts';
import { type Chunk, ChunkEncoder, type EncodedChunk, encodeWhole } from './chunk.ts';
import type { Recipe } from './recipe.ts';
import { recipeOf } from './recipes.ts';

/** What a thread is told: to make a chunk, or to take back memory. Only the first is answered. */
export type ChunkRequest = { chunk: Chunk } | { spare: ArrayBuffer[] };

/** The thread's side of a {@link ChunkPool}: makes the chunks it is asked for, in order. */
const world = new World(workerData as WorldOptions);
const recipes = new Map<EntityKind, Recipe>();
const encoder = new ChunkEncoder();

const spare: ArrayBuffer[] = [];

parentPort!.on('message', (request: ChunkRequest) => {
  if ('spare' in request) spare.push(...request.spare);
  else answer(request.chunk);
});

function answer(chunk: Chunk): void {
  const recipe = recipes.get(chunk.table) ?? recipeOf(world, chunk.table);
  recipes.set(chunk.table, recipe);
  const encoded: EncodedChunk = encodeWhole(encoder, recipe, chunk, spare);
  parentPort!.postMessage(
    encoded,
    encoded.slices.map((slice) => slice.buffer as ArrayBuffer),
  );
}
