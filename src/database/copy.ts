import { once } from 'node:events';
import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

/** A chunk of one table, made somewhere else. */
export interface CopyChunk {
  table: string;
  number: number;
  columns: readonly string[];
}

/** A chunk as a complete binary COPY stream. */
export interface CopyData {
  rows: number;
  slices: readonly Uint8Array[];
}

/** Copies a chunk and marks it as done, in one transaction: it is in with its mark, or not at all. */
export async function copyChunk(client: Client, chunk: CopyChunk, data: CopyData): Promise<void> {
  await client.query('BEGIN');
  try {
    await copyBinary(client, chunk, data.slices);
    const bytes = data.slices.reduce((sum, slice) => sum + slice.length, 0);
    await client.query({
      name: 'bench_chunk_done',
      text: 'INSERT INTO bench_harness.chunk (table_name, number, rows, bytes) VALUES ($1, $2, $3, $4)',
      values: [chunk.table, chunk.number, data.rows, bytes],
    });
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  }
}

/** COPY ... FROM STDIN in binary. */
export async function copyBinary(
  client: Client,
  { table, columns }: Omit<CopyChunk, 'number'>,
  slices: readonly Uint8Array[],
): Promise<void> {
  const stream = client.query(copyFrom(`COPY ${table} (${columns.join(', ')}) FROM STDIN (FORMAT binary)`));
  const finished = once(stream, 'finish');
  // A failure is reported by `finished`; without this it would be reported twice.
  finished.catch(() => {});
  for (const slice of slices) {
    if (stream.destroyed) break;
    if (!stream.write(slice)) await Promise.race([once(stream, 'drain'), finished]);
  }
  stream.end();
  await finished;
}
