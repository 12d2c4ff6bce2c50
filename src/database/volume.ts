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
            pg_table_size(table_name::regclass) AS heap, pg_indexes_size(table_name::regclass) AS index
     FROM bench_harness.chunk
     GROUP BY table_name
     ORDER BY table_name`,
  );
  return rows.map(({ name, rows, heap, index }) => ({
    name,
    rows: Number(rows),
    heapBytes: Number(heap),
    indexBytes: Number(index),
  }));
}
