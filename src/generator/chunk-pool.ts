import { Worker } from 'node:worker_threads';
import { ContentChecksum } from '../core/content-checksum.ts';
import type { WorldOptions } from '../population/world.ts';
import { type Chunk, type EncodedChunk, memoryOf } from './chunk.ts';
import type { Answer, ChunkRequest, RowSource, TableRange } from './chunk-maker.ts';

interface Pending {
  resolve(answer: never): void;
  reject(error: Error): void;
}

/** One thread with a world of its own, and what it has been asked for and not yet answered. */
class ChunkThread {
  readonly #worker: Worker;
  readonly #requests: Pending[] = [];
  #failure: Error | undefined;

  constructor(world: WorldOptions) {
    this.#worker = new Worker(new URL('./chunk-thread.js', import.meta.url), { workerData: world });
    this.#worker.on('message', (answer) => this.#requests.shift()?.resolve(answer as never));
    this.#worker.on('error', (error) => this.#fail(error as Error));
  }

  get waiting(): number {
    return this.#requests.length;
  }

  ask<Kind extends ChunkRequest['kind']>(
    request: Extract<ChunkRequest, { kind: Kind }>,
  ): Promise<Answer<Kind>> {
    return new Promise((resolve, reject) => {
      if (this.#failure) throw this.#failure;
      this.#requests.push({ resolve, reject });
      this.#worker.postMessage(request);
    });
  }

  /** Gives memory back to the thread. */
  recycle(spare: SharedArrayBuffer[]): void {
    if (!this.#failure) this.#worker.postMessage({ kind: 'recycle', spare } satisfies ChunkRequest);
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
    this.#fail(new Error('the chunk pool was closed'));
  }

  /** A thread that is gone answers nobody: neither those who wait nor those who come. */
  #fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#requests.splice(0)) reject(error);
  }
}

/**
 * Makes chunks in threads, away from the one that feeds the connections: the server never waits for the generator
 * nor the generator for the network. Runs from compiled code only.
 */
export class ChunkPool implements RowSource {
  readonly #threads: readonly ChunkThread[];
  /** Memory goes back to the thread that made the chunk: given to another, it would pile up there. */
  readonly #makers = new WeakMap<EncodedChunk, ChunkThread>();

  constructor(world: WorldOptions, threads: number) {
    this.#threads = Array.from({ length: threads }, () => new ChunkThread(world));
  }

  async encode(chunk: Chunk): Promise<EncodedChunk> {
    const thread = this.#idlest();
    const encoded = await thread.ask({ kind: 'encode', chunk });
    this.#makers.set(encoded, thread);
    return encoded;
  }

  async checksum(range: TableRange): Promise<ContentChecksum> {
    return ContentChecksum.of(await this.#idlest().ask({ kind: 'checksum', range }));
  }

  rows(range: TableRange, parts?: ReadonlySet<number>): Promise<Uint8Array[]> {
    return this.#idlest().ask({ kind: 'rows', range, ...(parts && { parts }) });
  }

  #idlest(): ChunkThread {
    return this.#threads.reduce((best, thread) => (thread.waiting < best.waiting ? thread : best));
  }

  /** To be called when a chunk has been sent: its slices are written over afterwards. */
  recycle(encoded: EncodedChunk): void {
    const spare = memoryOf(encoded.slices);
    if (spare.length > 0) this.#makers.get(encoded)?.recycle(spare);
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }
}
