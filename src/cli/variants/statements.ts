import { join, relative } from 'node:path';
import type { VariantStatement } from '../../database/variants/application.ts';
import type { VariantDescription } from '../../database/variants/description.ts';
import { type SqlToken, sqlTokens } from '../../scenario/sql-tokens.ts';

/** The statements of a variant's SQL files, in the order in which they are applied. */
export function statementsOf(variant: VariantDescription): VariantStatement[] {
  const isOwn = /[/\\]/.test(variant.name);
  return variant.files.flatMap((file) =>
    splitSql(file.sql).map((sql) => ({
      variant: variant.name,
      file: relative('.', join(variant.folder, `${file.name}.sql`)),
      isOwn,
      partitions: variant.partitions,
      sql,
    })),
  );
}

/**
 * Splits SQL at its semicolons, without what is only comment. As in psql, those in brackets (rules) and in the body of
 * a function that is written between BEGIN ATOMIC and END belong to their statement.
 */
export function splitSql(text: string): string[] {
  const statements: string[] = [];
  let current: SqlToken[] = [];
  let [brackets, blocks] = [0, 0];
  for (const token of sqlTokens(text)) {
    if (token.text === ';' && brackets === 0 && blocks === 0) {
      statements.push(joined(current));
      current = [];
      continue;
    }
    if (token.text === '(') brackets++;
    if (token.text === ')') brackets = Math.max(0, brackets - 1);
    if (token.kind === 'word') blocks += blockStep(token.text.toLowerCase(), current, blocks);
    current.push(token);
  }
  return [...statements, joined(current)].filter((statement) => statement !== '');
}

/** Only a CREATE [OR REPLACE] FUNCTION or PROCEDURE has blocks; CASE ends with an END of its own. */
function blockStep(word: string, before: readonly SqlToken[], depth: number): number {
  if (word === 'end') return depth > 0 ? -1 : 0;
  if (word === 'case') return depth > 0 ? 1 : 0;
  if (word !== 'begin') return 0;
  const words = before.filter(({ kind }) => kind === 'word').slice(0, 4);
  const start = words.map(({ text }) => text.toLowerCase()).join(' ');
  return /^create (or replace )?(function|procedure)\b/.test(start) ? 1 : 0;
}

/** Without comments before and after; empty where there is nothing else. */
function joined(tokens: readonly SqlToken[]): string {
  const isGap = ({ kind }: SqlToken) =>
    kind === 'space' || kind === 'line comment' || kind === 'block comment';
  const first = tokens.findIndex((token) => !isGap(token));
  if (first < 0) return '';
  const last = tokens.findLastIndex((token) => !isGap(token));
  return tokens
    .slice(first, last + 1)
    .map(({ text }) => text)
    .join('');
}
