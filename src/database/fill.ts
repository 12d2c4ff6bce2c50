import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import type { ChunkQueue, QueuedChunk } from './chunk-queue.ts';
import { type CopyData, copyChunk, sizeOf } from './copy.ts';

export interface FillOptions {
  /** One chunk at a time is copied on each. */
  clients: readonly Client[];
  queue: ChunkQueue;
  columnsOf(table: string): readonly string[];
  /** Makes a chunk; asked for ahead of the copying. */
  encode(chunk: QueuedChunk): Promise<CopyData>;
  onChunk(chunk: QueuedChunk, rows: number, bytes: number): void;
  /** Called when the bytes of a chunk are needed no more. */
  recycle?(data: CopyData): void;
}

interface Supplied {
  chunk: QueuedChunk;
  data: Promise<CopyData>;
}

/**
 * Chunks to have made or in the making beyond those being copied, and at least one a client. A row costs more to make
 * in one table and more to store in another: with a single chunk in stock, generator and server each waited for the
 * other for a quarter of the time.
 */
const fewestAhead = 4;

/** How often to look whether other loaders have finished, or died. */
const othersPollMs = 500;

/**
 * Copies the chunks of the queue into their tables until all are in, those of other loaders too. After the first
 * failure no chunk is begun, what was leased is given back, and the failure is thrown.
 */
export async function fillTables(options: FillOptions): Promise<void> {
  const { clients, queue } = options;
  const fill = new Fill(options);
  const failures = await Promise.all(clients.map((client) => fill.work(client)));
  const failure = failures.find((outcome) => outcome !== undefined);
  if (!failure) return;
  await Promise.any(clients.map((client) => queue.giveBack(client))).catch(() => {});
  throw failure.error;
}

class Fill {
  readonly #options: FillOptions;
  readonly #stock: Supplied[] = [];
  #hasFailed = false;

  constructor(options: FillOptions) {
    this.#options = options;
  }

  /** Copies chunk after chunk on one connection; returns why it stopped early, if it did. */
  async work(client: Client): Promise<{ error: unknown } | undefined> {
    const { queue, columnsOf, onChunk, recycle } = this.#options;
    try {
      for (let next = await this.#next(client); next; next = await this.#next(client)) {
        const data = await next.data;
        const columns = columnsOf(next.chunk.table);
        const bytes = sizeOf(data);
        if (await copyChunk(client, next.chunk, columns, data, queue)) onChunk(next.chunk, data.rows, bytes);
        recycle?.(data);
      }
      return undefined;
    } catch (error) {
      this.#hasFailed = true;
      return { error };
    }
  }

  /** The next chunk; undefined when all are in. Waits while the last ones are other loaders'. */
  async #next(client: Client): Promise<Supplied | undefined> {
    while (!this.#hasFailed) {
      await this.#restock(client);
      const next = this.#stock.shift();
      if (next) return next;
      if ((await this.#options.queue.unfilled(client)).chunks === 0) return undefined;
      await sleep(othersPollMs);
    }
    return undefined;
  }

  async #restock(client: Client): Promise<void> {
    const { queue, clients, encode } = this.#options;
    const ahead = Math.max(fewestAhead, clients.length);
    const wanted = ahead + 1 - this.#stock.length;
    if (wanted <= 0) return;
    for (const chunk of await queue.take(client, wanted)) {
      const data = encode(chunk);
      data.catch(() => {}); // reported where it is awaited
      this.#stock.push({ chunk, data });
    }
  }
}
