import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Query } from '../../scenario/query.ts';
import { sqlTokens } from '../../scenario/sql-tokens.ts';

/** MAX_SCRIPTS of pgbench.c. */
export const mostScripts = 128;

/**
 * Arguments that have pgbench run a query of one parameter with each of the values equally often: it knows numbers
 * only, so a text cannot be drawn in a script, and there is a script for each value, which is a variable of its own
 * and with `-M prepared` a parameter of the statement. Writes the scripts into the folder.
 */
export function writeScripts(folder: string, query: Query, values: readonly string[]): string[] {
  const [statement, ...others] = query.statements;
  if (others.length > 0 || query.parameters.length !== 1)
    throw new Error(`${query.file} is not one statement with one parameter`);
  if (values.length > mostScripts) throw new Error(`pgbench takes no more than ${mostScripts} scripts`);
  return values.flatMap((value, index) => {
    const file = join(folder, `${query.scenario}-${index}.sql`);
    writeFileSync(file, `${withVariable(statement!.sql, `:p${index}`)};\n`);
    return ['-D', `p${index}=${value}`, '-f', file];
  });
}

function withVariable(sql: string, variable: string): string {
  return sqlTokens(sql)
    .map(({ kind, text }) => (kind === 'position' ? variable : text))
    .join('');
}
