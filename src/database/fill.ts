import type { Client } from 'pg';
import { type CopyChunk, type CopyData, copyChunk } from './copy.ts';

export interface FillOptions<Chunk extends CopyChunk> {
  /** One chunk at a time is copied on each. */
  clients: readonly Client[];
  /** Chunks not in yet, in the order in which they should go in. */
  chunks: readonly Chunk[];
  /** Makes a chunk; asked for ahead of the copying. */
  encode(chunk: Chunk): Promise<CopyData>;
  /** How many chunks to have in the making beyond those being copied. */
  ahead: number;
  onChunk(chunk: Chunk, rows: number, bytes: number): void;
}

/** Chunks that are in already, as `table/number`. */
export async function filledChunks(client: Client): Promise<Set<string>> {
  const { rows } = await client.query<{ key: string }>(
    `SELECT table_name || '/' || number AS key FROM bench_harness.chunk`,
  );
  return new Set(rows.map(({ key }) => key));
}

export function chunkKey({ table, number }: CopyChunk): string {
  return `${table}/${number}`;
}

/** Copies the chunks into their tables. After the first failure no chunk is begun, and the failure is thrown. */
export async function fillTables<Chunk extends CopyChunk>(options: FillOptions<Chunk>): Promise<void> {
  const { clients, chunks, encode, ahead, onChunk } = options;
  const inTheMaking: Promise<CopyData>[] = [];
  let failure: { error: unknown } | undefined;
  let nextToCopy = 0;

  function take(): { chunk: Chunk; data: Promise<CopyData> } | undefined {
    while (inTheMaking.length < Math.min(chunks.length, nextToCopy + 1 + ahead)) {
      const data = encode(chunks[inTheMaking.length]!);
      data.catch(() => {}); // reported where it is awaited
      inTheMaking.push(data);
    }
    const index = nextToCopy;
    if (failure || index >= chunks.length) return undefined;
    nextToCopy++;
    const data = inTheMaking[index]!;
    delete inTheMaking[index]; // so that copied bytes can be collected
    return { chunk: chunks[index]!, data };
  }

  async function copyAll(client: Client): Promise<void> {
    for (let next = take(); next; next = take()) {
      const data = await next.data;
      await copyChunk(client, next.chunk, data);
      onChunk(
        next.chunk,
        data.rows,
        data.slices.reduce((sum, slice) => sum + slice.length, 0),
      );
    }
  }

  await Promise.all(
    clients.map((client) =>
      copyAll(client).catch((error: unknown) => {
        failure ??= { error };
      }),
    ),
  );
  if (failure) throw failure.error;
}
