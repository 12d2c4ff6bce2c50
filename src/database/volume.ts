import type { Client } from 'pg';

export interface TableVolume {
  name: string;
  rows: number;
  /** Heap and TOAST. */
  heapBytes: number;
  indexBytes: number;
}

/** Rows as loaded and bytes as they are now, of every table of the dataset. */
export async function tableVolumes(client: Client): Promise<TableVolume[]> {
  const { rows } = await client.query<{ name: string; rows: string; heap: string; index: string }>(
    `SELECT table_name AS name, coalesce(sum(rows), 0) AS rows,
            sum_of_parts.heap, sum_of_parts.index
     FROM bench_harness.chunk
     CROSS JOIN LATERAL (
       SELECT sum(pg_table_size(part)) AS heap, sum(pg_indexes_size(part)) AS index
       FROM (SELECT table_name::regclass AS part
             UNION SELECT relid FROM pg_partition_tree(table_name::regclass)) AS parts) AS sum_of_parts
     GROUP BY table_name, heap, index
     ORDER BY table_name`,
  );
  return rows.map(({ name, rows, heap, index }) => ({
    name,
    rows: Number(rows),
    heapBytes: Number(heap),
    indexBytes: Number(index),
  }));
}
