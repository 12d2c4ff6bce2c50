import { type NestedToken, nestedTokens, type RowClause, rowClauses } from './sql-clauses.ts';

/** What a LIMIT, FETCH or OFFSET says: null for LIMIT ALL, `unknown` for what only the server can tell. */
export function countOf(
  tokens: readonly NestedToken[],
  { kind, start, end }: RowClause,
): number | null | 'unknown' {
  // FETCH FIRST ROW ONLY
  if (start === end) return kind === 'fetch' ? 1 : 'unknown';
  const { kind: tokenKind, text } = tokens[start]!;
  if (end - start > 1) return 'unknown';
  if (tokenKind === 'number' && /^\d+$/.test(text)) return Number(text);
  if (tokenKind === 'word' && ['all', 'null'].includes(text.toLowerCase())) return null;
  return 'unknown';
}

/**
 * The same statement with every limit raised to so many rows, of the statement itself and of its subqueries, and
 * without what OFFSET leaves out beside it. Undefined where nothing limits the rows.
 *
 * LIMIT 1 of a subquery stays: it takes the one row that a value is made of. So does OFFSET without a limit, a fence
 * for the planner. A parameter stays in the text, so that the statement's parameters are the same: NULL is no limit.
 */
export function withLimit(sql: string, rows: number): string | undefined {
  const tokens = nestedTokens(sql);
  const clauses = rowClauses(tokens);
  const raised = clauses.filter((clause) => {
    if (clause.kind === 'offset' || clause.withTies) return false;
    const count = countOf(tokens, clause);
    return count !== null && !(clause.scope >= 0 && count === 1);
  });
  if (raised.length === 0) return undefined;
  const offsets = clauses.filter(
    ({ kind, scope }) => kind === 'offset' && raised.some((limit) => limit.scope === scope),
  );
  const edits = [
    ...raised.map((clause) => ({
      ...place(tokens, clause, sql),
      text: limitText(tokens, clause, sql, rows),
    })),
    ...offsets.map((clause) => ({ ...place(tokens, clause, sql), text: noOffset(tokens, clause, sql) })),
  ];
  let text = sql;
  for (const { from, to, text: replacement } of edits.sort((a, b) => b.from - a.from)) {
    text = `${text.slice(0, from)} ${replacement} ${text.slice(to)}`;
  }
  return text;
}

/** From right behind the keyword to the end of the expression. */
function place(tokens: readonly NestedToken[], { start, end }: RowClause, sql: string) {
  const before = tokens[start - 1]!;
  const last = tokens[end - 1] ?? before;
  const from = before.offset + before.text.length;
  return { from, to: Math.min(sql.length, Math.max(from, last.offset + last.text.length)) };
}

function limitText(tokens: readonly NestedToken[], clause: RowClause, sql: string, rows: number): string {
  if (typeof countOf(tokens, clause) === 'number') return String(rows);
  return `(CASE WHEN ${bigint(tokens, clause, sql)} IS NULL THEN NULL ELSE ${rows} END)`;
}

function noOffset(tokens: readonly NestedToken[], clause: RowClause, sql: string): string {
  if (typeof countOf(tokens, clause) === 'number') return '0';
  return `(${bigint(tokens, clause, sql)} * 0)`;
}

/** LIMIT and OFFSET take numbers of this type, and a parameter in their place is one. */
function bigint(tokens: readonly NestedToken[], clause: RowClause, sql: string): string {
  const { from, to } = place(tokens, clause, sql);
  return `(${sql.slice(from, to).trim()})::bigint`;
}
