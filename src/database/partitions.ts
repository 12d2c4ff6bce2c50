import type { Client } from 'pg';

/** Tables as they are stored: the partitions of those that have any, the others themselves. */
export async function storedTables(client: Client, tables: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT coalesce(relid::regclass::text, wanted) AS name
     FROM unnest($1::text[]) WITH ORDINALITY AS wanted (wanted, place)
     LEFT JOIN LATERAL (
       SELECT relid FROM pg_partition_tree(wanted::regclass) WHERE isleaf
         AND (SELECT relkind FROM pg_class WHERE oid = wanted::regclass) = 'p') AS leaf ON true
     WHERE leaf.relid IS NOT NULL OR (SELECT relkind FROM pg_class WHERE oid = wanted::regclass) <> 'p'
     ORDER BY place, relid`,
    [tables],
  );
  return rows.map(({ name }) => name);
}

/** Gathers the statistics of partitioned tables as wholes, which neither VACUUM nor autovacuum does. */
export async function analyzeWholes(client: Client, tables: readonly string[]): Promise<void> {
  const { rows } = await client.query<{ name: string; version: number }>(
    `SELECT wanted AS name, current_setting('server_version_num')::int AS version
     FROM unnest($1::text[]) AS wanted JOIN pg_class ON pg_class.oid = wanted::regclass AND relkind = 'p'`,
    [tables],
  );
  // Before 18, the partitions are analyzed once more with it.
  for (const { name, version } of rows)
    await client.query(`ANALYZE ${version >= 180_000 ? 'ONLY ' : ''}${name}`);
}
