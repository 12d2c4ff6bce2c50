import type { Client } from 'pg';

/** A chunk as the plan has it: a range of a table's parents. */
export interface QueuedChunk {
  table: string;
  number: number;
  firstParent: number;
  endParent: number;
  expectedRows: number;
}

/**
 * A loader that holds a lease for so long without filling the chunk is taken for dead, and another one may take it.
 * Should it live after all, the chunk still goes in once: it is marked in the transaction that copies it.
 */
const leaseSeconds = 60;

/** Writes the plan of a fill, in the order in which its chunks should go in. */
export async function writePlan(client: Client, chunks: readonly QueuedChunk[]): Promise<void> {
  await client.query(
    `INSERT INTO bench_harness.chunk (ordinal, table_name, number, first_parent, end_parent, expected_rows)
     SELECT row_number() OVER (), * FROM unnest($1::text[], $2::int[], $3::bigint[], $4::bigint[], $5::float8[])`,
    [
      chunks.map(({ table }) => table),
      chunks.map(({ number }) => number),
      chunks.map(({ firstParent }) => firstParent),
      chunks.map(({ endParent }) => endParent),
      chunks.map(({ expectedRows }) => expectedRows),
    ],
  );
}

/** The chunks that are still to be filled, shared among any number of loaders. */
export class ChunkQueue {
  /** Distinguishes this loader's leases from those of others. */
  readonly owner: string;

  constructor(owner: string) {
    this.owner = owner;
  }

  /** Leases up to `count` chunks that nobody fills. None are left when it returns none, but for those of others. */
  async take(client: Client, count: number): Promise<QueuedChunk[]> {
    const { rows } = await client.query<QueuedChunk & { ordinal: number }>({
      name: 'bench_take_chunks',
      text: `
        UPDATE bench_harness.chunk
        SET leased_by = $1, leased_until = now() + make_interval(secs => ${leaseSeconds})
        WHERE ordinal IN (
          SELECT ordinal FROM bench_harness.chunk
          WHERE rows IS NULL AND (leased_until IS NULL OR leased_until < now())
          ORDER BY ordinal LIMIT $2
          FOR UPDATE SKIP LOCKED)
        RETURNING ordinal, table_name AS "table", number, first_parent::float8 AS "firstParent",
                  end_parent::float8 AS "endParent", expected_rows AS "expectedRows"`,
      values: [this.owner, count],
    });
    return rows.sort((a, b) => a.ordinal - b.ordinal);
  }

  /** Marks a chunk as filled, in the caller's transaction. False when another loader was quicker: then roll back. */
  async mark(client: Client, { table, number }: QueuedChunk, rows: number, bytes: number): Promise<boolean> {
    const { rowCount } = await client.query({
      name: 'bench_mark_chunk',
      text: `
        UPDATE bench_harness.chunk SET rows = $3, bytes = $4, leased_by = NULL, leased_until = NULL
        WHERE table_name = $1 AND number = $2 AND rows IS NULL`,
      values: [table, number, rows, bytes],
    });
    return rowCount === 1;
  }

  /** Gives back what this loader has leased and not filled. */
  async giveBack(client: Client): Promise<void> {
    await client.query(
      `UPDATE bench_harness.chunk SET leased_by = NULL, leased_until = NULL WHERE rows IS NULL AND leased_by = $1`,
      [this.owner],
    );
  }

  /** Ends all leases. Only for a loader that is alone: whoever held them is dead. */
  async revokeAll(client: Client): Promise<void> {
    await client.query(
      'UPDATE bench_harness.chunk SET leased_by = NULL, leased_until = NULL WHERE rows IS NULL AND leased_by IS NOT NULL',
    );
  }

  /** Chunks that are not in yet, leased or not, and the rows they should have. */
  async unfilled(client: Client): Promise<{ chunks: number; expectedRows: number }> {
    const { rows } = await client.query<{ chunks: number; expectedRows: number }>(
      `SELECT count(*)::int AS chunks, coalesce(sum(expected_rows), 0) AS "expectedRows"
       FROM bench_harness.chunk WHERE rows IS NULL`,
    );
    return rows[0]!;
  }
}
