import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { environmentError, usageError } from '../../core/errors.ts';
import { becomeLoader } from '../maintenance.ts';
import { analyzeWholes } from '../partitions.ts';

/** One statement of a variant's SQL. */
export interface VariantStatement {
  readonly variant: string;
  /** The file's path. */
  readonly file: string;
  /** In a folder of the user's own, whose mistakes are the command line's. */
  readonly isOwn: boolean;
  readonly partitions: number | null;
  readonly sql: string;
}

export interface StatementTiming {
  readonly sql: string;
  readonly durationMs: number;
}

/** Raised when clones made before would not be made the same way now. */
export const applicationVersion = 1;

/**
 * Changes a clone as its variants say, each statement by itself, then brings what was touched to rest: VACUUM (FREEZE,
 * ANALYZE). Tables that no statement touched keep the dataset's own statistics, so that no plan differs by the luck of
 * sampling. Throws a BenchError for a statement that the server refuses.
 */
export async function applyVariants(
  client: Client,
  statements: readonly VariantStatement[],
  onStatement: (done: number) => void,
): Promise<StatementTiming[]> {
  if (statements.length === 0) return [];
  const startedAt = await currentTransaction(client);
  const timings: StatementTiming[] = [];
  for (const [index, statement] of statements.entries()) {
    onStatement(index);
    if (statement.variant !== statements[index - 1]?.variant) await beginVariant(client, statement);
    timings.push(await execute(client, statement));
  }
  // Of a file that began a transaction and never ended it; else nothing but a notice.
  await client.query('COMMIT');
  onStatement(statements.length);
  await resetSession(client);
  await settleTouched(client, startedAt);
  return timings;
}

/** Each variant finds the session as any other would. */
async function beginVariant(client: Client, { partitions }: VariantStatement): Promise<void> {
  await resetSession(client);
  await setPartitions(client, partitions, false);
}

async function resetSession(client: Client): Promise<void> {
  await client.query('RESET ALL');
  await becomeLoader(client);
  // There is one connection, not one a core.
  await client.query('RESET max_parallel_maintenance_workers');
  // VACUUM takes no page for all-visible that it cleared of rows whose deletion is not on disk yet.
  await client.query('SET synchronous_commit = on');
}

/** What SQL reads with `current_setting('bench.partitions')`. */
export async function setPartitions(
  client: Client,
  partitions: number | null,
  isLocal: boolean,
): Promise<void> {
  if (partitions === null) return;
  await client.query(`SELECT set_config('bench.partitions', $1, $2)`, [String(partitions), isLocal]);
}

async function execute(client: Client, statement: VariantStatement): Promise<StatementTiming> {
  const startedAt = performance.now();
  try {
    await client.query(statement.sql);
  } catch (error) {
    throw refused(statement, error as Error & { code?: string; hint?: string });
  }
  return { sql: statement.sql, durationMs: performance.now() - startedAt };
}

/** The connection, the server's resources, an operator's intervention: not the statement's fault. */
const notTheStatement = /^(08|53|57|58|XX)/;

function refused(
  { variant, file, isOwn, sql }: VariantStatement,
  error: Error & { code?: string; hint?: string },
): unknown {
  const { code, message, hint } = error;
  if (!code || notTheStatement.test(code)) return error;
  const line = sql.replaceAll(/\s+/g, ' ');
  const shown = line.length > 120 ? `${line.slice(0, 119)}…` : line;
  const make = isOwn && code !== '42501' ? usageError : environmentError;
  return make(
    `the variant "${variant}" cannot be made: the server refused a statement of ${file}: ${message}: ${shown}`,
    `${hint ? `${hint}; ` : ''}nothing of the variant was left`,
    error,
  );
}

async function currentTransaction(client: Client): Promise<string> {
  const { rows } = await client.query<{ xid: string }>(
    'SELECT (pg_current_xact_id()::text::numeric % 4294967296)::text AS xid',
  );
  return rows[0]!.xid;
}

/**
 * Tables whose rows in the catalogue, or their indexes' or columns', were written since a transaction, and tables that
 * were written to. Before 15 the counts of writes come late: there it is all of them.
 */
const touchedSql = `
  SELECT pg_class.oid::regclass::text AS name, relkind = 'p' AS "isPartitioned"
  FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
  WHERE relkind IN ('r', 'm', 'p') AND nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'bench_harness')
    AND (current_setting('server_version_num')::int < 150000
      OR pg_class.xmin::text::bigint >= $1
      OR EXISTS (SELECT FROM pg_index WHERE indrelid = pg_class.oid AND pg_index.xmin::text::bigint >= $1)
      OR EXISTS (SELECT FROM pg_attribute WHERE attrelid = pg_class.oid AND pg_attribute.xmin::text::bigint >= $1)
      OR EXISTS (SELECT FROM pg_statistic_ext WHERE stxrelid = pg_class.oid AND pg_statistic_ext.xmin::text::bigint >= $1)
      OR pg_stat_get_tuples_inserted(pg_class.oid) + pg_stat_get_tuples_updated(pg_class.oid)
         + pg_stat_get_tuples_deleted(pg_class.oid) > 0)
  ORDER BY 1`;

async function settleTouched(client: Client, since: string): Promise<void> {
  await client.query('SELECT pg_stat_force_next_flush()').catch(() => {});
  const { rows } = await client.query<{ name: string; isPartitioned: boolean }>(touchedSql, [since]);
  const stored = rows.filter(({ isPartitioned }) => !isPartitioned).map(({ name }) => name);
  await vacuum(client, stored);
  await analyzeWholes(
    client,
    rows.filter(({ isPartitioned }) => isPartitioned).map(({ name }) => name),
  );
}

/** Autovacuum that is at work on another table may have a snapshot from before what was deleted: those rows stay. */
const vacuumPatience = 5;
const vacuumPauseMs = 200;

async function vacuum(client: Client, tables: readonly string[]): Promise<void> {
  let left = tables;
  for (let tried = 0; left.length > 0 && tried < vacuumPatience; tried++) {
    if (tried > 0) await sleep(vacuumPauseMs);
    await client.query(`VACUUM (FREEZE, ANALYZE) ${left.join(', ')}`);
    const { rows } = await client.query<{ name: string }>(
      `SELECT name FROM unnest($1::text[]) AS name JOIN pg_class ON pg_class.oid = name::regclass
       WHERE relallvisible < relpages`,
      [left],
    );
    left = rows.map(({ name }) => name);
  }
}
