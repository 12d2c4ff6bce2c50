import type { ClientConfig } from 'pg';
import { parseIntoClientConfig } from 'pg-connection-string';
import { usageError } from '../core/errors.ts';

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
  try {
    return targetOf(parseIntoClientConfig(url), environment);
  } catch {
    throw usageError(
      `${source} is not a valid URL`,
      `give one ${example}; in user and password write special characters as %40 and the like`,
    );
  }
}

function targetOf(config: ClientConfig, environment: Environment): Target {
  const host = config.host || environment.PGHOST || 'localhost';
  const port = Number(config.port || environment.PGPORT || 5432);
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
