/** What passes between the engine, which decides when an operation runs, and a session, which runs it. */

/** One query of a run, as the engine and the result know it. */
export interface QueryIdentity {
  readonly scenario: string;
  readonly query: string;
  /** Names of the parameter classes; an operation names its own by index. At least one. */
  readonly strata: readonly string[];
}

/** One statement of a query, as a session prepares it. */
export interface Statement {
  /** `$1`, `$2`, ... without gaps. */
  readonly sql: string;
  /** For `$1`, `$2`, ...: indexes into the operation's values. */
  readonly parameters: readonly number[];
}

/** One request: a query of the run and its parameters. May be reused by who made it once it is encoded. */
export interface Operation {
  /** Index into the run's queries, and into those that a session has prepared. */
  readonly query: number;
  /** Index into the query's strata. */
  readonly stratum: number;
  /** The query's parameters in PostgreSQL's text format, in order of declaration; null is NULL. */
  readonly values: readonly (string | null)[];
}

export const errorClasses = [
  'timeout',
  'cancelled',
  'serialization',
  'deadlock',
  'connection',
  'other',
] as const;

export type ErrorClass = (typeof errorClasses)[number];

export interface OperationError {
  readonly class: ErrorClass;
  /** Five characters, PostgreSQL's own; `08006` when the connection broke without a word. */
  readonly sqlState: string;
  readonly message: string;
}

/**
 * How an operation ended. `rows` are those returned or affected; without `error` it succeeded.
 * Two arguments and no object, so that a success allocates nothing.
 */
export type Completion = (rows: number, error?: OperationError) => void;

/** SQLSTATEs with a class of their own. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const classes: Readonly<Record<string, ErrorClass>> = {
  '40001': 'serialization', // serialization_failure, also a conflict with recovery on a standby
  '40P01': 'deadlock', // deadlock_detected
  '53300': 'connection', // too_many_connections
  '57P01': 'connection', // admin_shutdown: pg_terminate_backend, or a fast shutdown
  '57P02': 'connection', // crash_shutdown: another backend died and the server restarts
  '57P03': 'connection', // cannot_connect_now: starting up or shutting down
  '57P05': 'connection', // idle_session_timeout
};

const queryCanceled = '57014';

/**
 * The class of a server's error. `57014` means both a statement timeout and a cancel request, told apart by the
 * message where it is English, and by whether this harness asked for a cancel where it is not.
 */
export function classifyError(sqlState: string, message: string, cancelRequested: boolean): ErrorClass {
  if (sqlState === queryCanceled) {
    if (message.includes('statement timeout')) return 'timeout';
    return cancelRequested || message.includes('user request') ? 'cancelled' : 'timeout';
  }
  return classes[sqlState] ?? (sqlState.startsWith('08') ? 'connection' : 'other');
}
