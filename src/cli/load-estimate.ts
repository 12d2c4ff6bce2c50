import { availableParallelism } from 'node:os';
import { type Chunk, ChunkEncoder } from '../generator/chunk.ts';
import { recipeOf } from '../generator/recipes.ts';
import { World } from '../population/world.ts';

/**
 * A whole load (fill, keys, indexes, foreign keys, VACUUM ANALYZE) of the embedded server, and how fast one thread of
 * the same machine made rows at about the same time. Measured with PostgreSQL 18.4 on 2 cores: `bench load` took 24 s for
 * 5.6 million rows, 47 s for 11 million and 10 min 20 s for 114 million, 4.1 to 5.5 s a million; the probe, in the same hour,
 * 3.0 to 3.3 million rows/s. Of the times the longest is taken: that of indexes that do not fit into memory.
 */
const reference = { cores: 2, secondsPerMillionRows: 5.5, probeRowsPerSecond: 3_100_000 };

const probeMs = 200;

/** How many rows of `likes` this machine makes a second in one thread. */
export function probeRowsPerSecond(): number {
  const world = new World({ seed: 1, users: 1_000 });
  const recipe = recipeOf(world, 'likes');
  const encoder = new ChunkEncoder();
  const chunk: Chunk = {
    table: 'likes',
    number: 0,
    firstParent: 0,
    endParent: recipe.parents,
    expectedRows: 0,
  };
  const makeAll = () => {
    const encoding = encoder.encode(recipe, chunk);
    let step = encoding.next();
    while (!step.done) step = encoding.next();
    return step.value;
  };
  // Once for the compiler.
  makeAll();
  const startedAt = performance.now();
  let rows = 0;
  while (performance.now() - startedAt < probeMs) rows += makeAll();
  return (rows / (performance.now() - startedAt)) * 1000;
}

/**
 * How long a load of so many rows takes on this machine, in milliseconds: the reference, times how much slower or
 * faster a thread is here. Cores beyond the reference's are not counted on, fewer are: an estimate on the safe side,
 * which knows nothing of the disk.
 */
export function estimateLoadMs(
  rows: number,
  rowsPerSecond: number,
  cores: number = availableParallelism(),
): number {
  const slowness = (reference.probeRowsPerSecond / rowsPerSecond) * Math.max(1, reference.cores / cores);
  return (rows / 1e6) * reference.secondsPerMillionRows * slowness * 1000;
}
