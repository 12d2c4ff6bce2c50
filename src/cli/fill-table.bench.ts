/**
 * `npm run bench:fill`: COPY of one table from the generator on one connection, against the same server taking the
 * same rows by server-side COPY from a file: the ceiling. Interleaved, printed as the ratio of the pairs.
 * `TABLES=likes,follows` (default), USERS (100000) and ROUNDS (5) are settable.
 */
import { chmodSync, closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatBytes, formatCount } from '../core/units.ts';
import { ChunkQueue, writePlan } from '../database/chunk-queue.ts';
import { type Client, connect } from '../database/connect.ts';
import { deferConstraints } from '../database/deferral.ts';
import { fillTables } from '../database/fill.ts';
import { becomeLoader } from '../database/maintenance.ts';
import { inspectDatabase, writeMarker } from '../database/marker.ts';
import { applySchema } from '../database/schema-files.ts';
import { type Chunk, ChunkEncoder, type EncodedChunk, planChunks } from '../generator/chunk.ts';
import { ChunkPool } from '../generator/chunk-pool.ts';
import type { Recipe } from '../generator/recipe.ts';
import { recipeOf } from '../generator/recipes.ts';
import type { EntityKind } from '../population/ids.ts';
import { defaultProfile } from '../population/profile.ts';
import { World } from '../population/world.ts';
import { type DatasetRequest, identityOf } from './dataset.ts';
import { accessServer } from './server-access.ts';
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

const world = new World({ seed: request.seed, users });
const { signal } = new AbortController();
const server = await accessServer({ url: undefined, command: 'bench:fill', onWait: console.error, signal });
const queue = new ChunkQueue('bench:fill');
const pool = new ChunkPool(world.options, 1);
const folder = mkdtempSync(join(tmpdir(), 'bench-fill-'));
chmodSync(folder, 0o755);
try {
  for (const table of tables) await compare(recipeOf(world, table));
} finally {
  await pool.close();
  await server.release();
  rmSync(folder, { recursive: true });
}

async function compare(recipe: Recipe): Promise<void> {
  const { config, address } = await server.databaseFor(`fill_${recipe.table}_benchmark`);
  const client = await connect(config, address);
  try {
    await prepare(client, recipe);
    const file = join(folder, recipe.table);
    const { rows, bytes } = writeFile(recipe, file);
    console.log(
      `${recipe.table} of ${formatCount(users)} users: ${formatCount(rows)} rows, ${formatBytes(bytes)}`,
    );
    const fromFile: number[] = [];
    const generated: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const ceiling = await timed(client, recipe, () =>
        client.query(`COPY ${recipe.table} (${recipe.columns}) FROM '${file}' (FORMAT binary)`),
      );
      const ours = await timed(client, recipe, () => fill(client, recipe));
      fromFile.push(ceiling);
      generated.push(ours);
      console.log(
        `  server-side file ${formatCount(rows / ceiling)} rows/s   generator ${formatCount(rows / ours)} rows/s   ratio ${(ceiling / ours).toFixed(2)}`,
      );
    }
    console.log(`generator : server-side file, ${pairedRatio(fromFile, generated)}; aim: at least 0.9`);
  } finally {
    await client.end();
  }
}

async function prepare(client: Client, recipe: Recipe): Promise<void> {
  if ((await inspectDatabase(client)).kind === 'empty') {
    await client.query('BEGIN');
    await writeMarker(client, identityOf(request));
    await writePlan(client, planChunks([recipe]));
    await applySchema(client);
    await deferConstraints(client);
    await client.query('COMMIT');
  }
  await becomeLoader(client);
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

/** In seconds. */
async function timed(client: Client, { table }: Recipe, work: () => Promise<unknown>): Promise<number> {
  await client.query(`TRUNCATE ${table}; UPDATE bench_harness.chunk SET rows = NULL; CHECKPOINT`);
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
}
