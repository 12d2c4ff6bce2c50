import { setFlagsFromString } from 'node:v8';

/**
 * Threads started from now on keep the heap that they have. V8 shrinks that of one that allocates little, in a collection
 * with pauses of up to 9 milliseconds: just what a thread that measures must not do.
 */
export function keepHeapsSteady(): void {
  setFlagsFromString('--no-memory-reducer');
}
