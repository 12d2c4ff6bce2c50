/**
 * `npm run bench:fill`: COPY of `likes` from the generator on one connection, against the same server taking the
 * same rows by server-side COPY from a file: the ceiling. Interleaved, printed as the ratio of the medians.
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
import { recipeOf } from '../generator/recipes.ts';
import { defaultProfile } from '../population/profile.ts';
import { World } from '../population/world.ts';
import { type DatasetRequest, identityOf } from './dataset.ts';
import { accessServer } from './server-access.ts';

const users = Number(process.env.USERS ?? 100_000);
const rounds = Number(process.env.ROUNDS ?? 5);
const request: DatasetRequest = {
  seed: 42,
  scale: { name: 'bench', users },
  keys: 'uuidv4',
  profile: defaultProfile,
};

const world = new World({ seed: request.seed, users });
const recipe = recipeOf(world, 'likes');
const chunks = planChunks([recipe]);
const folder = mkdtempSync(join(tmpdir(), 'bench-fill-'));
chmodSync(folder, 0o755);
const file = join(folder, 'likes.bin');

/** All chunks as one binary COPY file; returns its rows and bytes. */
function writeFile(): { rows: number; bytes: number } {
  const descriptor = openSync(file, 'w', 0o644);
  const encoding = new ChunkEncoder().encode(recipe, { ...chunks[0]!, endParent: recipe.parents });
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

async function timed(client: Client, work: () => Promise<unknown>): Promise<number> {
  await client.query('TRUNCATE likes; UPDATE bench_harness.chunk SET rows = NULL; CHECKPOINT');
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

const { signal } = new AbortController();
const server = await accessServer({ url: undefined, command: 'bench:fill', onWait: console.error, signal });
const queue = new ChunkQueue('bench:fill');
const pool = new ChunkPool({ seed: request.seed, users }, 1);
try {
  const { config, address } = await server.databaseFor('fill_benchmark');
  const client = await connect(config, address);
  if ((await inspectDatabase(client)).kind === 'empty') {
    await client.query('BEGIN');
    await writeMarker(client, identityOf(request));
    await writePlan(client, chunks);
    await applySchema(client);
    await deferConstraints(client);
    await client.query('COMMIT');
  }
  await becomeLoader(client);
  const { rows, bytes } = writeFile();
  console.log(`likes of ${formatCount(users)} users: ${formatCount(rows)} rows, ${formatBytes(bytes)}`);
  const fromFile: number[] = [];
  const generated: number[] = [];
  for (let round = 0; round < rounds; round++) {
    fromFile.push(
      await timed(client, () =>
        client.query(`COPY likes (${recipe.columns}) FROM '${file}' (FORMAT binary)`),
      ),
    );
    generated.push(
      await timed(client, () =>
        fillTables({
          clients: [client],
          queue,
          columnsOf: () => recipe.columns,
          encode: (chunk) => pool.encode(chunk as Chunk),
          recycle: (data) => pool.recycle(data as EncodedChunk),
          onChunk: () => {},
        }),
      ),
    );
    const [ceiling, ours] = [fromFile.at(-1)!, generated.at(-1)!];
    console.log(
      `  server-side file ${formatCount(rows / ceiling)} rows/s   generator ${formatCount(rows / ours)} rows/s   ratio ${(ceiling / ours).toFixed(2)}`,
    );
  }
  console.log(
    `ratio of the medians: ${(median(fromFile) / median(generated)).toFixed(2)} (aim: at least 0.8)`,
  );
  await client.end();
} finally {
  await pool.close();
  await server.release();
  rmSync(folder, { recursive: true });
}
