import { suggestion } from '../core/suggestion.ts';
import type { Query } from './query.ts';
import { type DeclaredParameter, isDirective, parseHeader } from './query-header.ts';
import { SourceText } from './source-text.ts';
import { type SqlToken, sqlTokens } from './sql-tokens.ts';

const howToDeclare = 'declare it above the SQL: -- @param <name> <domain>, and write :<name>';

/**
 * Parses one query file: a header of `--` comments, then one SQL statement.
 *
 * ```sql
 * -- The home feed: the 20 newest public posts of the people a user follows.
 * -- @param username reader.username
 * SELECT ... WHERE username = :username ...
 * ```
 *
 * - The *header* is every `--` line above the SQL. Its first lines, up to an empty comment line or a directive, are
 *   the summary; a line that begins with `@` is a directive; all other lines are notes for the reader.
 * - `@param <name> <domain>` declares a parameter: domain names are those of `domainStrata`. It is drawn anew for
 *   each execution. Directives below the header, and unknown ones, are refused.
 * - `:name` stands for a declared parameter, any number of times, and becomes `$n` in order of declaration. It does
 *   so nowhere within literals, quoted identifiers, comments and dollar-quoted bodies, nor where the colon touches a
 *   word, a literal or a closing bracket on its left (`a[1:n]`, `json_object('k':v)`), nor in `x::type` and `a := b`.
 * - The *statement* is everything from the first other token to the last, without a final semicolon or comment. A
 *   leading block comment stays (a planner hint may live there).
 *
 * Throws a usage error that begins with `file:line:` for a text that is empty, has no statement or several, holds a
 * NUL, `$1`, or a psql command, or leaves a quote or comment open; and for a parameter that is undeclared, declared
 * twice, never used, or of an unknown domain.
 */
export function parseQuery(
  text: string,
  { scenario, name, file }: Pick<Query, 'scenario' | 'name' | 'file'>,
): Query {
  const source = new SourceText(file, text);
  refuseNoText(source);
  const tokens = sqlTokens(text);
  const start = tokens.findIndex(({ kind }) => kind !== 'space' && kind !== 'line comment');
  const header = parseHeader(start < 0 ? tokens : tokens.slice(0, start), source);
  const rest = start < 0 ? [] : tokens.slice(start);
  refuseLateDirective(source, rest);
  const statement = trimEnd(rest);
  refuseBadStatement(source, statement);
  return {
    scenario,
    name,
    file,
    summary: header.summary,
    source: text,
    sql: numberParameters(source, statement, header.parameters),
    parameters: header.parameters.map(({ name, domain }) => ({ name, domain })),
  };
}

function refuseNoText(source: SourceText): void {
  const nul = source.text.indexOf('\0');
  if (nul >= 0) {
    throw source.error(nul, 'the text holds a NUL character', 'save it as UTF-8 text, not UTF-16 or binary');
  }
  if (source.text.trim() === '')
    throw source.error(0, 'the file is empty', 'write one SQL statement into it');
}

function refuseLateDirective(source: SourceText, rest: readonly SqlToken[]): void {
  const late = rest.find(({ kind, text }) => kind === 'line comment' && isDirective(text));
  if (late) {
    throw source.error(late.offset, `a directive below the header: ${late.text}`, 'move it above the SQL');
  }
}

function refuseBadStatement(source: SourceText, statement: readonly SqlToken[]): void {
  if (statement.length === 0) {
    throw source.error(source.text.length, 'there is no SQL below the comments', 'add one SQL statement');
  }
  for (const [index, { kind, text, offset, unterminated }] of statement.entries()) {
    if (unterminated) {
      throw source.error(
        offset,
        `this ${kind} never ends: ${text.slice(0, 20).split(/[\r\n]/)[0]}`,
        'close it',
      );
    }
    if (kind === 'position') {
      throw source.error(offset, `parameters have names here, not numbers (${text})`, howToDeclare);
    }
    if (text === '\\') {
      const command = source.text.slice(offset, offset + 20).split(/[\s;]/)[0];
      throw source.error(offset, `commands of psql and pgbench (${command}) are not SQL`, 'remove the line');
    }
    if (text === ';') {
      const second = statement.slice(index + 1).find((token) => !isTrivia(token)) ?? statement[index]!;
      throw source.error(
        second.offset,
        'a second statement begins here; a query is one',
        'put each statement into a file of its own, or join them with WITH',
      );
    }
  }
}

/** Joins the statement with `$n` for each `:name`. */
function numberParameters(
  source: SourceText,
  body: readonly SqlToken[],
  parameters: readonly DeclaredParameter[],
): string {
  const names = parameters.map(({ name }) => name);
  const used = new Set<string>();
  const sql = body.map(({ kind, text, offset }) => {
    if (kind !== 'parameter') return text;
    const name = text.slice(1);
    const index = names.indexOf(name);
    if (index < 0) {
      const next = names.length > 0 ? `${suggestion(name, names)}; ${howToDeclare}` : howToDeclare;
      throw source.error(offset, `the parameter ":${name}" is not declared`, next);
    }
    used.add(name);
    return `$${index + 1}`;
  });
  const unused = parameters.find(({ name }) => !used.has(name));
  if (unused) {
    throw source.error(
      unused.offset,
      `the parameter "${unused.name}" is declared and never used`,
      `write :${unused.name} in the SQL, with a space before it and outside quotes, or remove the line`,
    );
  }
  return sql.join('');
}

function trimEnd(tokens: readonly SqlToken[]): SqlToken[] {
  const last = tokens.findLastIndex((token) => !isTrivia(token) && token.text !== ';');
  return tokens.slice(0, last + 1);
}

function isTrivia({ kind, unterminated }: SqlToken): boolean {
  return !unterminated && (kind === 'space' || kind === 'line comment' || kind === 'block comment');
}
