/**
 * `npm run bench:fill`: COPY of one table from the generator on one connection, against the same server taking the
 * same rows by server-side COPY from a file: the ceiling. Interleaved, printed as the ratio of the pairs.
 * `TABLES=likes,follows` (default), USERS (100000) and ROUNDS (5) are settable.
 */
import { chmodSync, closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatBytes, formatCount } from '../core/units.ts';
import { ChunkQueue } from '../database/chunk-queue.ts';
import type { Client } from '../database/connect.ts';
import { fillTables } from '../database/fill.ts';
import { type Chunk, ChunkEncoder, type EncodedChunk, planChunks } from '../generator/chunk.ts';
import { ChunkPool } from '../generator/chunk-pool.ts';
import type { Recipe } from '../generator/recipe.ts';
import { recipeOf } from '../generator/recipes.ts';
import type { EntityKind } from '../population/ids.ts';
import { defaultProfile } from '../population/profile.ts';
import { type DatasetRequest, worldOf } from './dataset.ts';
import { type FillDatabase, onFillDatabase } from './testing/fill-database.ts';
import { pairedRatio } from './testing/paired-ratio.ts';

const users = Number(process.env.USERS ?? 100_000);
const rounds = Number(process.env.ROUNDS ?? 5);
const tables = (process.env.TABLES ?? 'likes,follows').split(',') as EntityKind[];
const request: DatasetRequest = {
  seed: 42,
  scale: { name: 'bench', users },
  keys: 'uuidv4',
  profile: defaultProfile,
};
const world = worldOf(request);
const queue = new ChunkQueue('bench:fill');
const pool = new ChunkPool(world.options, 1);
const folder = mkdtempSync(join(tmpdir(), 'bench-fill-'));
chmodSync(folder, 0o755);
try {
  for (const table of tables) {
    const recipe = recipeOf(world, table);
    await onFillDatabase({ command: 'bench:fill', request, recipes: [recipe] }, 1, (database) =>
      compare(recipe, database),
    );
  }
} finally {
  await pool.close();
  rmSync(folder, { recursive: true });
}

async function compare(recipe: Recipe, { clients, time }: FillDatabase): Promise<void> {
  const client = clients[0]!;
  const file = join(folder, recipe.table);
  const { rows, bytes } = writeFile(recipe, file);
  console.log(
    `${recipe.table} of ${formatCount(users)} users: ${formatCount(rows)} rows, ${formatBytes(bytes)}`,
  );
  const fromFile: number[] = [];
  const generated: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const ceiling = await time(rows, () =>
      client.query(`COPY ${recipe.table} (${recipe.columns}) FROM '${file}' (FORMAT binary)`),
    );
    const ours = await time(rows, () => fill(client, recipe));
    fromFile.push(ceiling);
    generated.push(ours);
    console.log(
      `  server-side file ${formatCount(rows / ceiling)} rows/s   generator ${formatCount(rows / ours)} rows/s   ratio ${(ceiling / ours).toFixed(2)}`,
    );
  }
  console.log(`generator : server-side file, ${pairedRatio(fromFile, generated)}; aim: at least 0.9`);
}

/** All chunks as one binary COPY file; returns its rows and bytes. */
function writeFile(recipe: Recipe, file: string): { rows: number; bytes: number } {
  const descriptor = openSync(file, 'w', 0o644);
  const whole = { ...planChunks([recipe])[0]!, endParent: recipe.parents };
  const encoding = new ChunkEncoder().encode(recipe, whole);
  let bytes = 0;
  for (;;) {
    const step = encoding.next();
    if (step.done) {
      closeSync(descriptor);
      return { rows: step.value, bytes };
    }
    bytes += writeSync(descriptor, step.value);
  }
}

function fill(client: Client, { columns }: Recipe): Promise<void> {
  return fillTables({
    clients: [client],
    queue,
    columnsOf: () => columns,
    encode: (chunk) => pool.encode(chunk as Chunk),
    recycle: (data) => pool.recycle(data as EncodedChunk),
    onChunk: () => {},
  });
}
