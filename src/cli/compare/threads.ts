import { Worker } from 'node:worker_threads';
import { BenchError } from '../../core/errors.ts';
import { keepHeapsSteady } from '../../core/steady-heap.ts';
import { failure } from '../load/preflight.ts';
import { ThreadFailure } from '../load/threads.ts';
import type { ThreadFailed } from './task.ts';

/** The main thread's end of a thread that compares. Runs from compiled code only. */
export class CompareThread<Order, Report extends { readonly kind: string }> {
  /** Rejects when the thread fails or ends before {@link finish}; never resolves by itself. */
  readonly failed: Promise<never>;
  readonly #worker: Worker;

  constructor(entry: URL, task: unknown, onReport: (report: Exclude<Report, ThreadFailed>) => void) {
    keepHeapsSteady();
    this.#worker = new Worker(entry, { workerData: task });
    this.failed = new Promise((_, reject) => {
      this.#worker.on('message', (report: Report | ThreadFailed) => {
        if (report.kind === 'failed') reject(errorOf(report as ThreadFailed));
        else {
          try {
            onReport(report as Exclude<Report, ThreadFailed>);
          } catch (fault) {
            reject(fault);
          }
        }
      });
      this.#worker.on('error', reject);
      this.#worker.on('exit', () => reject(new Error('The thread ended before its work was done.')));
    });
    // It may fail when nobody waits for it any more.
    this.failed.catch(() => {});
  }

  tell(order: Order): void {
    this.#worker.postMessage(order);
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}

function errorOf({ message, code, address, expected }: ThreadFailed): Error {
  if (expected) return new BenchError(expected.exitCode, message, expected.next);
  if (address === undefined) return new Error(message);
  return failure(new ThreadFailure(message, code), address);
}
