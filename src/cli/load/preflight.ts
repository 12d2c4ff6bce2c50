import { BenchError, environmentError, usageError } from '../../core/errors.ts';
import { databaseFailure } from '../../database/failure.ts';
import { openWireSession, RefusedStatement, type WireSessionOptions } from '../../database/wire-session.ts';
import type { Query } from '../../scenario/query.ts';
import type { DatabaseAccess } from '../server-access.ts';

/** Has the server prepare every statement on one connection, so that a wrong one is reported once, with its place. */
export async function requireStatements(
  queries: readonly Query[],
  { config, address }: DatabaseAccess,
  settings: Omit<WireSessionOptions, 'connection' | 'queries'>,
): Promise<void> {
  const options = { ...settings, connection: config, queries: queries.map(({ statements }) => statements) };
  const session = await openWireSession(options).catch((error) => {
    throw (
      (error instanceof RefusedStatement && refusal(queries[error.query]!, error)) || failure(error, address)
    );
  });
  await session.close();
}

/** What kept a connection of the run from being opened, in words. */
export function failure(error: Error, address: string): Error {
  const known = databaseFailure(error, `open the connections of the run to ${address}`);
  return known instanceof BenchError
    ? known
    : environmentError(
        `cannot open the connections of the run to ${address}: ${error.message}`,
        undefined,
        error,
      );
}

/** A syntax error, an unknown table, a missing right on one; undefined for what is not the statement's fault. */
function refusal({ file, statements }: Query, refused: RefusedStatement): BenchError | undefined {
  const { code, message, hint, position } = refused.cause as {
    code?: string;
    message: string;
    hint?: string;
    /** Counts characters, not UTF-16 units, from 1. */
    position?: string;
  };
  if (!code || !/^(42|22|0A)/.test(code)) return undefined;
  const { sql } = statements[refused.statement]!;
  const before = position ? [...sql].slice(0, Number(position) - 1).join('') : undefined;
  const line = before === undefined ? undefined : sql.split('\n')[before.split('\n').length - 1]!.trim();
  const place = line ? ` in "${line.length > 80 ? `${line.slice(0, 79)}…` : line}"` : '';
  const next = code === '42501' ? 'GRANT it to this user' : 'try it in psql; schema/tables has the columns';
  const make = code === '42501' ? environmentError : usageError;
  return make(`the server refused ${file}: ${message}${place}`, hint ?? next, refused);
}
