import type { SourceText } from './source-text.ts';
import type { SqlToken } from './sql-tokens.ts';

/** What a statement may begin with where nothing is written. The server sees to the rest: the session is read-only. */
const readingCommands = ['SELECT', 'WITH', 'VALUES', 'TABLE', 'EXPLAIN', 'SHOW'];

/** What it may begin with besides in a file that declares `@writes`: all that may stand within a transaction. */
const writingCommands = ['INSERT', 'UPDATE', 'DELETE', 'MERGE', 'CALL', 'DO', 'LOCK', 'TRUNCATE', 'NOTIFY'];

/** Commands that would begin or end the transaction which the harness makes of several statements. */
const transactionCommands = ['BEGIN', 'START', 'COMMIT', 'END', 'ROLLBACK', 'ABORT', 'SAVEPOINT', 'RELEASE'];

/**
 * Refuses a statement that could change the session or the measurement (SET, VACUUM, ...), or the data where the file
 * does not say that it writes: some of these the server would let through although the session is read-only.
 */
export function requireCommand(statement: readonly SqlToken[], writes: boolean, source: SourceText): void {
  const word = statement.find(({ kind }) => kind === 'word');
  const command = word?.text.toUpperCase() ?? '';
  if (readingCommands.includes(command)) return;
  if (writes && writingCommands.includes(command)) return;
  const { offset, text } = word ?? statement[0]!;
  const begins = `it begins with ${command || text}`;
  if (transactionCommands.includes(command)) {
    throw source.error(
      offset,
      `${command} is not for query files`,
      'remove it: several statements of a file are one transaction as they are',
    );
  }
  const readers = `give a statement that begins with ${list(readingCommands)}`;
  if (writes) {
    throw source.error(
      offset,
      `this statement neither reads nor writes rows: ${begins}`,
      `${readers}, or with ${list(writingCommands)}`,
    );
  }
  throw source.error(
    offset,
    `this statement is no query that reads: ${begins}`,
    writingCommands.includes(command)
      ? `put -- @writes above the SQL if it is meant to write; or ${readers}`
      : `a run is read-only: ${readers}`,
  );
}

function list(commands: readonly string[]): string {
  return `${commands.slice(0, -1).join(', ')} or ${commands.at(-1)}`;
}
