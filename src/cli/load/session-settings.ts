import type { PlanMode } from '../../core/plan-mode.ts';
import type { SessionSettings } from '../../database/session-settings.ts';
import type { Query } from '../../scenario/query.ts';

/** What the connections of a run are set to. They may write only where a query declares that it does. */
export function sessionSettings(
  queries: readonly Query[],
  { statementTimeout, planMode }: { statementTimeout: number; planMode: PlanMode },
): SessionSettings {
  return {
    statementTimeoutMs: statementTimeout,
    readOnly: queries.every(({ writes }) => !writes),
    others: planMode === 'auto' ? {} : { plan_cache_mode: `force_${planMode}_plan` },
  };
}
