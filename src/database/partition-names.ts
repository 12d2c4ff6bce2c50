import type { Client } from 'pg';

/** What a plan calls by the names of partitions. */
export interface PartitionNames {
  /** The partitioned table of a partition, and the partitioned index of a partition's index, by their names. */
  readonly roots: ReadonlyMap<string, string>;
  /** How many partitions hold rows, by name of the partitioned table. */
  readonly counts: ReadonlyMap<string, number>;
}

/** All partitions of the database. A name that stands in several schemas stands for the last of them. */
export async function readPartitionNames(client: Client): Promise<PartitionNames> {
  const { rows } = await client.query<{ name: string; root: string; isLeaf: boolean }>(
    `SELECT part.relname::text AS name, root.relname::text AS root, part.relkind IN ('r', 'f') AS "isLeaf"
     FROM pg_class AS part
     JOIN pg_class AS root ON root.oid = pg_partition_root(part.oid)
     WHERE part.relispartition
     ORDER BY part.relnamespace, part.relname`,
  );
  const counts = new Map<string, number>();
  for (const { root, isLeaf } of rows) if (isLeaf) counts.set(root, (counts.get(root) ?? 0) + 1);
  return { roots: new Map(rows.map(({ name, root }) => [name, root])), counts };
}
