import type { Completion, Operation } from '../core/operation.ts';

/**
 * One connection, as much of it as the engine needs. One operation at a time: {@link encode}, {@link execute},
 * completion, and so on. The engine reads the clock between the first two.
 */
export interface Session {
  /** False once the connection is lost or closed; it never comes back. */
  readonly isOpen: boolean;
  /** Answers received so far, one a statement: a number that stands still shows a server that has gone silent. */
  readonly answers: number;
  /** Turns an operation into the bytes to send. All work that needs no clock belongs here. */
  encode(operation: Operation): void;
  /**
   * Sends what was encoded last. `done` is called exactly once, never from within this call, and on a lost
   * connection with an error of class `connection`.
   */
  execute(done: Completion): void;
  /** Asks the server to give up the running operation, which ends soon after. Never rejects. */
  cancel(): Promise<void>;
  /** Ends the connection; a running operation ends with class `connection`. Never rejects. */
  close(): Promise<void>;
}
