import type { Client, Connection, Submittable } from 'pg';
import type { Statement } from '../core/operation.ts';
import type { PlanMode } from '../core/plan-mode.ts';

export interface ExplainRequest {
  /** Options of EXPLAIN, what is wanted first; the next is tried where the server refuses or the time is over. */
  readonly attempts: readonly string[];
  /** For each statement and attempt; 0 for none. */
  readonly timeoutMs: number;
  readonly planMode: PlanMode;
  /** Of the transaction, besides. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** One statement, as EXPLAIN answered. */
export interface ExplainedStatement {
  readonly sql: string;
  /** Index of the attempt that succeeded; undefined when none did. */
  readonly attempt: number | undefined;
  /** The answer's one column, a value a row; empty when no attempt succeeded. */
  readonly answer: readonly unknown[];
  /** Whether the plan was made for these parameters, or for any. Of a command without a plan it says nothing. */
  readonly plan: 'custom' | 'generic' | undefined;
  /** What the attempt before, or the last one, failed of. */
  readonly failure: StatementFailure | undefined;
}

export interface StatementFailure {
  /** The statement cannot even be prepared or planned, or it was not run to its end. */
  readonly stage: 'prepare' | 'run';
  readonly message: string;
  readonly sqlState: string | undefined;
}

/** CHOOSE_CUSTOM_PLAN_TRIES of plancache.c: so often is a plan made for its parameters before a generic one may be. */
const customPlans = 5;

/**
 * Explains the statements of an operation in a transaction that is rolled back. Each is prepared through the
 * protocol and explained by `EXPLAIN EXECUTE`, which takes the plan from where a run takes it: parameters get the
 * same inferred types, and the same choice between custom and generic plan. (EXPLAIN with bound parameters would
 * always show a custom one.) For `auto` five plans are made first, as a connection of a run has done by then.
 *
 * The connection must be idle, with the settings of the run. What the server refuses is a failure in the answer;
 * rejects only when the connection is lost.
 */
export async function explainStatements(
  client: Client,
  statements: readonly Statement[],
  values: readonly (string | null)[],
  request: ExplainRequest,
): Promise<ExplainedStatement[]> {
  const explained: ExplainedStatement[] = [];
  await client.query('BEGIN');
  try {
    const mode = { auto: 'auto', custom: 'force_custom_plan', generic: 'force_generic_plan' };
    const settings = {
      ...request.settings,
      statement_timeout: String(request.timeoutMs),
      plan_cache_mode: mode[request.planMode],
    };
    await client.query(
      'SELECT set_config(name, value, true) FROM unnest($1::text[], $2::text[]) AS setting (name, value)',
      [Object.keys(settings), Object.values(settings)],
    );
    for (const [index, statement] of statements.entries()) {
      explained.push(await explainOne(client, `bench_explain_${index}`, statement, values, request));
    }
  } finally {
    await client.query('ROLLBACK');
    // Outlives the transaction.
    for (const index of statements.keys())
      await client.query(`DEALLOCATE bench_explain_${index}`).catch(() => {});
  }
  return explained;
}

async function explainOne(
  client: Client,
  name: string,
  { sql, parameters }: Statement,
  values: readonly (string | null)[],
  { attempts, planMode }: ExplainRequest,
): Promise<ExplainedStatement> {
  const literals = parameters.map((index) => {
    const value = values[index] ?? null;
    // An untyped literal is read as the parameter's text is.
    return value === null ? 'NULL' : client.escapeLiteral(value);
  });
  const execute = `EXECUTE ${name}${literals.length > 0 ? `(${literals.join(', ')})` : ''}`;
  const failed = async (stage: StatementFailure['stage'], error: unknown): Promise<StatementFailure> => {
    await client.query('ROLLBACK TO SAVEPOINT bench_explain');
    const { message, code } = error as Error & { code?: string };
    return { stage, message, sqlState: code };
  };
  const none = { sql, attempt: undefined, answer: [], plan: undefined };
  let failure: StatementFailure | undefined;
  await client.query('SAVEPOINT bench_explain');
  try {
    await prepare(client, name, sql);
    if (planMode === 'auto')
      for (let made = 0; made < customPlans; made++) await client.query(`EXPLAIN ${execute}`);
  } catch (error) {
    return { ...none, failure: await failed('prepare', error) };
  }
  for (const [attempt, options] of attempts.entries()) {
    await client.query('SAVEPOINT bench_explain');
    try {
      const before = await genericPlans(client, name);
      const { rows } = await client.query<{ 'QUERY PLAN': unknown }>(`EXPLAIN (${options}) ${execute}`);
      const plan = (await genericPlans(client, name)) > before ? 'generic' : 'custom';
      return { sql, attempt, answer: rows.map((row) => row['QUERY PLAN']), plan, failure };
    } catch (error) {
      failure = await failed('run', error);
    }
  }
  return { ...none, failure };
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
