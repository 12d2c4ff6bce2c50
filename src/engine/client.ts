import type { Clock } from '../core/clock.ts';
import type { Completion, Operation, OperationError } from '../core/operation.ts';
import type { Session } from './session.ts';

/** What a client tells the run it belongs to. */
export interface ClientListener {
  started(client: Client): void;
  /** The client is idle when this is called; the listener decides whether it goes on. */
  ended(client: Client, nowNs: number, rows: number, error: OperationError | undefined): void;
  /** Its connection was found lost while it was idle. */
  lost(client: Client): void;
}

/**
 * One connection's operations, one after another. Idle, then running between {@link run} and the listener's
 * `ended`, then idle again.
 */
export class Client {
  readonly index: number;
  session: Session;
  /** When the current or last operation was due; in closed load, when it was sent. */
  intendedNs = 0;
  /** When the harness noticed that it was due. */
  dispatchNs = 0;
  /** When it was sent. */
  startNs = 0;
  /** Its query, stratum and parameters, kept by value: the workload may reuse the operation. */
  query = 0;
  stratum = 0;
  values: readonly (string | null)[] = [];
  isRunning = false;
  /** Whether the current operation was due inside the measure window; set by the listener. */
  isCounted = false;
  readonly #clock: Clock;
  readonly #listener: ClientListener;
  readonly #done: Completion;
  #isAbandoned = false;

  constructor(index: number, session: Session, clock: Clock, listener: ClientListener) {
    this.index = index;
    this.session = session;
    this.#clock = clock;
    this.#listener = listener;
    this.#done = (rows, error) => {
      const nowNs = this.#clock.nowNs();
      this.isRunning = false;
      const end = this.#isAbandoned ? { ...silence, message: error?.message ?? '' } : error;
      this.#isAbandoned = false;
      this.#listener.ended(this, nowNs, rows, end);
    };
  }

  /** Whether the operation under way has been given up. */
  get isAbandoned(): boolean {
    return this.#isAbandoned;
  }

  /** Encodes the operation, then starts its time and sends it. Without a schedule it is due when it is sent. */
  run(operation: Operation, intendedNs?: number, dispatchNs?: number): void {
    this.query = operation.query;
    this.stratum = operation.stratum;
    this.values = operation.values;
    this.session.encode(operation);
    this.isRunning = true;
    this.startNs = this.#clock.nowNs();
    this.intendedNs = intendedNs ?? this.startNs;
    this.dispatchNs = dispatchNs ?? this.startNs;
    this.session.execute(this.#done);
    this.#listener.started(this);
  }

  /** Cuts the connection, whose server does not answer any more; the operation under way ends as timed out. */
  abandon(): void {
    this.#isAbandoned = true;
    void this.session.close();
  }

  lost(): void {
    this.#listener.lost(this);
  }
}

/** How an operation ends whose connection was cut because nothing came any more. */
const silence = { class: 'timeout', sqlState: '08006' } as const;
