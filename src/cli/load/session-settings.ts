import type { PlanMode } from '../../core/plan-mode.ts';
import type { SessionSettings } from '../../database/session-settings.ts';
import type { Query } from '../../scenario/query.ts';

interface SessionOptions {
  statementTimeout: number;
  /** Of the command line: goes before the settings of a variant. */
  planMode: PlanMode;
  /** Of the variant. */
  settings?: Readonly<Record<string, string>>;
}

/** What the connections of a run are set to. They may write only where a query declares that it does. */
export function sessionSettings(
  queries: readonly Query[],
  { statementTimeout, planMode, settings = {} }: SessionOptions,
): SessionSettings {
  return {
    statementTimeoutMs: statementTimeout,
    readOnly: queries.every(({ writes }) => !writes),
    others: { ...settings, ...(planMode === 'auto' ? {} : { plan_cache_mode: `force_${planMode}_plan` }) },
  };
}
