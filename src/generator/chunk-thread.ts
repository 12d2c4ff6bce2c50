import { parentPort, workerData } from 'node:worker_threads';
import { World, type WorldOptions } from '../population/world.ts';
import { ChunkMaker, type ChunkRequest } from './chunk-maker.ts';

/** The thread's side of a {@link ChunkPool}: makes what it is asked for, in order. */
const maker = new ChunkMaker(new World(workerData as WorldOptions));

parentPort!.on('message', (request: ChunkRequest) => {
  switch (request.kind) {
    case 'encode': {
      const encoded = maker.encode(request.chunk);
      return answer(
        encoded,
        encoded.slices.map((slice) => slice.buffer as ArrayBuffer),
      );
    }
    case 'recycle':
      return maker.recycle(request.spare);
    case 'checksum': {
      const { words } = maker.checksum(request.range);
      return answer(words, [words.buffer]);
    }
    case 'rows':
      return answer(maker.rows(request.range, request.parts), []);
  }
});

function answer(message: unknown, transferred: ArrayBuffer[]): void {
  parentPort!.postMessage(message, transferred);
}
