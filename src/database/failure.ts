import { BenchError, environmentError } from '../core/errors.ts';

type Described = readonly [what: string, next: string];
interface ServerError extends Error {
  code?: string;
  detail?: string;
  hint?: string;
}

/** What to do about failures with a code of the operating system (connecting) or an SQLSTATE (anything). */
const known: Readonly<Record<string, Described>> = {
  ECONNREFUSED: ['nothing listens there', 'start the server, or check host and port'],
  ENOENT: ['there is no such Unix socket', 'start the server, or check the socket folder in PGHOST or --url'],
  ENOTFOUND: ['the host name is not known', 'check the host in --url, DATABASE_URL or PGHOST'],
  EAI_AGAIN: ['the host name could not be looked up', 'check the host, and the network'],
  EHOSTUNREACH: ['the host cannot be reached', 'check the network and the host'],
  ENETUNREACH: ['the network cannot be reached', 'check the network and the host'],
  ETIMEDOUT: [
    'the server did not answer in time',
    'check host, port and firewall, and that PostgreSQL listens there',
  ],
  ECONNRESET: [
    'the connection was cut',
    "see the server's log (`bench server status` names the embedded one's), then run the same command again",
  ],
  EACCES: ['the Unix socket may not be used by this user', 'check its permissions, or connect over TCP'],
  '28P01': ['the password is wrong', 'set PGPASSWORD, or put the password into the URL or ~/.pgpass'],
  '28000': ['the server does not let this user in', 'check the user, and pg_hba.conf on the server'],
  '3D000': ['the database does not exist', 'create it first: createdb NAME'],
  '42501': ['a permission is missing', 'GRANT ALL ON DATABASE, and CREATE ON SCHEMA public, to this user'],
  '53100': ['the disk of the server is full', 'free space, then run the same command again'],
  '53200': [
    'the server is out of memory',
    'lower its shared_buffers or maintenance_work_mem, or the number of clients',
  ],
  '53300': ['the server has no connection left', 'use fewer --clients, or raise max_connections'],
  '57P01': ['the server was shut down', 'start it, then run the same command again'],
  '57P02': ['the server crashed', 'see the server log, then run the same command again'],
  '57P03': ['the server is starting up or shutting down', 'try again in a moment'],
  '57014': [
    'the server gave up the statement',
    'see statement_timeout of this user and database, and who calls pg_cancel_backend',
  ],
  '25006': [
    'the server is read-only',
    'if it is a standby, connect to its primary; if not, see default_transaction_read_only',
  ],
};

/** Failures of TLS, which come without SQLSTATE. */
const tlsCodes = /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_|CERT_|ERR_TLS)/;

/**
 * Turns a failure of the server or of the way to it into an environment error that says what, where and what next.
 * Leaves other errors as they are: those are bugs, and keep their stack. `doing` completes "cannot ...";
 * `lastWords` is what a server whose log we can read said before it cut the connection.
 */
export function databaseFailure(
  error: unknown,
  doing: string,
  lastWords?: () => string | undefined,
): unknown {
  if (!(error instanceof Error) || error instanceof BenchError) return error;
  const { code, message, detail } = firstCause(error);
  const described = describe(code, message);
  const words = described === known.ECONNRESET ? lastWords?.() : undefined;
  if (words) {
    const next = /No space left/.test(words) ? known['53100']![1] : described![1];
    return environmentError(`cannot ${doing}: the server crashed: ${oneLine(words)}`, next, error);
  }
  if (described) {
    const [what, next] = described;
    return environmentError(`cannot ${doing}: ${what} (${oneLine(message || code || '')})`, next, error);
  }
  // Any other error of the server, by its SQLSTATE.
  if (code && /^[0-9A-Z]{5}$/.test(code)) {
    const note = detail ? ` (${oneLine(detail)})` : '';
    return environmentError(
      `cannot ${doing}: ${oneLine(message)}${note} [SQLSTATE ${code}]`,
      undefined,
      error,
    );
  }
  return error;
}

function describe(code: string | undefined, message: string): Described | undefined {
  if (code === '28000' && /no encryption|SSL off/.test(message)) {
    return ['the server lets this user in with TLS only, or not at all', 'try ?sslmode=require in the URL'];
  }
  if (code && known[code]) return known[code];
  if (code && tlsCodes.test(code)) {
    return [
      'the certificate of the server is not trusted',
      'give its CA with sslrootcert=, or use sslmode=no-verify',
    ];
  }
  if (/does not support SSL/.test(message)) return ['the server has no TLS', 'use sslmode=disable'];
  if (!code && /timeout expired|timed? ?out/i.test(message)) return known.ETIMEDOUT;
  if (/Connection terminated|connection error and is not queryable|write EPIPE/i.test(message))
    return known.ECONNRESET;
  if (/password must be a string|no password supplied/i.test(message)) {
    return ['the server asks for a password and none was given', known['28P01']![1]];
  }
  return undefined;
}

/** Node tries every address of a name and reports them together. */
function firstCause(error: ServerError): ServerError {
  return error instanceof AggregateError && error.errors[0] instanceof Error ? error.errors[0] : error;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
