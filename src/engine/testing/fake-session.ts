import type { Clock } from '../../core/clock.ts';
import type { Completion, ErrorClass, Operation, OperationError } from '../../core/operation.ts';
import type { Session } from '../session.ts';

/** How the fake server answers one operation. */
export interface Answer {
  /** Infinity: never, not even to a cancel. */
  afterMs: number;
  rows?: number;
  error?: ErrorClass;
  /** The connection is gone with the answer. */
  disconnects?: boolean;
}

export function fakeError(errorClass: ErrorClass): OperationError {
  return { class: errorClass, sqlState: sqlStates[errorClass], message: `fake ${errorClass}` };
}

const sqlStates: Record<ErrorClass, string> = {
  timeout: '57014',
  cancelled: '57014',
  serialization: '40001',
  deadlock: '40P01',
  connection: '57P01',
  other: '22012',
};

/** A session on a fake clock that answers from a script: `answer` is asked with the count of operations before. */
export class FakeSession implements Session {
  isOpen = true;
  answers = 0;
  executed = 0;
  cancels = 0;
  readonly #clock: Clock;
  readonly #answer: (ordinal: number, operation: Operation) => Answer;
  #operation: Operation | undefined;
  #finish: (() => void) | undefined;
  #lose: (() => void) | undefined;

  constructor(clock: Clock, answer: (ordinal: number, operation: Operation) => Answer) {
    this.#clock = clock;
    this.#answer = answer;
  }

  encode(operation: Operation): void {
    this.#operation = operation;
  }

  execute(done: Completion): void {
    if (this.#finish) throw new Error('Two operations at once on one session.');
    const answer = this.#answer(this.executed++, this.#operation!);
    let callOff = () => {};
    this.#lose = () => {
      callOff();
      this.#finish = undefined;
      this.#lose = undefined;
      done(0, fakeError('connection'));
    };
    if (answer.afterMs === Number.POSITIVE_INFINITY) {
      this.#finish = () => {};
      return;
    }
    const end = (error: ErrorClass | undefined) => {
      callOff();
      this.answers++;
      this.#finish = undefined;
      this.#lose = undefined;
      if (answer.disconnects) this.isOpen = false;
      if (error) done(0, fakeError(error));
      else done(answer.rows ?? 1);
    };
    callOff = this.#clock.after(answer.afterMs, () => end(answer.error));
    this.#finish = () => end('cancelled');
  }

  async cancel(): Promise<void> {
    this.cancels++;
    const finish = this.#finish;
    if (finish) this.#clock.after(1, () => this.#finish === finish && finish());
  }

  /** As the real one: a running operation ends with the connection. */
  async close(): Promise<void> {
    this.isOpen = false;
    const lose = this.#lose;
    if (lose) queueMicrotask(lose);
  }
}
