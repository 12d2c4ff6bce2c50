import { parentPort, workerData } from 'node:worker_threads';
import { utilizationMeter } from '../../core/nap.ts';
import { failureReport } from './failure-report.ts';
import { workOnPairs } from './pairs-work.ts';
import type { PairsOrder, PairsReport, PairsTask } from './task.ts';

/** The thread of a load of pairs: tells each block, and asks whether to go on when it has as many as were wanted. */

const task = workerData as PairsTask;
const port = parentPort!;
const interruption = new AbortController();
let wanted = 0;
let blocks = 0;
/** Waits for the word that there are enough blocks, or are to be more. */
let onWord: (goesOn: boolean) => void = () => {};

function report(message: PairsReport): void {
  port.postMessage(message);
}

port.on('message', (order: PairsOrder) => {
  if (order.kind === 'until') {
    wanted = order.blocks;
    onWord(true);
  } else {
    if (order.kind === 'stop') interruption.abort();
    onWord(false);
  }
});

function goesOn(): boolean | Promise<boolean> {
  if (interruption.signal.aborted) return false;
  if (blocks < wanted) return true;
  return new Promise((resolve) => {
    onWord = resolve;
  });
}

try {
  const result = await workOnPairs(task, {
    ready: () => report({ kind: 'ready' }),
    block: (block) => {
      blocks++;
      report({ kind: 'block', block });
      return goesOn();
    },
    utilization: utilizationMeter(),
    signal: interruption.signal,
  });
  report({ kind: 'done', result });
} catch (error) {
  report(failureReport(error as Error));
} finally {
  port.close();
}
