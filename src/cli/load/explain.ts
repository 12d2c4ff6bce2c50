import type { PlanMode } from '../../core/plan-mode.ts';
import { withConnection } from '../../database/connect.ts';
import { explain } from '../../database/explain.ts';
import { applySessionSettings } from '../../database/session-settings.ts';
import type { Result } from '../../report/result.ts';
import type { Mix } from '../../scenario/mix.ts';
import type { DatabaseAccess } from '../server-access.ts';
import { sessionSettings } from './session-settings.ts';

/**
 * Adds to the slowest operations of a run what EXPLAIN says of them: run once more, alone and in a transaction that is
 * rolled back. A failure spoils nothing: it becomes a warning.
 */
export async function explainSlowest(
  result: Result,
  mix: Mix,
  { config, address }: DatabaseAccess,
  { count, planMode }: { count: number; planMode: PlanMode },
): Promise<Result> {
  const slowest = result.queries
    .flatMap(({ slowest }) => slowest)
    .sort((a, b) => b.latency.ns - a.latency.ns)
    .slice(0, count);
  if (slowest.length === 0) return result;
  const plans = new Map<object, string>();
  const explainAll = withConnection(config, address, async (client) => {
    await applySessionSettings(
      client,
      sessionSettings(
        mix.parts.map(({ query }) => query),
        {
          statementTimeout: result.load.statementTimeoutMs,
          planMode,
          settings: result.variant?.settings ?? {},
        },
      ),
    );
    for (const [index, { slowest: operations }] of result.queries.entries()) {
      for (const operation of operations.filter((each) => slowest.includes(each))) {
        const { statements } = mix.parts[index]!.query;
        const values = Object.values(operation.parameters);
        const lines = await explain(client, statements, values, {
          analyze: true,
          timeoutMs: result.load.statementTimeoutMs,
          planMode,
        });
        plans.set(operation, lines.join('\n'));
      }
    }
  });
  const failure: Error | undefined = await explainAll.then(
    () => undefined,
    (error) => error,
  );
  const warnings = failure
    ? [{ text: `the slowest could not be explained: ${failure.message}`, remedy: null }]
    : [];
  return {
    ...result,
    warnings: [...result.warnings, ...warnings],
    queries: result.queries.map((query) => ({
      ...query,
      slowest: query.slowest.map((operation) => ({
        ...operation,
        explain: plans.get(operation) ?? null,
      })),
    })),
  };
}
