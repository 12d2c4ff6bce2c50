import type { SourceText } from './source-text.ts';
import type { SqlToken } from './sql-tokens.ts';

/** How a parameter comes to be, for messages. */
export const howToDeclare = 'declare it above the SQL: -- @param <name> <source>, and write :<name>';

/** Refuses what is not SQL for a server: open quotes and comments, `$1`, and commands of psql and pgbench. */
export function requireSql(tokens: readonly SqlToken[], source: SourceText): void {
  for (const { kind, text, offset, unterminated } of tokens) {
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
  }
}
