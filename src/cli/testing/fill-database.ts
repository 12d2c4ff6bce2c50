import { writePlan } from '../../database/chunk-queue.ts';
import { type Client, connect, withConnection } from '../../database/connect.ts';
import { deferConstraints } from '../../database/deferral.ts';
import { becomeLoader } from '../../database/maintenance.ts';
import { writeMarker } from '../../database/marker.ts';
import { dropDatabase } from '../../database/removal.ts';
import { applySchema } from '../../database/schema-files.ts';
import { type Chunk, planChunks } from '../../generator/chunk.ts';
import type { Recipe } from '../../generator/recipe.ts';
import { type DatasetRequest, identityOf } from '../dataset.ts';
import { accessServer, type DatabaseAccess } from '../server-access.ts';

/** A database with bare tables, as a fill finds them. */
export interface FillDatabase {
  readonly access: DatabaseAccess;
  readonly clients: readonly Client[];
  readonly chunks: readonly Chunk[];
  /** Seconds that the work takes on empty tables. Throws unless there are `rows` in them then. */
  time(rows: number, work: () => Promise<unknown>): Promise<number>;
}

/**
 * Gives the work a database of the embedded server, which may read files of the same machine, and drops it afterwards. One
 * that was left over would have the chunks of other numbers of users, so it goes first.
 */
export async function onFillDatabase(
  { command, request, recipes }: { command: string; request: DatasetRequest; recipes: readonly Recipe[] },
  connections: number,
  work: (database: FillDatabase) => Promise<void>,
): Promise<void> {
  const { signal } = new AbortController();
  const server = await accessServer({ url: 'embedded', command, onWait: console.error, signal });
  const name = `${command.replace('bench:', '').replace('-', '_')}_benchmark`;
  const clients: Client[] = [];
  const drop = async ({ config, address }: DatabaseAccess) => {
    await withConnection({ ...config, database: 'postgres' }, address, (client) =>
      dropDatabase(client, config.database!),
    );
  };
  try {
    const leftOver = await server.existingDatabase(name);
    if (leftOver) await drop(leftOver);
    const access = await server.databaseFor(name);
    try {
      while (clients.length < connections) clients.push(await connect(access.config, access.address));
      const chunks = planChunks(recipes);
      await prepare(clients, request, chunks);
      const tables = recipes.map(({ table }) => table);
      const time = (rows: number, toTime: () => Promise<unknown>) =>
        timed(clients[0]!, { tables, rows }, toTime);
      await work({ access, clients, chunks, time });
    } finally {
      await Promise.all(clients.map((client) => client.end()));
      await drop(access);
    }
  } finally {
    await server.release();
  }
}

async function prepare(
  clients: readonly Client[],
  request: DatasetRequest,
  chunks: readonly Chunk[],
): Promise<void> {
  const client = clients[0]!;
  await client.query('BEGIN');
  await writeMarker(client, identityOf(request));
  await writePlan(client, chunks);
  await applySchema(client);
  await deferConstraints(client);
  await client.query('COMMIT');
  for (const each of clients) await becomeLoader(each);
}

async function timed(
  client: Client,
  { tables, rows }: { tables: readonly string[]; rows: number },
  work: () => Promise<unknown>,
): Promise<number> {
  await client.query(`TRUNCATE ${tables.join(', ')}; UPDATE bench_harness.chunk SET rows = NULL; CHECKPOINT`);
  const startedAt = performance.now();
  await work();
  const seconds = (performance.now() - startedAt) / 1000;
  const counts = tables.map((table) => `(SELECT count(*) FROM ${table})`);
  const { rows: found } = await client.query<{ rows: string }>(`SELECT ${counts.join(' + ')} AS rows`);
  if (Number(found[0]!.rows) !== rows)
    throw new Error(
      `there are ${found[0]!.rows} rows where there should be ${rows}: the figure means nothing`,
    );
  return seconds;
}
