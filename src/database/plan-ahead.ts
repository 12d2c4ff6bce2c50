import { escapeLiteral } from 'pg';
import type { Statement } from '../core/operation.ts';
import { preparedName } from './query-steps.ts';
import type { WireSession } from './wire-session.ts';

/** CHOOSE_CUSTOM_PLAN_TRIES of plancache.c, and one more, for which the server chooses. */
const plans = 6;

/**
 * Has the server plan the statements of a query as often as it takes until it has chosen between custom and generic
 * plans, without running them: a connection is then where one that is kept open gets to, however slow the query is. `draw`
 * gives the values of an operation. What the server refuses is not told here: the operations will.
 */
export async function planAhead(
  session: WireSession,
  query: number,
  statements: readonly Statement[],
  draw: () => readonly (string | null)[],
): Promise<void> {
  for (let plan = 0; plan < plans; plan++) {
    const values = draw();
    for (const [index, { parameters }] of statements.entries()) {
      const literals = parameters.map((at) => {
        const value = values[at] ?? null;
        // An untyped literal is read as the parameter's text is.
        return value === null ? 'NULL' : escapeLiteral(value);
      });
      const given = literals.length > 0 ? `(${literals.join(', ')})` : '';
      await session.ask(`EXPLAIN (FORMAT JSON) EXECUTE ${preparedName(query, index)}${given}`);
    }
  }
}
