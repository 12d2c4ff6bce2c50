import type { Statement } from '../core/operation.ts';
import { suggestion } from '../core/suggestion.ts';
import { requireCommand } from './commands.ts';
import type { DeclaredParameter, QueryHeader } from './query-header.ts';
import type { SourceText } from './source-text.ts';
import type { SqlToken } from './sql-tokens.ts';
import { howToDeclare, requireSql } from './token-check.ts';

/**
 * The statements of a query file's SQL, each with `$n` for the parameters that it uses. Throws a usage error with the
 * place for SQL that is none, and for parameters that are undeclared or never used.
 */
export function parseStatements(
  body: readonly SqlToken[],
  { parameters, writes }: QueryHeader,
  source: SourceText,
): Statement[] {
  requireSql(body, source);
  const parts = splitStatements(body);
  if (parts.length === 0) {
    throw source.error(source.text.length, 'there is no SQL below the comments', 'add one SQL statement');
  }
  const names = parameters.map(({ name }) => name);
  const statements = parts.map((part) => numberParameters(part, names, source));
  refuseUnused(statements, parameters, source);
  for (const part of parts) requireCommand(part, writes, source);
  return statements;
}

/**
 * At semicolons. A statement reaches from its first token to its last, without comments after it and without `--`
 * lines before it; a leading block comment stays (a planner hint may live there).
 */
function splitStatements(body: readonly SqlToken[]): SqlToken[][] {
  const parts: SqlToken[][] = [[]];
  for (const token of body) {
    if (token.text === ';') parts.push([]);
    else parts.at(-1)!.push(token);
  }
  return parts.map(trim).filter((part) => part.length > 0);
}

function trim(tokens: readonly SqlToken[]): SqlToken[] {
  const last = tokens.findLastIndex(({ kind }) => kind !== 'block comment' && !isGap(kind));
  if (last < 0) return [];
  const first = tokens.findIndex(({ kind }) => !isGap(kind));
  return tokens.slice(first, last + 1);
}

function isGap(kind: SqlToken['kind']): boolean {
  return kind === 'space' || kind === 'line comment';
}

/** Joins a statement with `$n` for each `:name`: those that it uses, in order of declaration, without gaps. */
function numberParameters(
  statement: readonly SqlToken[],
  names: readonly string[],
  source: SourceText,
): Statement {
  const used = statement.map(({ kind, text, offset }) => {
    if (kind !== 'parameter') return -1;
    const name = text.slice(1);
    const index = names.indexOf(name);
    if (index < 0) {
      const next = names.length > 0 ? `${suggestion(name, names)}; ${howToDeclare}` : howToDeclare;
      throw source.error(offset, `the parameter ":${name}" is not declared`, next);
    }
    return index;
  });
  const parameters = [...new Set(used)].filter((index) => index >= 0).sort((a, b) => a - b);
  const sql = statement.map(({ text }, i) => (used[i]! < 0 ? text : `$${parameters.indexOf(used[i]!) + 1}`));
  return { sql: sql.join(''), parameters };
}

function refuseUnused(
  statements: readonly Statement[],
  parameters: readonly DeclaredParameter[],
  source: SourceText,
): void {
  const used = new Set(statements.flatMap((statement) => statement.parameters));
  const unused = parameters.find((_, index) => !used.has(index));
  if (!unused) return;
  throw source.error(
    unused.offset,
    `the parameter "${unused.name}" is declared and never used`,
    `write :${unused.name} in the SQL, with a space before it and outside quotes, or remove the line`,
  );
}
