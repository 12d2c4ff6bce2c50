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
import { shareOut } from '../core/concurrency.ts';
import { formatBytes, formatCount } from '../core/units.ts';
import { ChunkQueue } from '../database/chunk-queue.ts';
import type { Client } from '../database/connect.ts';
import { fillTables } from '../database/fill.ts';
import { type Chunk, ChunkEncoder, type EncodedChunk, encodeWhole } from '../generator/chunk.ts';
import { ChunkPool } from '../generator/chunk-pool.ts';
import { recipesOf } from '../generator/recipes.ts';
import { defaultProfile } from '../population/profile.ts';
import { type DatasetRequest, worldOf } from './dataset.ts';
import type { DatabaseAccess } from './server-access.ts';
import { type FillDatabase, onFillDatabase } from './testing/fill-database.ts';
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
const columnsOf = (table: string) => recipeFor.get(table)!.columns;
const hasPsql = spawnSync('psql', ['--version']).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'bench-fill-'));
chmodSync(folder, 0o755);
const pool = new ChunkPool(world.options, workers);
const queue = new ChunkQueue('bench:fill-all');
try {
  await onFillDatabase({ command: 'bench:fill-all', request, recipes }, workers, compare);
} finally {
  await pool.close();
  rmSync(folder, { recursive: true });
}

interface ChunkFile {
  table: string;
  path: string;
}

async function compare({ access, clients, chunks, time }: FillDatabase): Promise<void> {
  const { files, rows, bytes } = writeFiles(chunks);
  console.log(
    `${formatCount(users)} users: ${formatCount(rows)} rows, ${formatBytes(bytes)}, ${workers} connections`,
  );
  const ceiling: number[] = [];
  const ours: number[] = [];
  const psql: number[] = [];
  let text: ChunkFile[] | undefined;
  for (let round = 0; round < rounds; round++) {
    const rate = (seconds: number) => `${formatCount(rows / seconds)} rows/s`;
    ceiling.push(await time(rows, () => fromFiles(files, clients)));
    ours.push(await time(rows, () => fromGenerator(clients)));
    console.log(`  files ${rate(ceiling.at(-1)!)}   generator ${rate(ours.at(-1)!)}`);
    if (!hasPsql) continue;
    text ??= await writeTextFiles(clients[0]!);
    psql.push(await time(rows, () => fromPsql(text!, access)));
    console.log(`  psql  ${rate(psql.at(-1)!)}`);
  }
  console.log(`generator : files, ${pairedRatio(ceiling, ours)}; aim: 0.8`);
  if (hasPsql) console.log(`generator : psql \\copy of text, ${pairedRatio(psql, ours)}; aim: 4`);
  else console.log('psql is not installed: the comparison with \\copy is skipped');
}

/** Every chunk as a file of its own that the server may read. */
function writeFiles(chunks: readonly Chunk[]): { files: ChunkFile[]; rows: number; bytes: number } {
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

function fromFiles(files: readonly ChunkFile[], clients: readonly Client[]): Promise<void> {
  return shareOut(files, clients, async ({ table, path }, client) => {
    await client.query(`COPY ${table} (${columnsOf(table)}) FROM '${path}' (FORMAT binary)`);
  });
}

function fromGenerator(clients: readonly Client[]): Promise<void> {
  return fillTables({
    clients,
    queue,
    columnsOf,
    encode: (chunk) => pool.encode(chunk as Chunk),
    recycle: (data) => pool.recycle(data as EncodedChunk),
    onChunk: () => {},
  });
}

/** Server-side text files of what is loaded now, one a table, for psql to send back. */
async function writeTextFiles(client: Client): Promise<ChunkFile[]> {
  chmodSync(folder, 0o777);
  const files: ChunkFile[] = [];
  for (const { table, columns } of recipes) {
    const path = join(folder, `${table}.text`);
    await client.query(`COPY ${table} (${columns}) TO '${path}'`);
    files.push({ table, path });
  }
  return files;
}

function fromPsql(files: readonly ChunkFile[], { config }: DatabaseAccess): Promise<void> {
  const environment = { ...process.env, PGHOST: config.host, PGPORT: `${config.port}`, PGUSER: config.user };
  return shareOut(files, Array.from({ length: workers }), async ({ table, path }) => {
    const command = `\\copy ${table} (${columnsOf(table)}) from '${path}'`;
    const psql = spawn('psql', ['-X', '-q', '-d', config.database!, '-c', command], {
      env: environment as NodeJS.ProcessEnv,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const [code] = await once(psql, 'exit');
    if (code !== 0) throw new Error(`psql ended with ${code}`);
  });
}
