import type { ListenOptions } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { StubListener, type StubModel } from './stub-listener.ts';

/** What the thread is started with. */
export interface StubThreadData {
  readonly address: ListenOptions;
  readonly model: StubModel;
}

/** What the thread is told; each is answered with `value` or `error`, in order. */
export type StubCommand =
  | { readonly kind: 'listen' | 'refuse' | 'stall' | 'resume' | 'counts' }
  | { readonly kind: 'close-connections'; readonly limit: number };

export type StubReply = { readonly value: unknown } | { readonly error: Error };

const { address, model } = workerData as StubThreadData;
const listener = new StubListener(address, model);

parentPort!.on('message', async (command: StubCommand) => {
  try {
    parentPort!.postMessage({ value: await obey(command) } satisfies StubReply);
  } catch (error) {
    parentPort!.postMessage({ error: error as Error } satisfies StubReply);
  }
});

function obey(command: StubCommand): unknown {
  switch (command.kind) {
    case 'listen':
      return listener.listen();
    case 'refuse':
      return listener.refuse();
    case 'stall':
      return listener.stall();
    case 'resume':
      return listener.resume();
    case 'counts':
      return listener.counts;
    case 'close-connections':
      return listener.closeConnections(command.limit);
  }
}
