import type { Client } from 'pg';

/** An index that is there for the planner, hypothetically or really. */
export interface TriedIndex {
  /** As plans call it. */
  readonly name: string;
  readonly sizeBytes: number;
}

/** Statements that make one index; the last is the CREATE INDEX. */
export interface IndexStatements {
  readonly table: string;
  readonly name: string;
  readonly statements: readonly string[];
  /** Whether the planner knows nothing of what it holds before an ANALYZE: of expressions. */
  readonly needsStatistics: boolean;
}

/** How indexes are tried: with HypoPG they are pretended and cost nothing; else they are made. */
export type TrialManner = 'hypothetical' | 'real';

/** Whether the database has HypoPG (https://hypopg.readthedocs.io). */
export async function hasHypotheticalIndexes(client: Client): Promise<boolean> {
  const { rows } = await client.query(`SELECT FROM pg_extension WHERE extname = 'hypopg'`);
  return rows.length > 0;
}

/**
 * Works while an index is there, which is gone afterwards. `real` makes it in the database that the client is connected
 * to, which must be one to be thrown away. Undefined where the server cannot make it: HypoPG knows no GIN.
 */
export async function withIndex<T>(
  client: Client,
  manner: TrialManner,
  index: IndexStatements,
  work: (tried: TriedIndex) => Promise<T>,
): Promise<T | undefined> {
  const tried = await (manner === 'real' ? make(client, index) : pretend(client, index));
  if (!tried) return undefined;
  const result = await work(tried);
  await (manner === 'real'
    ? client.query(`DROP INDEX ${client.escapeIdentifier(tried.name)}`)
    : client.query('SELECT hypopg_reset()'));
  return result;
}

async function pretend(client: Client, { statements }: IndexStatements): Promise<TriedIndex | undefined> {
  if (statements.length > 1) return undefined;
  return unlessRefused(async () => {
    const { rows } = await client.query<TriedIndex>(
      `SELECT indexname::text AS name, hypopg_relation_size(indexrelid)::float8 AS "sizeBytes"
       FROM hypopg_create_index($1)`,
      [statements[0]],
    );
    return rows[0];
  });
}

async function make(
  client: Client,
  { table, name, statements, needsStatistics }: IndexStatements,
): Promise<TriedIndex | undefined> {
  return unlessRefused(async () => {
    for (const statement of statements) await client.query(statement);
    if (needsStatistics) await client.query(`ANALYZE ${client.escapeIdentifier(table)}`);
    const { rows } = await client.query<TriedIndex>(
      `SELECT relname::text AS name, pg_relation_size(oid)::float8 AS "sizeBytes"
       FROM pg_class WHERE oid = $1::regclass`,
      [client.escapeIdentifier(name)],
    );
    return rows[0];
  });
}

/** Connection lost, resources, an operator: not what was asked for. What HypoPG refuses is an XX000. */
const notTheStatement = /^(08|53|57|58)/;

async function unlessRefused<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === undefined || notTheStatement.test(code)) throw error;
    return undefined;
  }
}
