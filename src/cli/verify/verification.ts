import { type Client, connect, cutConnection } from '../../database/connect.ts';
import { databaseFailure } from '../../database/failure.ts';
import { checkSchema, type SchemaCheck } from '../../database/schema-check.ts';
import { countWriteRuns, loadedRows } from '../../database/write-ledger.ts';
import type { RowSource } from '../../generator/chunk-maker.ts';
import { recipesOf } from '../../generator/recipes.ts';
import type { World } from '../../population/world.ts';
import type { TableVerification, Verification } from '../../report/verification.ts';
import type { ProgressLine } from '../progress-line.ts';
import type { DatabaseAccess } from '../server-access.ts';
import { checkFully } from './full-check.ts';
import { VerifyProgress } from './progress.ts';
import { checkSample } from './sample-check.ts';
import { comparableTables } from './tables.ts';

export interface VerificationOptions {
  world: World;
  /** As the report names it. */
  dataset: string;
  mode: Verification['mode'];
  source: RowSource;
  threads: number;
  connections: number;
  line: ProgressLine;
  signal: AbortSignal;
}

/** Compares a database whose marker says that it holds the dataset with the dataset's world. Changes nothing. */
export async function verifyDatabase(
  { config, address }: DatabaseAccess,
  options: VerificationOptions,
): Promise<Verification> {
  const clients: Client[] = [];
  const cut = () => {
    for (const client of clients) cutConnection(client);
  };
  options.signal.addEventListener('abort', cut);
  try {
    options.signal.throwIfAborted();
    while (clients.length < options.connections) clients.push(await connect(config, address));
    for (const client of clients) await client.query('SET statement_timeout = 0');
    const schema = await checkSchema(clients[0]!);
    const writeRuns = await countWriteRuns(clients[0]!);
    const tables = await checkTables(clients, schema, options);
    return {
      dataset: options.dataset,
      address,
      mode: options.mode,
      writeRuns,
      schemaObjects: schema.objects,
      schema: schema.differences,
      tables,
    };
  } catch (error) {
    throw databaseFailure(error, `verify ${address}`);
  } finally {
    options.signal.removeEventListener('abort', cut);
    options.line.clear();
    await Promise.all(clients.map((client) => client.end().catch(() => {})));
  }
}

async function checkTables(
  clients: readonly Client[],
  schema: SchemaCheck,
  { world, mode, source, threads, line }: VerificationOptions,
): Promise<TableVerification[]> {
  const tables = comparableTables(recipesOf(world), schema);
  const progress = new VerifyProgress(
    line,
    tables.reduce((sum, table) => sum + table.expectedRows, 0),
  );
  const onRows = (table: string, rows: number) => progress.add(table, rows);
  const options = { clients, source, threads, tables, onRows };
  const checked =
    mode === 'full'
      ? await checkFully(options)
      : await checkSample({ ...options, loaded: await loadedByTable(clients[0]!) });
  progress.done(checked.reduce((sum, { comparedRows }) => sum + comparedRows, 0));
  return checked;
}

async function loadedByTable(client: Client): Promise<Map<string, number>> {
  return new Map((await loadedRows(client)).map(({ table, rows }) => [table, rows]));
}
