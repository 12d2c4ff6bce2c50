import type { WireSession } from '../../database/wire-session.ts';
import type { PlanCounts } from './task.ts';

/** Statements of the run are prepared as bench_<query>_<statement>. */
const sql = `
  SELECT json_agg(json_build_array(split_part(name, '_', 2)::int, generic_plans, custom_plans))
  FROM pg_prepared_statements WHERE name LIKE 'bench\\_%'`;

/** How the server planned each query on these connections; a connection that was made anew counts from then on. */
export async function planCounts(sessions: readonly WireSession[], queries: number): Promise<PlanCounts[]> {
  const counts = Array.from({ length: queries }, () => ({ generic: 0, custom: 0 }));
  const answers = await Promise.all(
    sessions.filter(({ isOpen }) => isOpen).map((session) => session.ask(sql)),
  );
  for (const answer of answers) {
    for (const [query, generic, custom] of answer ? (JSON.parse(answer) as number[][]) : []) {
      counts[query!]!.generic += generic!;
      counts[query!]!.custom += custom!;
    }
  }
  return counts;
}
