/**
 * Reads conditions and sort keys as EXPLAIN writes them, as far as an index could serve them. What it does not understand
 * it leaves out: of an OR, a function call or a subplan it says nothing.
 */

/** One side of a condition. */
export type Operand =
  | { readonly kind: 'column'; readonly qualifier: string | null; readonly column: string }
  /** A literal, a parameter, the result of a subquery that is run once. */
  | { readonly kind: 'value'; readonly text: string }
  | { readonly kind: 'expression'; readonly text: string };

/** `is true` and `is false` are what is left of a boolean column's own condition. */
export interface Condition {
  readonly left: Operand;
  /** `=`, `= ANY`, `<`, `~~`, `@@`, ...; `is true`, `is false`, `is null`, `is not null`. */
  readonly operator: string;
  /** Null of the operators that take none. */
  readonly right: Operand | null;
}

export interface SortColumn {
  readonly qualifier: string | null;
  readonly column: string;
  readonly isDescending: boolean;
  /** Where it is not the order's own: last going up, first going down. */
  readonly nulls: 'first' | 'last' | null;
}

interface Token {
  readonly kind: 'word' | 'quoted' | 'value' | 'operator' | 'mark';
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** A token, or what stands between brackets. */
type Item = Token | { readonly kind: 'group'; readonly items: readonly Item[]; from: number; to: number };

const tokenPattern =
  /(?<value>E?'(?:[^']|'')*'|\$\d+|\d[\d.]*(?:e[+-]?\d+)?)|(?<quoted>"(?:[^"]|"")+")|(?<word>[\p{L}_][\p{L}\p{N}_$]*)|(?<mark>::|[().,[\]:])|(?<operator>[-+*/<>=~!@#%^&|`?]+)/gu;

/** The conditions that must all hold, such as of `((is_public) AND (user_id = $1))`. */
export function readConditions(text: string): Condition[] {
  return conjunctsOf(grouped(tokensOf(text))).flatMap((items) => conditionOf(items, text) ?? []);
}

/** A sort key such as `p.created_at DESC NULLS LAST`; undefined for an expression. */
export function readSortKey(text: string): SortColumn | undefined {
  const match = /^(.*?)(?: (DESC))?(?: NULLS (FIRST|LAST))?$/.exec(text)!;
  const operand = operandOf(grouped(tokensOf(match[1]!)), match[1]!);
  if (operand.kind !== 'column') return undefined;
  const nulls = match[3] === undefined ? null : match[3] === 'FIRST' ? 'first' : 'last';
  return {
    qualifier: operand.qualifier,
    column: operand.column,
    isDescending: match[2] !== undefined,
    nulls,
  };
}

function tokensOf(text: string): Token[] {
  return [...text.matchAll(tokenPattern)].map(({ groups, 0: found, index }) => ({
    kind: (Object.keys(groups!) as Token['kind'][]).find((kind) => groups![kind] !== undefined)!,
    text: found,
    from: index,
    to: index + found.length,
  }));
}

function grouped(tokens: readonly Token[]): Item[] {
  const open: { items: Item[]; from: number }[] = [{ items: [], from: 0 }];
  for (const token of tokens) {
    if (token.text === '(') open.push({ items: [], from: token.from });
    else if (token.text === ')' && open.length > 1) {
      const { items, from } = open.pop()!;
      open.at(-1)!.items.push({ kind: 'group', items, from, to: token.to });
    } else open.at(-1)!.items.push(token);
  }
  return open[0]!.items;
}

function isWord(item: Item | undefined, word: string): boolean {
  return item?.kind === 'word' && item.text === word;
}

function unwrapped(items: readonly Item[]): readonly Item[] {
  const [only, ...others] = items;
  return others.length === 0 && only?.kind === 'group' ? unwrapped(only.items) : items;
}

/** Without those of an OR: no single index serves both of its sides. */
function conjunctsOf(wrapped: readonly Item[]): (readonly Item[])[] {
  const items = unwrapped(wrapped);
  if (items.some((item) => isWord(item, 'OR'))) return [];
  const parts: Item[][] = [[]];
  for (const item of items) {
    if (isWord(item, 'AND')) parts.push([]);
    else parts.at(-1)!.push(item);
  }
  return parts.length === 1 ? [items] : parts.flatMap((part) => conjunctsOf(part));
}

