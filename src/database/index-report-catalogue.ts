import type { Client } from 'pg';

/** An index as the catalogue has it; a partitioned one as a whole. Plain data. */
export interface CatalogueIndex {
  /** With its schema where that is not `public`. */
  readonly name: string;
  /** Of an index of one partition alone, the whole table. */
  readonly table: string;
  /** Table or partition of which it has the rows. */
  readonly on: string;
  /** `CREATE INDEX ...`. */
  readonly definition: string;
  /** `btree`, `gin`, ... */
  readonly method: string;
  /** Columns or expressions that it is ordered by, in order. */
  readonly keys: readonly IndexKey[];
  /** Of INCLUDE. */
  readonly included: readonly string[];
  /** Of a partial index, without WHERE. */
  readonly predicate: string | null;
  readonly isUnique: boolean;
  /** Whether NULLs count as equal: PostgreSQL 15, NULLS NOT DISTINCT. */
  readonly nullsEqual: boolean;
  /** Names of the constraints that rest on it: keys, exclusions, and foreign keys that refer to it. */
  readonly constraints: readonly string[];
  /** Whether logical replication or CLUSTER was told to use it. */
  readonly isAppointed: boolean;
  readonly isValid: boolean;
  /** Number of parts; 0 for one of a table without partitions. */
  readonly partitions: number;
  readonly sizeBytes: number;
  /** Scans since the server's counters were reset, those of constraints' own lookups among them. */
  readonly scans: number;
}

export interface IndexKey {
  /** The column's name, or the expression. */
  readonly of: string;
  readonly operatorClass: string;
  /** Empty for the column's own. */
  readonly collation: string;
  readonly isDescending: boolean;
  readonly isNullsFirst: boolean;
}

export interface CatalogueTable {
  readonly name: string;
  /** 0 for a table without partitions. */
  readonly partitions: number;
  /** The planner's, as of the last VACUUM or ANALYZE. */
  readonly rowsExpected: number;
  /** Without TOAST; with free space map and visibility map. */
  readonly heapBytes: number;
  /** Tables of TOAST with their indexes. */
  readonly toastBytes: number;
  readonly indexBytes: number;
}

/** Partitions and what belongs to them count for the whole: `relation` is an SQL expression of an oid. */
const root = (relation: string) => `coalesce(pg_partition_root(${relation}), ${relation})`;

/** Ours and not the user's, or the server's. */
const isOfData = (namespace: string) =>
  `${namespace}.nspname NOT IN ('pg_catalog', 'information_schema', 'bench_harness') AND ${namespace}.nspname !~ '^pg_'`;

const name = (relation: string, namespace: string) =>
  `CASE ${namespace}.nspname WHEN 'public' THEN ${relation}.relname ELSE ${namespace}.nspname || '.' || ${relation}.relname END::text`;

const tablesSql = `
  SELECT ${name('c', 'n')} AS name, parts.*
  FROM (
    SELECT ${root('t.oid')} AS oid,
      count(*) FILTER (WHERE t.relispartition AND t.relkind <> 'p')::int AS partitions,
      sum(greatest(t.reltuples, 0)) FILTER (WHERE t.relkind <> 'p')::float8 AS "rowsExpected",
      sum(pg_table_size(t.oid) - coalesce(pg_total_relation_size(nullif(t.reltoastrelid, 0)), 0))::float8 AS "heapBytes",
      sum(coalesce(pg_total_relation_size(nullif(t.reltoastrelid, 0)), 0))::float8 AS "toastBytes",
      sum(pg_indexes_size(t.oid))::float8 AS "indexBytes"
    FROM pg_class AS t
    WHERE t.relkind IN ('r', 'p', 'm')
    GROUP BY 1
  ) AS parts
  JOIN pg_class AS c USING (oid)
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
  WHERE ${isOfData('n')}
  ORDER BY 1`;

/** `indoption` has a bit for DESC and one for NULLS FIRST. */
const indexesSql = (hasNullsEqual: boolean) => `
  WITH parts AS (
    SELECT ${root('i.indexrelid')} AS oid,
      count(*) FILTER (WHERE c.relispartition AND c.relkind <> 'I')::int AS partitions,
      sum(pg_relation_size(i.indexrelid))::float8 AS "sizeBytes",
      coalesce(sum(pg_stat_get_numscans(i.indexrelid)), 0)::float8 AS scans,
      bool_and(i.indisvalid) AS "isValid",
      bool_or(i.indisreplident OR i.indisclustered) AS "isAppointed"
    FROM pg_index AS i
    JOIN pg_class AS c ON c.oid = i.indexrelid
    GROUP BY 1
  )
  SELECT ${name('c', 'n')} AS name, ${name('t', 'tn')} AS table, ${name('o', 'own')} AS "on",
    pg_get_indexdef(i.indexrelid) AS definition, am.amname::text AS method,
    (SELECT coalesce(json_agg(json_build_object(
        'of', pg_get_indexdef(i.indexrelid, k, true),
        'operatorClass', opc.opcnamespace::regnamespace || '.' || opc.opcname,
        'collation', CASE WHEN i.indcollation[k - 1] IN (0, a.attcollation) THEN '' ELSE i.indcollation[k - 1]::text END,
        'isDescending', i.indoption[k - 1] & 1 = 1,
        'isNullsFirst', i.indoption[k - 1] & 2 = 2) ORDER BY k), '[]')
     FROM generate_series(1, i.indnkeyatts) AS k
     JOIN pg_opclass AS opc ON opc.oid = i.indclass[k - 1]
     LEFT JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[k - 1] AND a.attnum > 0) AS keys,
    (SELECT coalesce(json_agg(pg_get_indexdef(i.indexrelid, k, true) ORDER BY k), '[]')
     FROM generate_series(i.indnkeyatts + 1, i.indnatts) AS k) AS included,
    pg_get_expr(i.indpred, i.indrelid) AS predicate,
    i.indisunique AS "isUnique", ${hasNullsEqual ? 'i.indnullsnotdistinct' : 'false'} AS "nullsEqual",
    (SELECT coalesce(json_agg(conname ORDER BY conname), '[]')
     FROM pg_constraint WHERE conindid = i.indexrelid AND conparentid = 0) AS constraints,
    parts."isAppointed", parts."isValid", parts.partitions, parts."sizeBytes", parts.scans
  FROM parts
  JOIN pg_index AS i ON i.indexrelid = parts.oid
  JOIN pg_class AS c ON c.oid = parts.oid
  JOIN pg_am AS am ON am.oid = c.relam
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
  JOIN pg_class AS o ON o.oid = i.indrelid
  JOIN pg_namespace AS own ON own.oid = o.relnamespace
  JOIN pg_class AS t ON t.oid = ${root('i.indrelid')}
  JOIN pg_namespace AS tn ON tn.oid = t.relnamespace
  WHERE ${isOfData('n')}
  ORDER BY 1`;

/** Tables and materialized views, by name. Waits for whoever holds one exclusively. */
export async function readTables(client: Client): Promise<CatalogueTable[]> {
  const { rows } = await client.query<CatalogueTable & { oid?: number }>(tablesSql);
  return rows.map(({ oid: _, ...table }) => table);
}

/** Indexes of them, by name. */
export async function readIndexes(client: Client): Promise<CatalogueIndex[]> {
  const { rows: version } = await client.query<{ number: number }>(
    `SELECT current_setting('server_version_num')::int AS number`,
  );
  const { rows } = await client.query<CatalogueIndex>(indexesSql(version[0]!.number >= 150_000));
  return rows;
}
