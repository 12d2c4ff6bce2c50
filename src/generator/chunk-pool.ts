import { Worker } from 'node:worker_threads';
import type { WorldOptions } from '../population/world.ts';
import { type Chunk, type EncodedChunk, memoryOf } from './chunk.ts';
import type { ChunkRequest } from './chunk-worker.ts';

interface Request {
  resolve(encoded: EncodedChunk): void;
  reject(error: Error): void;
}

/** One thread with a world of its own, and what it has been asked for and not yet answered. */
class ChunkThread {
  readonly #worker: Worker;
  readonly #requests: Request[] = [];
  #failure: Error | undefined;

  constructor(world: WorldOptions) {
    this.#worker = new Worker(new URL('./chunk-worker.js', import.meta.url), { workerData: world });
    this.#worker.on('message', (encoded: EncodedChunk) => this.#requests.shift()?.resolve(encoded));
    this.#worker.on('error', (error) => this.#fail(error as Error));
  }

  get waiting(): number {
    return this.#requests.length;
  }

  encode(chunk: Chunk): Promise<EncodedChunk> {
    return new Promise((resolve, reject) => {
      if (this.#failure) throw this.#failure;
      this.#requests.push({ resolve, reject });
      this.#worker.postMessage({ chunk } satisfies ChunkRequest);
    });
  }

  /** Gives memory back to the thread. */
  recycle(spare: ArrayBuffer[]): void {
    if (!this.#failure) this.#worker.postMessage({ spare } satisfies ChunkRequest, spare);
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
export class ChunkPool {
  readonly #threads: readonly ChunkThread[];
  #recycled = 0;

  constructor(world: WorldOptions, threads: number) {
    this.#threads = Array.from({ length: threads }, () => new ChunkThread(world));
  }

  encode(chunk: Chunk): Promise<EncodedChunk> {
    const idlest = this.#threads.reduce((best, thread) => (thread.waiting < best.waiting ? thread : best));
    return idlest.encode(chunk);
  }

  /** To be called when a chunk has been sent: its memory is used again, and its slices are empty afterwards. */
  recycle({ slices }: EncodedChunk): void {
    const spare = memoryOf(slices);
    if (spare.length > 0) this.#nextToRecycle().recycle(spare);
  }

  /** In turns: the threads make about equally many chunks. */
  #nextToRecycle(): ChunkThread {
    this.#recycled = (this.#recycled + 1) % this.#threads.length;
    return this.#threads[this.#recycled]!;
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }
}
