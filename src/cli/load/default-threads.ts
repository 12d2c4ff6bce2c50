import { availableParallelism } from 'node:os';

/** The server may want the other cores, and one thread sends tens of thousands of operations a second. */
export function defaultThreads(): number {
  return Math.min(4, Math.ceil(availableParallelism() / 2));
}
