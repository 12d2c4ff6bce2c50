import { availableParallelism } from 'node:os';
import { type Chunk, ChunkEncoder } from '../generator/chunk.ts';
import { recipeOf } from '../generator/recipes.ts';
import { World } from '../population/world.ts';

/**
 * A whole load (fill, keys, indexes, foreign keys, VACUUM ANALYZE) of the embedded server, and how fast one thread of
 * the same machine made rows at the same time. Measured with PostgreSQL 18.4 on 2 cores: `bench load --scale 50000`
 * took 42 s for 5.6 million rows, the probe before and after it made 1.7 million rows/s. The generator has become half
 * as fast again since then, by processor time side by side; the load has not been measured anew.
 */
const reference = { cores: 2, secondsPerMillionRows: 7.5, probeRowsPerSecond: 2_500_000 };

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
