import { countOf } from './row-limit.ts';
import { clauseEnd, isKeyword, type NestedToken, nestedTokens, rowClauses } from './sql-clauses.ts';

/** A key of ORDER BY that is a column of the answer. */
export interface OrderKey {
  /** Its place, from 0, where the select list tells it; otherwise the column's name. */
  readonly column: number | string;
  readonly direction: 'asc' | 'desc';
}

/** What a statement says about the order and the number of its rows. */
export interface StatementOrder {
  /**
   * The keys of the top-level ORDER BY, up to the first that is no column of the answer: rows are sorted by these,
   * whatever the keys after them are. Empty without ORDER BY.
   */
  readonly keys: readonly OrderKey[];
  /** Whether `keys` are all of ORDER BY. */
  readonly isWhole: boolean;
  /** The most rows that it returns; null for any number; `unknown` for a parameter or an expression. */
  readonly limit: number | null | 'unknown';
  /** Whether it, or a subquery with a limit, leaves out first rows: OFFSET other than 0. */
  readonly skips: boolean;
  /** Whether a subquery keeps only some of its rows (LIMIT 2 and more): tied ones are chosen there. */
  readonly isCutWithin: boolean;
}

interface SelectItem {
  /** Null for what the server names: an expression. */
  readonly name: string | null;
  /** {@link spelling} without the alias. */
  readonly expression: string;
}

/**
 * Reads the order of a statement's rows off its text. A key is a column of the answer when it is a position, the name
 * of a column, or an expression that the select list has too: `f.created_at` for `f.created_at AS followed_since`.
 */
export function statementOrder(sql: string): StatementOrder {
  const tokens = nestedTokens(sql);
  const main = mainStart(tokens);
  const items = selectItems(tokens, main);
  const isQuery = isKeyword(tokens, main, 'select', 'values', 'table') || tokens[main]?.text === '(';
  // What INSERT ... SELECT ... ORDER BY returns has no order that anybody promises.
  const written = isQuery ? orderItems(tokens, main) : [];
  const keys: OrderKey[] = [];
  for (const item of written) {
    const column = columnOf(item.tokens, items);
    if (column === undefined) break;
    keys.push({ column, direction: item.direction });
  }
  return { keys, isWhole: keys.length === written.length, ...cuts(tokens) };
}

/**
 * The places of the keys in an answer with these columns, up to the first that cannot be told: a name that no column
 * has, or several.
 */
export function keyColumns({ keys }: Pick<StatementOrder, 'keys'>, columns: readonly string[]): number[] {
  const places: number[] = [];
  for (const { column } of keys) {
    const place = typeof column === 'number' ? column : columns.indexOf(column);
    const isDoubtful = typeof column === 'string' && columns.lastIndexOf(column) !== place;
    if (place < 0 || place >= columns.length || isDoubtful) break;
    places.push(place);
  }
  return places;
}

function cuts(tokens: readonly NestedToken[]): Pick<StatementOrder, 'limit' | 'skips' | 'isCutWithin'> {
  const clauses = rowClauses(tokens);
  const counts = clauses.map((clause) => ({ ...clause, count: countOf(tokens, clause) }));
  const limits = counts.filter(({ kind, withTies }) => kind !== 'offset' && !withTies);
  const isCut = (scope: number) =>
    limits.some((limit) => limit.scope === scope && limit.count !== null && limit.count !== 1);
  return {
    limit: limits.find(({ scope }) => scope < 0)?.count ?? null,
    skips: counts.some(
      ({ kind, scope, count }) =>
        kind === 'offset' && count !== null && count !== 0 && (scope < 0 || isCut(scope)),
    ),
    isCutWithin: limits.some(({ scope }) => scope >= 0 && isCut(scope)),
  };
}

/** Where the statement begins behind its WITH. */
function mainStart(tokens: readonly NestedToken[]): number {
  if (!isKeyword(tokens, 0, 'with')) return 0;
  const start = tokens.findIndex(
    ({ depth }, index) =>
      depth === 0 &&
      index > 1 &&
      tokens[index - 1]!.text === ')' &&
      (isKeyword(tokens, index, 'select', 'values', 'table') || tokens[index]!.text === '('),
  );
  return start < 0 ? tokens.length : start;
}

/** What is between SELECT and FROM. Undefined where places cannot be counted: `*`, VALUES, a query in brackets. */
function selectItems(tokens: readonly NestedToken[], main: number): SelectItem[] | undefined {
  if (!isKeyword(tokens, main, 'select')) return undefined;
  let start = main + 1;
  if (isKeyword(tokens, start, 'all', 'distinct')) start++;
  if (isKeyword(tokens, start, 'on')) {
    const close = tokens.findIndex(({ depth, text }, index) => index > start && depth === 0 && text === ')');
    start = close + 1;
  }
  const enders = ['from', 'where', 'group', 'having', 'window', 'order', ...setOperations, ...tails];
  const found = tokens.findIndex(
    ({ depth }, index) => index >= start && depth === 0 && isKeyword(tokens, index, ...enders),
  );
  const items = splitAtCommas(tokens.slice(start, found < 0 ? undefined : found)).map(selectItem);
  return items.some(({ expression }) => expression.endsWith('*')) ? undefined : items;
}

