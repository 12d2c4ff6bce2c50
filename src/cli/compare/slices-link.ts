import type { Slice } from '../../engine/paired/slice.ts';
import type { SlicesOrder, SlicesReport, SlicesResult, SlicesTask, TurnOrder } from './task.ts';
import { CompareThread } from './threads.ts';

/** The main thread's end of a load of slices: one order, one answer. */
export class SlicesLink {
  readonly ready: Promise<unknown>;
  readonly #thread: CompareThread<SlicesOrder, SlicesReport>;
  readonly #signal: AbortSignal;
  readonly #stop = () => this.#thread.tell({ kind: 'stop' });
  #onReport: (report: SlicesReport) => void = () => {};

  constructor(task: SlicesTask, signal: AbortSignal) {
    const entry = new URL('./slices-thread.js', import.meta.url);
    this.#thread = new CompareThread(entry, task, (report) => this.#onReport(report as SlicesReport));
    this.#signal = signal;
    this.ready = this.#next();
    signal.addEventListener('abort', this.#stop);
    if (signal.aborted) this.#stop();
  }

  /** Undefined when the arm cannot go on, or the load is to end. */
  async turn(order: TurnOrder): Promise<Slice | undefined> {
    if (this.#signal.aborted) return undefined;
    const answer = this.#next();
    this.#thread.tell(order);
    const report = await answer;
    return report.kind === 'turn' ? report.slice : undefined;
  }

  async finish(): Promise<SlicesResult> {
    const answer = this.#next();
    this.#thread.tell({ kind: 'over' });
    const report = await answer;
    if (report.kind !== 'done') throw new Error(`The thread of slices answers "${report.kind}" to the end.`);
    return report.result;
  }

  async close(): Promise<void> {
    this.#signal.removeEventListener('abort', this.#stop);
    await this.#thread.close();
  }

  #next(): Promise<SlicesReport> {
    const report = new Promise<SlicesReport>((resolve) => {
      this.#onReport = resolve;
    });
    return Promise.race([report, this.#thread.failed]);
  }
}
