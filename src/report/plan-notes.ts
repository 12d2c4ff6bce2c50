import { formatCount } from '../core/units.ts';
import type { Note } from './note.ts';
import { percentage } from './percentage.ts';
import type { QueryResult } from './query-result.ts';
import type { Result } from './result.ts';

/** How statements were planned, where that was asked for, or where a query ran with both kinds of plan. */
export function planNotes({ queries, load }: Result, nameOf: (query: QueryResult) => string): Note[] {
  const isForced = load.planMode !== 'auto';
  const told = queries.filter(
    ({ plans }) => plans.generic + plans.custom > 0 && (isForced || (plans.generic > 0 && plans.custom > 0)),
  );
  if (told.length === 0) return [];
  const executions = told.reduce((sum, { plans }) => sum + plans.generic + plans.custom, 0);
  for (const kind of ['generic', 'custom'] as const) {
    if (told.some(({ plans }) => plans[kind] > 0)) continue;
    const other = kind === 'generic' ? 'Custom' : 'Generic';
    return [
      {
        text: `${other} plans for all ${formatCount(executions)} executions (--plan-mode ${load.planMode}).`,
        level: 'aside',
      },
    ];
  }
  const only = queries.length === 1;
  const shares = told.map((query) => {
    const { generic, custom } = query.plans;
    const share = percentage(generic, generic + custom);
    return only ? share : `${share} of ${nameOf(query)}`;
  });
  return [
    {
      text: `Generic plans for ${shares.join(', ')}${only ? ' of the executions' : ''}, custom plans for the rest${isForced ? ` (--plan-mode ${load.planMode})` : ''}.`,
      level: 'aside',
    },
  ];
}
