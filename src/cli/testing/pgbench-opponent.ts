import { toPortable } from '../../database/portable-config.ts';
import type { LoadPlan } from '../../engine/load-plan.ts';
import type { LoadOutcome } from '../../engine/outcome.ts';
import { listKey } from '../../scenario/parameter-lists.ts';
import type { LoadTask } from '../load/task.ts';
import { runOnThreads } from '../load/threads.ts';
import type { Match } from './pgbench.ts';

/** Longer than any value's query takes: a statement that times out ends its client in pgbench. */
const statementTimeoutMs = 60_000;

/**
 * What sessions of both programs are set to. Generic plans: pgbench has a prepared statement for each value, which
 * would each have to be planned five times on each connection before the server keeps a plan.
 */
export const matchSettings = {
  statement_timeout: `${statementTimeoutMs}`,
  jit: 'off',
  default_transaction_read_only: 'on',
  client_connection_check_interval: '1s',
  plan_cache_mode: 'force_generic_plan',
} as const;

/** Our side of a match, on threads as `bench run` has them, without telemetry. Throws unless all of it succeeded. */
export async function ourOutcome(match: Match, plan: LoadPlan): Promise<LoadOutcome> {
  const { outcome } = await runOnThreads(taskOf(match, plan), {
    threads: match.threads,
    signal: new AbortController().signal,
    onStart: () => {},
    onPoint: () => {},
  });
  const { end, counters } = outcome;
  if (end.reason !== 'completed' || counters.failed + counters.timedOut + counters.censored > 0)
    throw new Error(`The run ended "${end.reason}": ${JSON.stringify(counters)}`);
  return outcome;
}

function taskOf({ connection, query, values, clients, warmupMs, seed }: Match, plan: LoadPlan): LoadTask {
  const rows = values.map((value) => [value]);
  return {
    connection: toPortable(connection),
    parts: [{ query, weight: 1, lists: new Map([[listKey([query.parameters[0]!.name]), rows]]) }],
    world: undefined,
    stratum: undefined,
    seed,
    plan,
    warmupMs,
    primingMs: 0,
    statementTimeoutMs,
    planMode: 'generic',
    clients,
    runNumber: 0,
  };
}
