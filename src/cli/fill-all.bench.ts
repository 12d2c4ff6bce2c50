/**
 * `npm run bench:fill-all`: the fill phase of all 19 tables against the same server taking the same bytes from files by
 * server-side binary COPY over as many connections, and against `psql \copy` of the same rows as text (where psql is
 * installed). Interleaved; printed as the ratios of the pairs. USERS (100000), ROUNDS (3) and WORKERS (one a core) are
 * settable. The files take about as much disk as the rows.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatBytes, formatCount } from '../core/units.ts';
import { ChunkQueue, writePlan } from '../database/chunk-queue.ts';
import { type Client, connect } from '../database/connect.ts';
import { deferConstraints } from '../database/deferral.ts';
import { fillTables } from '../database/fill.ts';
import { becomeLoader } from '../database/maintenance.ts';
import { inspectDatabase, writeMarker } from '../database/marker.ts';
import { applySchema } from '../database/schema-files.ts';
import { type Chunk, ChunkEncoder, type EncodedChunk, encodeWhole, planChunks } from '../generator/chunk.ts';
import { ChunkPool } from '../generator/chunk-pool.ts';
import { recipesOf } from '../generator/recipes.ts';
import { defaultProfile } from '../population/profile.ts';
import { type DatasetRequest, identityOf, worldOf } from './dataset.ts';
import { accessServer, type DatabaseAccess } from './server-access.ts';
import { pairedRatio } from './testing/paired-ratio.ts';

const users = Number(process.env.USERS ?? 100_000);
const rounds = Number(process.env.ROUNDS ?? 3);
const workers = Number(process.env.WORKERS ?? availableParallelism());
const request: DatasetRequest = {
  seed: 42,
  scale: { name: 'bench', users },
  keys: 'uuidv4',
  profile: defaultProfile,
};
const world = worldOf(request);
const recipes = recipesOf(world);
const recipeFor = new Map<string, (typeof recipes)[number]>(recipes.map((recipe) => [recipe.table, recipe]));
const chunks = planChunks(recipes);
const tables = recipes.map(({ table }) => table).join(', ');

interface ChunkFile {
  table: string;
  path: string;
}

/** Every chunk as a file of its own that the server may read. */
function writeFiles(folder: string): { files: ChunkFile[]; rows: number; bytes: number } {
  const encoder = new ChunkEncoder();
  let rows = 0;
  let bytes = 0;
  const files = chunks.map((chunk): ChunkFile => {
    const encoded = encodeWhole(encoder, recipeFor.get(chunk.table)!, chunk);
    const path = join(folder, `${chunk.table}.${chunk.number}`);
    writeFileSync(path, Buffer.concat(encoded.slices), { mode: 0o644 });
    rows += encoded.rows;
    bytes += encoded.slices.reduce((sum, slice) => sum + slice.length, 0);
    return { table: chunk.table, path };
  });
  return { files, rows, bytes };
}

/** Runs all of the work on as many lanes as there are clients, and returns the seconds it took. */
async function timed<Item>(items: readonly Item[], work: (item: Item, client: Client) => Promise<unknown>) {
  await clients[0]!.query(`TRUNCATE ${tables}; UPDATE bench_harness.chunk SET rows = NULL; CHECKPOINT`);
  const queue = [...items];
  const startedAt = performance.now();
  await Promise.all(
    clients.map(async (client) => {
      for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item, client);
    }),
  );
  return (performance.now() - startedAt) / 1000;
}

const columnsOf = (table: string) => recipeFor.get(table)!.columns;

function fromFiles(files: readonly ChunkFile[]): Promise<number> {
  return timed(files, ({ table, path }, client) =>
    client.query(`COPY ${table} (${columnsOf(table)}) FROM '${path}' (FORMAT binary)`),
  );
}

function fromGenerator(): Promise<number> {
  return timed([0], () =>
    fillTables({
      clients,
      queue,
      columnsOf,
      encode: (chunk) => pool.encode(chunk as Chunk),
      recycle: (data) => pool.recycle(data as EncodedChunk),
      onChunk: () => {},
    }),
  );
}

/** Server-side text files of what is loaded now, one a table, for psql to send back. */
async function writeTextFiles(folder: string): Promise<ChunkFile[]> {
  chmodSync(folder, 0o777);
  const files: ChunkFile[] = [];
  for (const { table, columns } of recipes) {
    const path = join(folder, `${table}.text`);
    await clients[0]!.query(`COPY ${table} (${columns}) TO '${path}'`);
    files.push({ table, path });
  }
  return files;
}

function fromPsql(files: readonly ChunkFile[], { config }: DatabaseAccess): Promise<number> {
  const environment = { ...process.env, PGHOST: config.host, PGPORT: `${config.port}`, PGUSER: config.user };
  return timed(files, async ({ table, path }) => {
    const command = `\\copy ${table} (${columnsOf(table)}) from '${path}'`;
    const psql = spawn('psql', ['-X', '-q', '-d', config.database!, '-c', command], {
      env: environment as NodeJS.ProcessEnv,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const [code] = await once(psql, 'exit');
    if (code !== 0) throw new Error(`psql ended with ${code}`);
  });
}

const hasPsql = spawnSync('psql', ['--version']).status === 0;
const { signal } = new AbortController();
const server = await accessServer({
  url: undefined,
  command: 'bench:fill-all',
  onWait: console.error,
  signal,
});
const folder = mkdtempSync(join(tmpdir(), 'bench-fill-'));
chmodSync(folder, 0o755);
const pool = new ChunkPool(world.options, workers);
const queue = new ChunkQueue('bench:fill-all');
const clients: Client[] = [];
try {
  const access = await server.databaseFor('fill_all_benchmark');
  while (clients.length < workers) clients.push(await connect(access.config, access.address));
  for (const client of clients) await becomeLoader(client);
  if ((await inspectDatabase(clients[0]!)).kind === 'empty') {
    await writeMarker(clients[0]!, identityOf(request));
    await writePlan(clients[0]!, chunks);
    await applySchema(clients[0]!);
    await deferConstraints(clients[0]!);
  }
  const { files, rows, bytes } = writeFiles(folder);
  console.log(
    `${formatCount(users)} users: ${formatCount(rows)} rows, ${formatBytes(bytes)}, ${workers} connections`,
  );
  const ceiling: number[] = [];
  const ours: number[] = [];
  const psql: number[] = [];
  let text: ChunkFile[] | undefined;
  for (let round = 0; round < rounds; round++) {
    const rate = (seconds: number) => `${formatCount(rows / seconds)} rows/s`;
    ceiling.push(await fromFiles(files));
    ours.push(await fromGenerator());
    console.log(`  files ${rate(ceiling.at(-1)!)}   generator ${rate(ours.at(-1)!)}`);
    if (!hasPsql) continue;
    text ??= await writeTextFiles(folder);
    psql.push(await fromPsql(text, access));
    console.log(`  psql  ${rate(psql.at(-1)!)}`);
  }
  console.log(`generator : files, ${pairedRatio(ceiling, ours)}; aim: 0.8`);
  if (hasPsql) console.log(`generator : psql \\copy of text, ${pairedRatio(psql, ours)}; aim: 4`);
  else console.log('psql is not installed: the comparison with \\copy is skipped');
} finally {
  await Promise.all(clients.map((client) => client.end()));
  await pool.close();
  await server.release();
  rmSync(folder, { recursive: true });
}
