import { type SqlToken, sqlTokens } from './sql-tokens.ts';

/** A token that means something, with how deep in brackets it is. */
export interface NestedToken extends SqlToken {
  /** 0 outside of any brackets. A bracket itself counts to what is outside of it. */
  readonly depth: number;
  /** Index of the bracket that it is in, -1 for none: tokens of one subquery have it in common. */
  readonly scope: number;
}

/** A clause that says how many rows of a query, or from which on, are wanted. */
export interface RowClause {
  readonly kind: 'limit' | 'fetch' | 'offset';
  readonly scope: number;
  /** The expression, as indexes of tokens: from, and before. Empty for FETCH FIRST ROW. */
  readonly start: number;
  readonly end: number;
  /** FETCH ... WITH TIES, which cuts nothing that is tied. */
  readonly withTies: boolean;
}

/** Tokens without space and comments. */
export function nestedTokens(sql: string): NestedToken[] {
  const open: number[] = [];
  const tokens = sqlTokens(sql).filter(
    ({ kind }) => kind !== 'space' && kind !== 'line comment' && kind !== 'block comment',
  );
  return tokens.map((token, index) => {
    const isMark = token.kind === 'symbol';
    if (isMark && (token.text === ')' || token.text === ']')) open.pop();
    const nested = { ...token, depth: open.length, scope: open.at(-1) ?? -1 };
    if (isMark && (token.text === '(' || token.text === '[')) open.push(index);
    return nested;
  });
}

/** Whether a token is one of these keywords, and no name: `t.limit`, `x AS "order"`, `x AS offset`. */
export function isKeyword(tokens: readonly SqlToken[], index: number, ...words: string[]): boolean {
  const token = tokens[index];
  if (token?.kind !== 'word' || !words.includes(token.text.toLowerCase())) return false;
  const before = tokens[index - 1];
  return before?.text !== '.' && !(before?.kind === 'word' && before.text.toLowerCase() === 'as');
}

/** Words that end an ORDER BY, LIMIT, OFFSET or FETCH of the same subquery. */
const endings = ['limit', 'offset', 'fetch', 'for', 'union', 'intersect', 'except'];

/** Where the clause ends that begins there: before the next clause of its subquery, or the bracket's end. */
export function clauseEnd(tokens: readonly NestedToken[], start: number, scope: number): number {
  for (let index = start; index < tokens.length; index++) {
    const token = tokens[index]!;
    if (token.scope === scope ? isKeyword(tokens, index, ...endings) : isClosing(tokens, token, scope)) {
      return index;
    }
  }
  return tokens.length;
}

/** Whether a token outside of a subquery follows it: those in brackets within it have a later scope. */
function isClosing(tokens: readonly NestedToken[], token: NestedToken, scope: number): boolean {
  return scope >= 0 && token.depth <= tokens[scope]!.depth;
}

/** All LIMIT, FETCH and OFFSET of a statement, at any depth, in order. */
export function rowClauses(tokens: readonly NestedToken[]): RowClause[] {
  return tokens.flatMap((token, index) => {
    if (!isKeyword(tokens, index, 'limit', 'offset', 'fetch')) return [];
    const { scope } = token;
    const kind = token.text.toLowerCase() as RowClause['kind'];
    const start = kind === 'fetch' ? index + 2 : index + 1;
    let end = clauseEnd(tokens, start, scope);
    let withTies = false;
    if (kind === 'fetch') {
      if (!isKeyword(tokens, index + 1, 'first', 'next')) return [];
      const rows = tokens.findIndex((_, i) => i >= start && i < end && isKeyword(tokens, i, 'row', 'rows'));
      if (rows < 0) return [];
      withTies = isKeyword(tokens, rows + 1, 'with');
      end = rows;
    }
    if (kind === 'offset' && isKeyword(tokens, end - 1, 'row', 'rows')) end--;
    return [{ kind, scope, start, end, withTies }];
  });
}
