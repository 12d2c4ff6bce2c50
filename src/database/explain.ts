import type { Client, Connection, Submittable } from 'pg';
import type { Statement } from '../core/operation.ts';
import type { PlanMode } from '../core/plan-mode.ts';

export interface ExplainOptions {
  /** Run the statements, so that the plan has times and blocks; what they write is rolled back. */
  readonly analyze: boolean;
  /** For each statement; 0 for none. One that takes longer is explained without running it. */
  readonly timeoutMs: number;
  /** Default `auto`: the server's own choice for a connection that has run it before. */
  readonly planMode?: PlanMode;
}

/** The plan of one statement with its parameters. */
export interface Explanation {
  readonly sql: string;
  /** Whether the plan was made for these parameters, or for any. Undefined for a command that has none. */
  readonly plan: 'custom' | 'generic' | undefined;
  /** Whether the statement was run. */
  readonly isAnalyzed: boolean;
  /** EXPLAIN's text, a line each. Empty when even that failed. */
  readonly lines: readonly string[];
  /** Why it is less than was asked for. */
  readonly note?: string;
}

/** {@link explainEach} as text, a line each: the plans, and as SQL comments what there is to know about them. */
export async function explain(
  client: Client,
  statements: readonly Statement[],
  values: readonly (string | null)[],
  options: ExplainOptions,
): Promise<string[]> {
  const explanations = await explainEach(client, statements, values, options);
  return explanations.flatMap(({ sql, plan, lines, note }, index) => [
    ...(statements.length > 1 ? [`-- statement ${index + 1}: ${sql.replace(/\s+/g, ' ').trim()}`] : []),
    ...(plan ? [`-- ${plan} plan`] : []),
    ...(note === undefined ? [] : [`-- ${note}`]),
    ...lines,
  ]);
}

/** CHOOSE_CUSTOM_PLAN_TRIES of plancache.c: so often is a plan made for its parameters before a generic one may be. */
const customPlans = 5;

/**
 * Explains the statements of an operation in a transaction that is rolled back. Each is prepared through the
 * protocol and explained by `EXPLAIN EXECUTE`, which takes the plan from where a run takes it: parameters get the
 * same inferred types, and the same choice between custom and generic plan. (EXPLAIN with bound parameters would
 * always show a custom one.) For `auto` five plans are made first, as a connection of a run has done by then.
 *
 * The connection must be idle, with the settings of the run. What the server refuses is a note; rejects only when
 * the connection is lost.
 */
export async function explainEach(
  client: Client,
  statements: readonly Statement[],
  values: readonly (string | null)[],
  options: ExplainOptions,
): Promise<Explanation[]> {
  const explanations: Explanation[] = [];
  await client.query('BEGIN');
  try {
    const mode = { auto: 'auto', custom: 'force_custom_plan', generic: 'force_generic_plan' };
    await client.query(
      "SELECT set_config('statement_timeout', $1, true), set_config('plan_cache_mode', $2, true)",
      [String(options.timeoutMs), mode[options.planMode ?? 'auto']],
    );
    for (const [index, statement] of statements.entries()) {
      explanations.push(await explainOne(client, `bench_explain_${index}`, statement, values, options));
    }
  } finally {
    await client.query('ROLLBACK');
    // Outlives the transaction.
    for (const index of statements.keys())
      await client.query(`DEALLOCATE bench_explain_${index}`).catch(() => {});
  }
  return explanations;
}

async function explainOne(
  client: Client,
  name: string,
  { sql, parameters }: Statement,
  values: readonly (string | null)[],
  { analyze, planMode = 'auto' }: ExplainOptions,
): Promise<Explanation> {
  const literals = parameters.map((index) => {
    const value = values[index] ?? null;
    // An untyped literal is read as the parameter's text is.
    return value === null ? 'NULL' : client.escapeLiteral(value);
  });
  const execute = `EXECUTE ${name}${literals.length > 0 ? `(${literals.join(', ')})` : ''}`;
  const plain = `EXPLAIN (SETTINGS) ${execute}`;
  const attempts = [plain];
  if (analyze) attempts.unshift(`EXPLAIN (ANALYZE, BUFFERS, WAL, SETTINGS) ${execute}`);
  let note: string | undefined;
  await client.query('SAVEPOINT bench_explain');
  try {
    await prepare(client, name, sql);
    if (planMode === 'auto') for (let made = 0; made < customPlans; made++) await client.query(plain);
  } catch (error) {
    await client.query('ROLLBACK TO SAVEPOINT bench_explain');
    return { sql, plan: undefined, isAnalyzed: false, lines: [], note: (error as Error).message };
  }
  for (const attempt of attempts) {
    await client.query('SAVEPOINT bench_explain');
    try {
      const before = await genericPlans(client, name);
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(attempt);
      const plan = (await genericPlans(client, name)) > before ? 'generic' : 'custom';
      const lines = rows.map((row) => row['QUERY PLAN']);
      const hasPlan = !lines[0]?.startsWith('Utility statements');
      return {
        sql,
        plan: hasPlan ? plan : undefined,
        isAnalyzed: attempt !== plain,
        lines,
        ...(note !== undefined && { note }),
      };
    } catch (error) {
      note = `not run to its end: ${(error as Error).message}`;
      await client.query('ROLLBACK TO SAVEPOINT bench_explain');
    }
  }
  return { sql, plan: undefined, isAnalyzed: false, lines: [], note: note! };
}

async function genericPlans(client: Client, name: string): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    'SELECT generic_plans::int AS count FROM pg_prepared_statements WHERE name = $1',
    [name],
  );
  return rows[0]?.count ?? 0;
}

/** Parse + Sync: takes any statement, where SQL's PREPARE refuses some, and infers types as a run's session does. */
function prepare(client: Client, name: string, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let failure: Error | undefined;
    const parse: Submittable & { handleError: (error: Error) => void; handleReadyForQuery: () => void } = {
      submit(connection: Connection) {
        connection.parse({ name, text, types: [] }, true);
        connection.sync();
      },
      handleError: (error) => {
        failure = error;
        reject(failure);
      },
      handleReadyForQuery: resolve,
    };
    client.query(parse);
  });
}
