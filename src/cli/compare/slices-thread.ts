import { parentPort, workerData } from 'node:worker_threads';
import { utilizationMeter } from '../../core/nap.ts';
import { failureReport } from './failure-report.ts';
import { SlicesWork } from './slices-work.ts';
import type { SlicesOrder, SlicesReport, SlicesTask, TurnOrder } from './task.ts';

/** The thread of a load of slices: runs the turn that it is told to, and waits for the next word. */

const task = workerData as SlicesTask;
const port = parentPort!;
const interruption = new AbortController();
const orders: SlicesOrder[] = [];
let onOrder: () => void = () => {};

function report(message: SlicesReport): void {
  port.postMessage(message);
}

port.on('message', (order: SlicesOrder) => {
  if (order.kind === 'stop') {
    // Slices end at once from now on; the word that there are enough still comes.
    interruption.abort();
    return;
  }
  orders.push(order);
  onOrder();
});

async function nextOrder(): Promise<SlicesOrder> {
  while (orders.length === 0) {
    await new Promise<void>((resolve) => {
      onOrder = resolve;
    });
  }
  return orders.shift()!;
}

function isTurn(order: SlicesOrder): order is TurnOrder {
  return order.kind === 'turn' || order.kind === 'warm';
}

try {
  const work = await SlicesWork.open(task);
  try {
    const utilization = utilizationMeter();
    let busy = 0;
    let counted = 0;
    report({ kind: 'ready' });
    for (let order = await nextOrder(); isTurn(order); order = await nextOrder()) {
      if (order.kind === 'warm') {
        report({ kind: 'turn', slice: await work.warm(order.arm, interruption.signal) });
        continue;
      }
      utilization();
      const slice = await work.run(order, interruption.signal);
      busy += utilization();
      counted++;
      report({ kind: 'turn', slice });
    }
    report({ kind: 'done', result: await work.result(counted > 0 ? busy / counted : 0) });
  } finally {
    await work.close();
  }
} catch (error) {
  report(failureReport(error as Error));
} finally {
  port.close();
}
