import type { Client } from 'pg';
import type { Statement } from '../core/operation.ts';
import type { PlanMode } from '../core/plan-mode.ts';
import { type ExplainedStatement, explainStatements } from './explain-statements.ts';

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

/** {@link explainStatements} as text: with times and blocks where it is run. The connection must be idle. */
export async function explainEach(
  client: Client,
  statements: readonly Statement[],
  values: readonly (string | null)[],
  { analyze, timeoutMs, planMode = 'auto' }: ExplainOptions,
): Promise<Explanation[]> {
  const attempts = [...(analyze ? ['ANALYZE, BUFFERS, WAL, SETTINGS'] : []), 'SETTINGS'];
  const explained = await explainStatements(client, statements, values, { attempts, timeoutMs, planMode });
  return explained.map((statement) => explanationOf(statement, attempts.length));
}

function explanationOf(
  { sql, attempt, answer, plan, failure }: ExplainedStatement,
  attempts: number,
): Explanation {
  const lines = answer as string[];
  const note = failure && (failure.stage === 'run' ? 'not run to its end: ' : '') + failure.message;
  return {
    sql,
    plan: lines[0]?.startsWith('Utility statements') ? undefined : plan,
    isAnalyzed: attempt !== undefined && attempt < attempts - 1,
    lines,
    ...(note !== undefined && { note }),
  };
}
