import { type SqlToken, sqlTokens } from './sql-tokens.ts';

/** What a statement writes, and what the number in its command tag (`INSERT 0 3`, `DELETE 1`) counts. */
export interface WrittenTable {
  /** As the catalogue has it: without its schema and quotes, lower case where it was not quoted. */
  table: string;
  /** `mixed` where the tag does not tell inserted rows from updated ones: ON CONFLICT DO UPDATE, MERGE. */
  kind: 'insert' | 'update' | 'delete' | 'mixed';
}

/**
 * The table that a statement writes; undefined when it writes none, or when only parts of its WITH do, whose rows no
 * command tag counts: see {@link hiddenWrites}. Writes of functions, triggers and rules are not seen, nor the rows
 * that ON DELETE CASCADE takes along: the packaged scenarios delete only rows that nothing refers to.
 */
export function writtenTable(sql: string): WrittenTable | undefined {
  const tokens = significant(sql);
  return writtenAt(tokens, mainStatement(tokens));
}

/** The tables that parts of a statement's WITH write. The command tag does not say how many rows. */
export function hiddenWrites(sql: string): WrittenTable[] {
  const tokens = significant(sql);
  const main = mainStatement(tokens);
  const starts = tokens.flatMap((token, index) =>
    token.text === '(' && isWord(tokens[index - 1], 'as', 'materialized') && index < main ? [index + 1] : [],
  );
  return starts.flatMap((start) => writtenAt(tokens, nestedStatement(tokens, start)) ?? []);
}

function significant(sql: string): SqlToken[] {
  return sqlTokens(sql).filter(
    ({ kind }) => kind !== 'space' && kind !== 'line comment' && kind !== 'block comment',
  );
}

function isWord(token: SqlToken | undefined, ...words: string[]): boolean {
  return token?.kind === 'word' && words.includes(token.text.toLowerCase());
}

/** Where the statement begins that gives the command tag: behind WITH and its parts. */
function mainStatement(tokens: readonly SqlToken[]): number {
  return nestedStatement(tokens, 0);
}

function nestedStatement(tokens: readonly SqlToken[], start: number): number {
  if (!isWord(tokens[start], 'with')) return start;
  // The parts are in brackets; outside of any, the first verb that is not where a part's name is, is the statement's.
  let depth = 0;
  for (let index = start + 1; index < tokens.length; index++) {
    const { text } = tokens[index]!;
    if (text === '(') depth++;
    if (text === ')' && --depth < 0) return tokens.length;
    const isVerb = isWord(tokens[index], 'insert', 'update', 'delete', 'merge', 'select', 'values', 'table');
    const before = tokens[index - 1]!;
    if (depth === 0 && isVerb && before.text !== ',' && !isWord(before, 'with', 'recursive')) return index;
  }
  return tokens.length;
}

function writtenAt(tokens: readonly SqlToken[], start: number): WrittenTable | undefined {
  const verb = tokens[start];
  if (isWord(verb, 'insert') && isWord(tokens[start + 1], 'into')) {
    const kind = updatesOnConflict(tokens, start) ? 'mixed' : 'insert';
    return { table: tableAt(tokens, start + 2), kind };
  }
  if (isWord(verb, 'update')) return { table: tableAt(tokens, start + 1), kind: 'update' };
  if (isWord(verb, 'delete') && isWord(tokens[start + 1], 'from')) {
    return { table: tableAt(tokens, start + 2), kind: 'delete' };
  }
  if (isWord(verb, 'merge') && isWord(tokens[start + 1], 'into')) {
    return { table: tableAt(tokens, start + 2), kind: 'mixed' };
  }
  return undefined;
}

/** Outside of brackets: a part in brackets has a tag of its own, which nobody sees. */
function updatesOnConflict(tokens: readonly SqlToken[], start: number): boolean {
  let depth = 0;
  for (let index = start; index < tokens.length && depth >= 0; index++) {
    const { text } = tokens[index]!;
    if (text === '(') depth++;
    if (text === ')') depth--;
    if (depth === 0 && isWord(tokens[index], 'do') && isWord(tokens[index + 1], 'update')) return true;
  }
  return false;
}

/** The last part of a name such as `ONLY public."Posts"`. */
function tableAt(tokens: readonly SqlToken[], start: number): string {
  let index = isWord(tokens[start], 'only') ? start + 1 : start;
  while (tokens[index + 1]?.text === '.') index += 2;
  const name = tokens[index];
  if (name?.kind === 'quoted identifier') return name.text.slice(1, -1).replaceAll('""', '"');
  return name?.text.toLowerCase() ?? '';
}
