import type { Client } from 'pg';
import { environmentError } from '../core/errors.ts';

/** What makes two datasets the same rows in the same tables. */
export interface DatasetIdentity {
  seed: number;
  users: number;
  profile: string;
  /** How ids look: `uuidv4`, `uuidv7` or `bigint`. */
  keys: string;
  generatorVersion: number;
  /** Digest of the schema's SQL. */
  schema: string;
  /** Digest of all the above. */
  fingerprint: string;
}

/** How far the dataset of a marked database is. */
export type DatasetState = 'filling' | 'restoring' | 'ready';

export interface Marker {
  identity: DatasetIdentity;
  state: DatasetState;
}

export type DatabaseKind =
  | { kind: 'empty' }
  | { kind: 'ours'; marker: Marker }
  /** `found` names something that is there and not ours. */
  | { kind: 'foreign'; found: string };

/**
 * The harness's own schema in a database: that it is ours, whose rows it holds, which chunks are in, and which keys
 * and indexes are still to be restored. Its comment tells a DBA what it is.
 */
const markerSql = `
  CREATE SCHEMA bench_harness;
  COMMENT ON SCHEMA bench_harness IS
    'Written by the benchmark harness "bench": this database holds synthetic data and may be dropped.';
  CREATE TABLE bench_harness.dataset (
    only_one    boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    identity    jsonb NOT NULL,
    state       text NOT NULL CHECK (state IN ('filling', 'restoring', 'ready')),
    created_at  timestamptz NOT NULL DEFAULT now(),
    ready_at    timestamptz
  );
  CREATE TABLE bench_harness.chunk (
    ordinal       integer PRIMARY KEY,
    table_name    text NOT NULL,
    number        integer NOT NULL,
    first_parent  bigint NOT NULL,
    end_parent    bigint NOT NULL,
    expected_rows double precision NOT NULL,
    rows          bigint,
    bytes         bigint,
    leased_by     text,
    leased_until  timestamptz,
    UNIQUE (table_name, number)
  );
  -- Whoever looks for the next chunk need not pass all that are filled.
  CREATE INDEX ON bench_harness.chunk (ordinal) WHERE rows IS NULL;
  CREATE TABLE bench_harness.deferred (
    ordinal     integer PRIMARY KEY,
    phase       text NOT NULL CHECK (phase IN ('index', 'key', 'foreign key', 'validation')),
    table_name  text NOT NULL,
    name        text NOT NULL,
    sql         text NOT NULL,
    is_restored boolean NOT NULL DEFAULT false
  );`;

/** Looks, and changes nothing. */
export async function inspectDatabase(client: Client): Promise<DatabaseKind> {
  const { rows: markers } = await client.query<{ found: boolean }>(isMarkedSql);
  if (markers[0]!.found) {
    const { rows } = await client.query<Marker>('SELECT identity, state FROM bench_harness.dataset');
    if (rows[0]) return { kind: 'ours', marker: rows[0] };
  }
  const { rows: foreign } = await client.query<{ found: string }>(foreignObjectSql);
  return foreign[0] ? { kind: 'foreign', found: foreign[0].found } : { kind: 'empty' };
}

/** A schema of the same name is not ours by its name alone: its tables must have all of our columns. */
const isMarkedSql = `
  SELECT count(*) = 15 AS found
  FROM pg_attribute
  JOIN pg_class ON pg_class.oid = attrelid AND relkind = 'r'
  WHERE relnamespace = to_regnamespace('bench_harness') AND (relname, attname, format_type(atttypid, atttypmod)) IN (
    ('dataset', 'identity', 'jsonb'), ('dataset', 'state', 'text'),
    ('dataset', 'created_at', 'timestamp with time zone'), ('dataset', 'ready_at', 'timestamp with time zone'),
    ('chunk', 'table_name', 'text'), ('chunk', 'number', 'integer'),
    ('chunk', 'rows', 'bigint'), ('chunk', 'bytes', 'bigint'),
    ('chunk', 'leased_by', 'text'), ('chunk', 'leased_until', 'timestamp with time zone'),
    ('deferred', 'ordinal', 'integer'), ('deferred', 'phase', 'text'),
    ('deferred', 'name', 'text'), ('deferred', 'sql', 'text'), ('deferred', 'is_restored', 'boolean'))`;

/**
 * Anything of a user's own that belongs to no extension. Not looked for: what cannot be without a table, a function
 * or a type (triggers, policies, casts), and what holds no data and hinders nothing (default privileges).
 */
