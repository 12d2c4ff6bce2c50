import type { Query } from './query.ts';
import { isDirective, parseHeader } from './query-header.ts';
import { SourceText } from './source-text.ts';
import { type SqlToken, sqlTokens } from './sql-tokens.ts';
import { parseStatements } from './statements.ts';

/**
 * Parses one query file: a header of `--` comments, then SQL.
 *
 * ```sql
 * -- The home feed: the 20 newest public posts of the people a user follows.
 * -- @param username reader.username
 * SELECT ... WHERE username = :username ...
 * ```
 *
 * - The *header* is every `--` line above the SQL. Its first lines, up to an empty comment line or a directive, are
 *   the summary; a line that begins with `@` is a directive; all other lines are notes for the reader.
 * - `@param <name> <source>` declares a parameter, drawn anew for each execution; {@link parseValueSource} has the
 *   sources. Directives below the header, and unknown ones, are refused.
 * - `@writes` declares that the file writes. Without it each statement begins with a command that reads.
 * - `@once` declares that it uses up what it works on, and so writes: it is run once on each fresh copy of the data.
 * - `@needs <variant> [<variant>...]` declares that the schema as specified lacks what the SQL is about, and that any
 *   one of these variants (`schema/variants/`) brings it: a counter column, a timeline table. At most once.
 * - `:name` stands for a declared parameter, any number of times. It does so nowhere within literals, quoted
 *   identifiers, comments and dollar-quoted bodies, nor where the colon touches a word, a literal or a closing bracket
 *   on its left (`a[1:n]`, `json_object('k':v)`), nor in `x::type` and `a := b`.
 * - *Statements* end with a semicolon, the last may do without. Several are one transaction.
 *
 * Throws a usage error that begins with `file:line:` for a text that is empty, has no statement, holds a NUL, `$1`, a
 * psql command, or a command that is not for it, or leaves a quote or comment open; for a parameter that is
 * undeclared, declared twice, never used, or of a source that makes no sense; and for names that no variant could have.
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
  const body = start < 0 ? [] : tokens.slice(start);
  refuseLateDirective(source, body);
  return {
    scenario,
    name,
    file,
    summary: header.summary,
    source: text,
    statements: parseStatements(body, header, source),
    parameters: header.parameters.map(({ name, source }) => ({ name, source })),
    writes: header.writes,
    once: header.once,
    needs: header.needs,
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

function refuseLateDirective(source: SourceText, body: readonly SqlToken[]): void {
  const late = body.find(({ kind, text }) => kind === 'line comment' && isDirective(text));
  if (late) {
    throw source.error(late.offset, `a directive below the header: ${late.text}`, 'move it above the SQL');
  }
}
