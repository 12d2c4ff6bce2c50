import { requireCommand } from './commands.ts';
import type { SourceText } from './source-text.ts';
import { type SqlToken, sqlTokens } from './sql-tokens.ts';
import { requireSql } from './token-check.ts';

const form = 'write from (select id from orders limit 1000): one query that reads, on one line, in brackets';

/**
 * The query of `from (<select>)`, without its brackets. `text` is what stands after `from`, to the end of the line,
 * and begins at `offset` of the source.
 */
export function parseListQuery(text: string, offset: number, source: SourceText): string {
  const tokens = sqlTokens(text).map((token) => ({ ...token, offset: token.offset + offset }));
  const query = withoutBrackets(tokens, offset, source);
  requireSql(query, source);
  for (const token of query) {
    if (token.kind === 'parameter') {
      throw source.error(token.offset, `the query of a list has no parameters (${token.text})`, form);
    }
    if (token.text === ';') throw source.error(token.offset, 'the query of a list is one statement', form);
  }
  requireCommand(query, false, source);
  return joined(query);
}

function withoutBrackets(
  tokens: readonly SqlToken[],
  offset: number,
  source: SourceText,
): readonly SqlToken[] {
  const [open] = tokens;
  let depth = 0;
  const close = tokens.findIndex(({ text }) => {
    if (text === '(') depth++;
    if (text === ')') depth--;
    return depth === 0;
  });
  if (open?.text !== '(') {
    throw source.error(offset, `from is followed by "${joined(tokens)}"`, form);
  }
  if (close < 0) throw source.error(offset, `a bracket is not closed in ${joined(tokens)}`, form);
  const rest = joined(tokens.slice(close + 1));
  if (rest !== '') throw source.error(offset, `after the query of a list stands "${rest}"`, form);
  const query = tokens.slice(1, close);
  if (joined(query) === '') throw source.error(offset, 'the query of a list is empty', form);
  return query;
}

function joined(tokens: readonly SqlToken[]): string {
  return tokens
    .map(({ text }) => text)
    .join('')
    .trim();
}
