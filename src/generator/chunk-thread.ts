import { parentPort, workerData } from 'node:worker_threads';
import { World, type WorldOptions } from '../population/world.ts';
import { ChunkMaker, type ChunkRequest } from './chunk-maker.ts';

/** The thread's side of a {@link ChunkPool}: makes what it is asked for, in order. */
const maker = new ChunkMaker(new World(workerData as WorldOptions));

parentPort!.on('message', (request: ChunkRequest) => {
  switch (request.kind) {
    case 'encode':
      return answer(maker.encode(request.chunk));
    case 'recycle':
      return maker.recycle(request.spare);
    case 'checksum':
      return answer(maker.checksum(request.range).words);
    case 'rows':
      return answer(maker.rows(request.range, request.parts));
  }
});

function answer(message: unknown): void {
  parentPort!.postMessage(message);
}