const setOperations = ['union', 'intersect', 'except'];
const tails = ['limit', 'offset', 'fetch', 'for'];

function selectItem(tokens: readonly NestedToken[]): SelectItem {
  const last = tokens.at(-1)!;
  if (isName(last)) {
    const before = tokens.at(-2);
    const hasAs = before?.kind === 'word' && before.text.toLowerCase() === 'as';
    if (hasAs) return { name: nameOf(last), expression: spelling(tokens.slice(0, -2)) };
    // `a b`: a name right behind something that is whole.
    const isAlias =
      before !== undefined &&
      last.depth === 0 &&
      (isName(before) || before.text === ')' || isLiteral(before));
    if (isAlias && !isWordThatGoesOn(tokens)) {
      return { name: nameOf(last), expression: spelling(tokens.slice(0, -1)) };
    }
  }
  return { name: isColumn(tokens) ? nameOf(last) : null, expression: spelling(tokens) };
}

/** `x IS NULL`, `CASE ... END`, `TIMESTAMP '...'`: the last word is no alias. */
function isWordThatGoesOn(tokens: readonly NestedToken[]): boolean {
  return isKeyword(tokens, tokens.length - 1, 'null', 'true', 'false', 'unknown', 'end', 'distinct');
}

interface OrderItem {
  readonly tokens: readonly NestedToken[];
  readonly direction: 'asc' | 'desc';
}

function orderItems(tokens: readonly NestedToken[], main: number): OrderItem[] {
  const start = tokens.findLastIndex(
    ({ depth }, index) =>
      index >= main && depth === 0 && isKeyword(tokens, index, 'order') && isKeyword(tokens, index + 1, 'by'),
  );
  if (start < 0) return [];
  const end = clauseEnd(tokens, start + 2, -1);
  return splitAtCommas(tokens.slice(start + 2, end)).map((item) => {
    let length = item.length;
    if (isKeyword(item, length - 1, 'first', 'last') && isKeyword(item, length - 2, 'nulls')) length -= 2;
    const isDescending = isKeyword(item, length - 1, 'desc');
    if (isDescending || isKeyword(item, length - 1, 'asc')) length--;
    return { tokens: item.slice(0, length), direction: isDescending ? 'desc' : 'asc' };
  });
}

/**
 * As PostgreSQL has it (https://www.postgresql.org/docs/current/queries-order.html): a number is a position, a name by
 * itself first a name of the answer, then a column of the tables; anything else is made of columns of the tables.
 */
function columnOf(
  key: readonly NestedToken[],
  items: readonly SelectItem[] | undefined,
): number | string | undefined {
  const [first] = key;
  if (!first) return undefined;
  if (key.length === 1 && first.kind === 'number') {
    const position = Number(first.text);
    return Number.isInteger(position) && position > 0 ? position - 1 : undefined;
  }
  const isBare = key.length === 1 && isName(first);
  if (!items) return isBare ? nameOf(first) : undefined;
  if (isBare) {
    const named = items.findIndex(({ name }) => name === nameOf(first));
    if (named >= 0) return named;
  }
  const same = items.findIndex(({ expression }) => expression === spelling(key));
  if (same >= 0) return same;
  if (!isColumn(key)) return undefined;
  // The same column, once with its table and once without.
  const last = spelling(key.slice(-1));
  const found = items.flatMap(({ expression }, index) =>
    (isBare ? expression.split(' . ').at(-1) === last && isColumnText(expression) : expression === last)
      ? [index]
      : [],
  );
  if (found.length === 1) return found[0];
  // It may be a name that the server gives: `count` for count(*).
  return isBare && items.some(({ name }) => name === null) ? nameOf(first) : undefined;
}

function splitAtCommas(tokens: readonly NestedToken[]): NestedToken[][] {
  const parts: NestedToken[][] = [[]];
  for (const token of tokens) {
    if (token.depth === 0 && token.text === ',') parts.push([]);
    else parts.at(-1)!.push(token);
  }
  return parts.filter((part) => part.length > 0);
}

function isName({ kind }: NestedToken): boolean {
  return kind === 'word' || kind === 'quoted identifier';
}

function isLiteral({ kind }: NestedToken): boolean {
  return kind === 'string' || kind === 'number' || kind === 'position' || kind === 'dollar-quoted string';
}

/** `a`, `t.a`, `s.t.a`. */
function isColumn(tokens: readonly NestedToken[]): boolean {
  return (
    tokens.length % 2 === 1 &&
    tokens.every((token, index) => (index % 2 === 0 ? isName(token) : token.text === '.'))
  );
}

function isColumnText(expression: string): boolean {
  return isColumn(nestedTokens(expression));
}

function nameOf({ kind, text }: NestedToken): string {
  return kind === 'quoted identifier' ? text.slice(1, -1).replaceAll('""', '"') : text.toLowerCase();
}

/** The same text for expressions that differ in spaces, comments and letter case of names only. */
function spelling(tokens: readonly NestedToken[]): string {
  return tokens
    .map((token) => {
      if (!isName(token)) return token.text;
      const name = nameOf(token);
      return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
    })
    .join(' ');
}
