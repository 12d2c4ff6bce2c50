import type { Client } from 'pg';
import { classifyError, type OperationError, type Statement } from '../core/operation.ts';
import { databaseFailure } from './failure.ts';

/** How a column's values may be compared. */
export type ColumnKind = 'number' | 'float' | 'uuid' | 'json' | 'other';

/** What one statement returned, values in text format. */
export interface StatementAnswer {
  /** None for a statement that returns no rows. */
  readonly columns: readonly string[];
  readonly kinds: readonly ColumnKind[];
  readonly rows: readonly (readonly (string | null)[])[];
  /** Rows returned or affected, as the command tag has them; 0 for a command that counts none. */
  readonly affected: number;
}

/** What an operation returned, or the error that ended it. */
export type OperationAnswer =
  | { readonly kind: 'answers'; readonly answers: readonly StatementAnswer[] }
  | { readonly kind: 'failed'; readonly error: OperationError; readonly statement: number };

/**
 * Settings under which servers write the same values as the same texts; for `SessionSettings.others`.
 * https://www.postgresql.org/docs/current/runtime-config-client.html
 */
export const textSettings: Readonly<Record<string, string>> = {
  TimeZone: 'UTC',
  DateStyle: 'ISO, YMD',
  IntervalStyle: 'postgres',
  extra_float_digits: '1',
  bytea_output: 'hex',
};

/** Object identifiers of pg_type, the same on every server. */
const kinds: Readonly<Record<number, ColumnKind>> = {
  20: 'number', // bigint
  21: 'number', // smallint
  23: 'number', // integer
  26: 'number', // oid
  1700: 'number', // numeric
  700: 'float', // real
  701: 'float', // double precision
  2950: 'uuid',
  114: 'json',
  3802: 'json', // jsonb
};

/**
 * Runs the statements of an operation in one transaction and rolls it back: nothing is kept, but that sequences have
 * moved on and dead rows are left. What is checked only at the end (DEFERRABLE constraints) is checked before that.
 * An error of the server's is an answer; throws an environment error that names `address` when the connection is lost.
 */
export async function fetchAnswers(
  client: Client,
  statements: readonly Statement[],
  values: readonly (string | null)[],
  { writes, address }: { readonly writes: boolean; readonly address: string },
): Promise<OperationAnswer> {
  const answers: StatementAnswer[] = [];
  try {
    await client.query(writes ? 'BEGIN READ WRITE' : 'BEGIN READ ONLY');
    for (const { sql, parameters } of statements) {
      answers.push(
        await fetchAnswer(
          client,
          sql,
          parameters.map((index) => values[index] ?? null),
        ),
      );
    }
    if (writes) await client.query('SET CONSTRAINTS ALL IMMEDIATE');
    return { kind: 'answers', answers };
  } catch (error) {
    const failed = operationError(error as Error & { code?: string });
    if (!failed) throw databaseFailure(error, `go on with ${address}`);
    return { kind: 'failed', error: failed, statement: Math.min(answers.length, statements.length - 1) };
  } finally {
    await client.query('ROLLBACK').catch(() => {});
  }
}

async function fetchAnswer(
  client: Client,
  text: string,
  values: readonly (string | null)[],
): Promise<StatementAnswer> {
  const asText = { getTypeParser: () => (value: unknown) => value };
  const { fields, rows, rowCount } = await client.query({
    text,
    values: [...values],
    rowMode: 'array',
    types: asText as never,
  });
  return {
    columns: fields.map(({ name }) => name),
    kinds: fields.map(({ dataTypeID }) => kinds[dataTypeID] ?? 'other'),
    rows: rows as (string | null)[][],
    affected: rowCount ?? 0,
  };
}

/** Undefined for what is not the statement's: a connection that is lost. */
function operationError({ code, message }: Error & { code?: string }): OperationError | undefined {
  if (!code || !/^[0-9A-Z]{5}$/.test(code)) return undefined;
  const errorClass = classifyError(code, message, false);
  return errorClass === 'connection' ? undefined : { class: errorClass, sqlState: code, message };
}
