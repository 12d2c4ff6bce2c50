import type { Clock } from '../core/clock.ts';
import type { Completion, Operation, OperationError } from '../core/operation.ts';
import type { Session } from './session.ts';
import type { Workload } from './workload.ts';

/** What a client tells the run it belongs to. */
export interface ClientListener {
  started(client: Client): void;
  /** The client is idle when this is called; the listener decides whether it goes on. */
  ended(client: Client, nowNs: number, rows: number, error: OperationError | undefined): void;
}

/**
 * One connection's operations, one after another. Idle, then running between {@link run} and the listener's
 * `ended`, then idle again.
 */
export class Client {
  readonly index: number;
  session: Session;
  /** When the current or last operation was sent. */
  startNs = 0;
  /** Its query and stratum, kept by value: the workload may reuse the operation. */
  query = 0;
  stratum = 0;
  isRunning = false;
  /** Whether the current operation started inside the measure window; set by the listener. */
  isCounted = false;
  readonly #workload: Workload;
  readonly #clock: Clock;
  readonly #listener: ClientListener;
  readonly #done: Completion;

  constructor(index: number, session: Session, workload: Workload, clock: Clock, listener: ClientListener) {
    this.index = index;
    this.session = session;
    this.#workload = workload;
    this.#clock = clock;
    this.#listener = listener;
    this.#done = (rows, error) => {
      const nowNs = this.#clock.nowNs();
      this.isRunning = false;
      this.#listener.ended(this, nowNs, rows, error);
    };
  }

  /** Draws and encodes the next operation, then starts its time and sends it. */
  run(): void {
    const operation: Operation = this.#workload.next(this.index);
    this.query = operation.query;
    this.stratum = operation.stratum;
    this.session.encode(operation);
    this.isRunning = true;
    this.startNs = this.#clock.nowNs();
    this.session.execute(this.#done);
    this.#listener.started(this);
  }
}