function conditionOf(wrapped: readonly Item[], text: string): Condition | undefined {
  const items = unwrapped(wrapped);
  if (isWord(items[0], 'NOT')) {
    const left = operandOf(items.slice(1), text);
    return left.kind === 'column' ? { left, operator: 'is false', right: null } : undefined;
  }
  const is = items.findIndex((item) => isWord(item, 'IS'));
  if (is > 0) return nullTestOf(items, is, text);
  const at = items.findIndex(({ kind }) => kind === 'operator');
  if (at < 0) {
    const left = operandOf(items, text);
    return left.kind === 'column' ? { left, operator: 'is true', right: null } : undefined;
  }
  return comparisonOf(items, at, text);
}

function nullTestOf(items: readonly Item[], is: number, text: string): Condition | undefined {
  const test = items
    .slice(is)
    .map((item) => (item.kind === 'group' ? '()' : item.text.toLowerCase()))
    .join(' ');
  if (test !== 'is null' && test !== 'is not null') return undefined;
  return { left: operandOf(items.slice(0, is), text), operator: test, right: null };
}

const mirrored: Readonly<Record<string, string>> = { '=': '=', '<': '>', '>': '<', '<=': '>=', '>=': '<=' };

function comparisonOf(items: readonly Item[], at: number, text: string): Condition | undefined {
  const sign = (items[at] as Token).text;
  const isAny = isWord(items[at + 1], 'ANY');
  // An array may hold subqueries and columns: it is taken for a value only as a whole.
  const right = operandOf(items.slice(at + (isAny ? 2 : 1)), text);
  const left = operandOf(items.slice(0, at), text);
  const operator = isAny ? `${sign} ANY` : sign;
  const opposite = mirrored[operator];
  if (left.kind === 'value' && right.kind === 'column') {
    return opposite === undefined ? undefined : { left: right, operator: opposite, right: left };
  }
  return { left, operator, right };
}

function operandOf(wrapped: readonly Item[], text: string): Operand {
  const items = withoutCasts(unwrapped(wrapped));
  const whole = unwrapped(items);
  if (whole !== items) return operandOf(whole, text);
  const column = columnOf(items);
  if (column) return column;
  const from = items[0]?.from ?? 0;
  const shown = text.slice(from, items.at(-1)?.to ?? 0);
  return { kind: isValue(items) ? 'value' : 'expression', text: shown };
}

/** A cast binds closer than anything that could follow it within one operand but another operator. */
function withoutCasts(items: readonly Item[]): readonly Item[] {
  const cast = items.findIndex((item) => item.kind === 'mark' && item.text === '::');
  if (cast < 1) return items;
  const hasOperator = items.slice(cast).some(({ kind }) => kind === 'operator');
  return hasOperator ? items : items.slice(0, cast);
}

function columnOf(items: readonly Item[]): Operand | undefined {
  const names = items.filter((_, index) => index % 2 === 0).map((item) => nameOf(item));
  const dots = items.filter((_, index) => index % 2 === 1);
  if (items.length > 3 || items.length % 2 === 0 || names.includes(undefined)) return undefined;
  if (!dots.every((item) => item.kind === 'mark' && item.text === '.')) return undefined;
  const column = names.at(-1)!;
  return { kind: 'column', qualifier: names.length === 2 ? names[0]! : null, column };
}

const constants = ['true', 'false', 'NULL', 'CURRENT_TIMESTAMP', 'CURRENT_DATE'];

function nameOf(item: Item): string | undefined {
  if (item.kind === 'quoted') return item.text.slice(1, -1).replaceAll('""', '"');
  return item.kind === 'word' && !constants.includes(item.text) ? item.text : undefined;
}

/** `'a'`, `$1`, `true`, and from PostgreSQL 17 on `(InitPlan 1).col1`. */
function isValue(items: readonly Item[]): boolean {
  const [first, ...rest] = items;
  if (!first) return false;
  if (first.kind === 'group') return isWord(first.items[0], 'InitPlan');
  if (rest.length > 0) return false;
  return first.kind === 'value' || (first.kind === 'word' && constants.includes(first.text));
}
