import type { Client } from 'pg';
import type { Clock } from '../core/clock.ts';
import { readSchemaFiles } from './schema-files.ts';

/** Whether an extension that the schema needs is there, or can be had by this role. */
export interface ExtensionReadiness {
  name: string;
  state: 'installed' | 'creatable' | 'needs a superuser' | 'missing';
}

/** What a server and a role let the harness do. Read from the catalogue; nothing is tried. */
export interface Readiness {
  version: string;
  role: string;
  database: string;
  isSuperuser: boolean;
  /** A standby, or a database or role that is read-only by default. */
  isReadOnly: boolean;
  encoding: string;
  canCreateSchemas: boolean;
  canCreateInPublic: boolean;
  /** Where tables go that are created without naming a schema; null when nowhere. */
  currentSchema: string | null;
  /** Connections that are left for this role. */
  freeConnections: number;
  extensions: ExtensionReadiness[];
  /** Settings by name, with units, as `SHOW` prints them; those that the server lacks are missing. */
  settings: ReadonlyMap<string, ServerSetting>;
}

export interface ServerSetting {
  /** As `SHOW` prints it: `128MB`. */
  shown: string;
  /** In bytes where it is an amount of memory or disk; else as pg_settings has it. */
  value: string;
}

const readinessSql = `
  SELECT current_setting('server_version') AS version, current_user AS role, current_database() AS database,
         current_setting('is_superuser') = 'on' AS "isSuperuser",
         pg_is_in_recovery() OR current_setting('default_transaction_read_only') = 'on' AS "isReadOnly",
         current_setting('server_encoding') AS encoding,
         has_database_privilege(current_database(), 'CREATE') AS "canCreateSchemas",
         coalesce(has_schema_privilege(to_regnamespace('public'), 'CREATE'), false) AS "canCreateInPublic",
         current_schema() AS "currentSchema",
         current_setting('max_connections')::int - (SELECT sum(numbackends)::int FROM pg_stat_database)
           - CASE WHEN current_setting('is_superuser') = 'on' THEN 0
                  ELSE current_setting('superuser_reserved_connections')::int
                       + coalesce(current_setting('reserved_connections', true), '0')::int END
           AS "freeConnections"`;

/** A trusted extension may be created by whoever may create schemas in the database. */
const extensionsSql = `
  SELECT wanted AS name,
         CASE WHEN extname IS NOT NULL THEN 'installed'
              WHEN available.name IS NULL THEN 'missing'
              WHEN current_setting('is_superuser') = 'on' THEN 'creatable'
              WHEN trusted AND has_database_privilege(current_database(), 'CREATE') THEN 'creatable'
              ELSE 'needs a superuser' END AS state
  FROM unnest($1::text[]) WITH ORDINALITY AS wanted (wanted, place)
  LEFT JOIN pg_extension ON extname = wanted
  LEFT JOIN pg_available_extensions AS available ON available.name = wanted
  LEFT JOIN pg_available_extension_versions AS versions
    ON versions.name = wanted AND versions.version = available.default_version
  ORDER BY place`;

const settingsSql = `
  SELECT name, current_setting(name) AS shown,
         CASE WHEN unit IN ('B', 'kB', '8kB', 'MB') THEN pg_size_bytes(current_setting(name))::text
              ELSE setting END AS value
  FROM pg_settings WHERE name = ANY ($1)`;

export async function inspectReadiness(client: Client, settingNames: readonly string[]): Promise<Readiness> {
  const { rows: facts } = await client.query<Omit<Readiness, 'extensions' | 'settings'>>(readinessSql);
  const { rows: extensions } = await client.query<ExtensionReadiness>(extensionsSql, [neededExtensions()]);
  const { rows: settings } = await client.query<ServerSetting & { name: string }>(settingsSql, [
    settingNames,
  ]);
  return {
    ...facts[0]!,
    extensions,
    settings: new Map(settings.map(({ name, shown, value }) => [name, { shown, value }])),
  };
}

/** Those that the schema's files create. */
function neededExtensions(): string[] {
  const sql = readSchemaFiles()
    .extensions.map((file) => file.sql.replace(/--.*/g, ''))
    .join('\n');
  return [...sql.matchAll(/CREATE EXTENSION (?:IF NOT EXISTS )?"?([\w-]+)"?/gi)].map((match) => match[1]!);
}

/** The databases of the embedded server that hold datasets. */
export async function datasetDatabases(client: Client): Promise<{ count: number; bytes: number }> {
  const { rows } = await client.query<{ count: string; bytes: string }>(
    `SELECT count(*) AS count, coalesce(sum(pg_database_size(oid)), 0) AS bytes
     FROM pg_database WHERE datname LIKE 'bench\\_%' AND datname !~ '_(loaded|copying|discarded)$|_v_'`,
  );
  return { count: Number(rows[0]!.count), bytes: Number(rows[0]!.bytes) };
}

/** The median time of the smallest request there is, in nanoseconds. */
export async function medianRoundTripNs(client: Client, clock: Clock, count = 200): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    const sentAt = clock.nowNs();
    await client.query({ name: 'bench_round_trip', text: 'SELECT 1' });
    times.push(clock.nowNs() - sentAt);
  }
  return times.sort((a, b) => a - b)[Math.floor(count / 2)]!;
}
