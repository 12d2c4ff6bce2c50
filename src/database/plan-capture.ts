import type { Client } from 'pg';
import type { Statement } from '../core/operation.ts';
import type { PlanMode } from '../core/plan-mode.ts';
import { type ExplainedStatement, explainStatements } from './explain-statements.ts';

export interface CaptureOptions {
  /** For each statement; 0 for none. One that takes longer is explained without running it. */
  readonly timeoutMs: number;
  readonly planMode: PlanMode;
  /** Default true: run the statements. */
  readonly analyze?: boolean;
  /** Default true: run them a second time whatever the first has done. */
  readonly alwaysTwice?: boolean;
}

/** What EXPLAIN says of one statement with its parameters. */
export interface CapturedPlan {
  readonly sql: string;
  /** The answer as JSON; null when even planning failed. */
  readonly json: unknown;
  /** Whether the plan was made for these parameters, or for any; null for a command without a plan. */
  readonly plan: 'custom' | 'generic' | null;
  /** Whether the statement was run to its end: only then does the plan have rows and blocks. */
  readonly isAnalyzed: boolean;
  /** `done`: it was. `not run`: nobody asked for it. */
  readonly outcome: 'done' | 'timed out' | 'failed' | 'not run';
  /** The server's message, when it timed out or failed. */
  readonly message: string | null;
}

const run = 'ANALYZE, BUFFERS, WAL, TIMING OFF, FORMAT JSON';
const look = 'FORMAT JSON';

/** A scan must not begin where another one happens to be: the blocks that a LIMIT leaves would differ. */
const settings = { synchronize_seqscans: 'off' };

/**
 * The plans of an operation's statements with these values, in the order of the statements, each operation in a
 * transaction that is rolled back. It is run twice and the second time told, so that what only the first one does
 * (hint bits, full-page images, entries of the catalogue, reads from disk) is not in it; without `alwaysTwice` only
 * where it did any of that. A connection that has run the statements before has the entries of the catalogue.
 *
 * The connection must be idle, with the settings of the run; {@link explainStatements} says how the plan is chosen.
 * Rejects only when the connection is lost.
 */
export async function capturePlans(
  client: Client,
  statements: readonly Statement[],
  values: readonly (string | null)[],
  options: CaptureOptions,
): Promise<CapturedPlan[]> {
  const { timeoutMs, planMode, analyze = true, alwaysTwice = true } = options;
  const attempts = analyze ? [run, look] : [look];
  const explainAll = () =>
    explainStatements(client, statements, values, { attempts, timeoutMs, planMode, settings });
  let explained = await explainAll();
  // What has not ended once does not end the second time, and would take as long.
  const isRun = analyze && explained.every(({ attempt }) => attempt === 0);
  if (isRun && (alwaysTwice || explained.some(hasPrepared))) explained = await explainAll();
  return explained.map((statement) => capturedPlan(statement, analyze));
}

/** Figures of an execution that has read from disk, set hint bits or written: the next one may have less of it. */
const preparations = ['Shared Read Blocks', 'Shared Dirtied Blocks', 'WAL Records'];

function hasPrepared({ answer }: ExplainedStatement): boolean {
  const [json] = answer as [[{ Plan?: Record<string, number>; Planning?: Record<string, number> }]?];
  const { Plan, Planning } = json?.[0] ?? {};
  // Planning hits blocks where it reads the catalogue.
  return preparations.some((name) => (Plan?.[name] ?? 0) > 0) || (Planning?.['Shared Hit Blocks'] ?? 0) > 0;
}

const queryCanceled = '57014';

function capturedPlan(
  { sql, attempt, answer, plan, failure }: ExplainedStatement,
  analyze: boolean,
): CapturedPlan {
  const json = attempt === undefined ? null : answer[0];
  const hasPlan = Array.isArray(json) && json[0] !== 'Utility Statement';
  const isAnalyzed = analyze && attempt === 0;
  const failed = failure?.sqlState === queryCanceled ? 'timed out' : 'failed';
  return {
    sql,
    json,
    plan: hasPlan ? plan! : null,
    isAnalyzed,
    outcome: isAnalyzed ? 'done' : failure ? failed : 'not run',
    message: failure?.message ?? null,
  };
}
