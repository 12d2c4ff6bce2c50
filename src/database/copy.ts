import { once } from 'node:events';
import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { ChunkQueue, QueuedChunk } from './chunk-queue.ts';

/** A chunk as a complete binary COPY stream. */
export interface CopyData {
  rows: number;
  slices: readonly Uint8Array[];
}

export function sizeOf({ slices }: CopyData): number {
  return slices.reduce((sum, slice) => sum + slice.length, 0);
}

/**
 * Copies a chunk and marks it as filled, in one transaction: it is in with its mark, or not at all. False, with
 * nothing changed, when another loader has filled it meanwhile.
 */
export async function copyChunk(
  client: Client,
  chunk: QueuedChunk,
  columns: readonly string[],
  data: CopyData,
  queue: ChunkQueue,
): Promise<boolean> {
  await client.query('BEGIN');
  try {
    await copyBinary(client, chunk.table, columns, data.slices);
    const isOurs = await queue.mark(client, chunk, data.rows, sizeOf(data));
    await client.query(isOurs ? 'COMMIT' : 'ROLLBACK');
    return isOurs;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  }
}

/** COPY ... FROM STDIN in binary. */
export async function copyBinary(
  client: Client,
  table: string,
  columns: readonly string[],
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
