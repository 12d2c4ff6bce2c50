import type { ClientConfig } from 'pg';
import { parse, toClientConfig } from 'pg-connection-string';
import { usageError } from '../core/errors.ts';
import { suggestion } from '../core/suggestion.ts';

/** Which server a command works on. */
export type Target =
  | { kind: 'embedded' }
  /** `address` may be printed: it has neither user nor password. */
  | { kind: 'server'; config: ClientConfig; address: string };

/** Any of these in the environment points at a server of the user's own, as for psql. */
const serverVariables = ['PGHOST', 'PGPORT', 'PGDATABASE'] as const;
const unsupportedVariables = ['PGSERVICE', 'PGHOSTADDR'] as const;

type Environment = Readonly<Record<string, string | undefined>>;

/** `--url`, else `DATABASE_URL`, else `PG*` variables, else the embedded server (also asked for as `embedded`). */
export function resolveTarget(url: string | undefined, environment: Environment): Target {
  if (url === 'embedded') return { kind: 'embedded' };
  if (url !== undefined) return targetOfUrl(url, '--url', environment);
  if (environment.DATABASE_URL) return targetOfUrl(environment.DATABASE_URL, 'DATABASE_URL', environment);
  const unsupported = unsupportedVariables.find((name) => environment[name]);
  if (unsupported) {
    throw usageError(
      `${unsupported} is set, which this program does not read`,
      'set PGHOST, PGPORT, PGDATABASE and PGUSER, or pass --url; --url embedded uses the embedded server',
    );
  }
  if (serverVariables.some((name) => environment[name])) return targetOf({}, environment);
  return { kind: 'embedded' };
}

function targetOfUrl(url: string, source: string, environment: Environment): Target {
  // The URL itself is never printed: it may hold a password.
  const example = 'such as postgres://user@localhost:5432/benchmark';
  if (!/^postgres(ql)?:\/\//.test(url)) {
    throw usageError(`${source} is not a PostgreSQL URL (postgres://...)`, `give one ${example}`);
  }
  const sslMode = /[?&]sslmode=([^&]*)/.exec(url)?.[1];
  requireSslMode(sslMode, source);
  let config: ClientConfig;
  try {
    // As for psql, `require` encrypts and does not verify; `no-verify` is pg's own name for the same.
    const useLibpqCompat = sslMode !== 'no-verify' && !/[?&]uselibpqcompat=/.test(url);
    config = toClientConfig(parse(url, { useLibpqCompat }));
  } catch (error) {
    throw unreadableUrl(error as NodeJS.ErrnoException, source, example);
  }
  return targetOf(sslMode === 'allow' ? { ...config, ssl: false } : config, environment);
}

const sslModes = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full', 'no-verify'];

function requireSslMode(mode: string | undefined, source: string): void {
  if (mode === undefined || sslModes.includes(mode)) return;
  throw usageError(`unknown sslmode "${mode}" in ${source}`, suggestion(mode, sslModes));
}

function unreadableUrl(error: NodeJS.ErrnoException, source: string, example: string): Error {
  if (error.syscall) {
    return usageError(
      `a file of TLS named in ${source} cannot be read: ${error.message}`,
      'check sslrootcert, sslcert and sslkey',
      error,
    );
  }
  if (/sslrootcert/.test(error.message)) {
    return usageError(
      `sslmode=verify-ca in ${source} needs a CA`,
      'name its file with sslrootcert=, or use sslmode=verify-full',
      error,
    );
  }
  // Without the cause: its stack may show the URL.
  return usageError(
    `${source} is not a valid URL`,
    `give one ${example}; in user and password write special characters as %40 and the like`,
  );
}

function targetOf(config: ClientConfig, environment: Environment): Target {
  const host = config.host || environment.PGHOST || 'localhost';
  const port = Number(config.port || environment.PGPORT || 5432);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw usageError(
      `${config.port ? 'the port of the server' : 'PGPORT'} is ${config.port ?? environment.PGPORT}`,
      'give a port from 1 to 65535',
    );
  }
  const user = config.user || environment.PGUSER || environment.USER || 'postgres';
  const database = config.database || environment.PGDATABASE || user;
  const place = host.startsWith('/')
    ? `${host}:${port}`
    : `${host.includes(':') ? `[${host}]` : host}:${port}`;
  return {
    kind: 'server',
    config: { ...config, host, port, user, database },
    address: `${place}/${database}`,
  };
}
