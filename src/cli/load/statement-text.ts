import type { SlowOperation } from '../../engine/slowest.ts';
import type { Query } from '../../scenario/query.ts';
import { sqlTokens } from '../../scenario/sql-tokens.ts';

/** The query with these parameters in place, to be pasted into psql. */
export function statementText({ statements }: Query, { values }: Pick<SlowOperation, 'values'>): string {
  const texts = statements.map(({ sql, parameters }) =>
    sqlTokens(sql)
      .map(({ kind, text }) =>
        kind === 'position' ? literal(values[parameters[Number(text.slice(1)) - 1]!]!) : text,
      )
      .join(''),
  );
  const lines = texts.map((text) => `${text};`);
  return (lines.length > 1 ? ['BEGIN;', ...lines, 'COMMIT;'] : lines).join('\n');
}

function literal(value: string | null): string {
  if (value === null) return 'NULL';
  const quoted = `'${value.replaceAll("'", "''")}'`;
  return value.includes('\\') ? ` E${quoted.replaceAll('\\', '\\\\')}` : quoted;
}