const foreignObjectSql = `
  SELECT CASE WHEN object.namespace IS NULL THEN format('%s %I', object.kind, object.name)
              ELSE format('%s %I.%I', object.kind, namespace.nspname, object.name) END AS found
  FROM (
    SELECT CASE relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'S' THEN 'sequence'
                        WHEN 'f' THEN 'foreign table' ELSE 'table' END,
           relname, relnamespace, oid, 'pg_class'::regclass FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
    UNION ALL SELECT CASE prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' ELSE 'function' END,
                     proname, pronamespace, oid, 'pg_proc'::regclass FROM pg_proc
    -- An array type belongs to its element type; the row type of an extension's table to the table.
    UNION ALL SELECT 'type', typname, typnamespace, oid, 'pg_type'::regclass FROM pg_type
              WHERE NOT EXISTS (SELECT FROM pg_depend WHERE pg_depend.classid = 'pg_type'::regclass
                                  AND pg_depend.objid = pg_type.oid AND pg_depend.deptype = 'i')
    UNION ALL SELECT 'collation', collname, collnamespace, oid, 'pg_collation'::regclass FROM pg_collation
    UNION ALL SELECT 'operator', oprname, oprnamespace, oid, 'pg_operator'::regclass FROM pg_operator
    UNION ALL SELECT 'operator class', opcname, opcnamespace, oid, 'pg_opclass'::regclass FROM pg_opclass
    UNION ALL SELECT 'text search configuration', cfgname, cfgnamespace, oid, 'pg_ts_config'::regclass FROM pg_ts_config
    UNION ALL SELECT 'text search dictionary', dictname, dictnamespace, oid, 'pg_ts_dict'::regclass FROM pg_ts_dict
    -- A schema that an extension was told to live in is part of its installation.
    UNION ALL SELECT 'schema', nspname, NULL, oid, 'pg_namespace'::regclass FROM pg_namespace
              WHERE nspname NOT IN ('public', 'information_schema') AND nspname !~ '^pg_'
                AND oid NOT IN (SELECT extnamespace FROM pg_extension)
    UNION ALL SELECT 'large object', oid::text, NULL, oid, 'pg_largeobject'::regclass FROM pg_largeobject_metadata
    UNION ALL SELECT 'foreign server', srvname, NULL, oid, 'pg_foreign_server'::regclass FROM pg_foreign_server
    UNION ALL SELECT 'publication', pubname, NULL, oid, 'pg_publication'::regclass FROM pg_publication
    UNION ALL SELECT 'event trigger', evtname, NULL, oid, 'pg_event_trigger'::regclass FROM pg_event_trigger
  ) AS object (kind, name, namespace, oid, class)
  LEFT JOIN pg_namespace AS namespace ON namespace.oid = object.namespace
  WHERE (object.namespace IS NULL OR namespace.nspname <> 'information_schema' AND namespace.nspname !~ '^pg_')
    AND NOT EXISTS (
      SELECT FROM pg_depend
      WHERE pg_depend.classid = object.class AND pg_depend.objid = object.oid AND pg_depend.deptype = 'e'
    )
  ORDER BY object.kind LIKE '%table' DESC, object.kind = 'schema', namespace.nspname, object.name
  LIMIT 1`;

/** Marks an empty database as ours. */
export async function writeMarker(client: Client, identity: DatasetIdentity): Promise<void> {
  await client.query(markerSql);
  await client.query(`INSERT INTO bench_harness.dataset (identity, state) VALUES ($1, 'filling')`, [
    identity,
  ]);
}

export async function setState(client: Client, state: DatasetState): Promise<void> {
  await client.query(
    `UPDATE bench_harness.dataset SET state = $1, ready_at = CASE WHEN $1 = 'ready' THEN now() END`,
    [state],
  );
}

/** The refusal of a database that is not ours to write to. */
export function foreignDatabase(address: string, found: string): Error {
  return environmentError(
    `the database ${address} is not empty and not the harness's own: it has ${found}`,
    'nothing was changed; create an empty database for the harness and point --url at it',
  );
}

/** The refusal of a marked database that holds other rows than those asked for. */
export function otherDataset(address: string, found: DatasetIdentity, wanted: DatasetIdentity): Error {
  const differences = (['seed', 'users', 'profile', 'keys', 'generatorVersion', 'schema'] as const)
    .filter((part) => found[part] !== wanted[part])
    .map((part) => `${part} ${found[part]}, not ${wanted[part]}`);
  return environmentError(
    `the database ${address} holds another dataset: ${differences.join('; ')}`,
    'ask for that one with --seed, --scale and --keys, remove it with `bench clean --url ...`, or use another database',
  );
}
