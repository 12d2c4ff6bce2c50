import type { Client } from './client.ts';

/** An operation that was due in the run and was never sent. */
export interface Unsent {
  readonly query: number;
  readonly stratum: number;
  readonly intendedNs: number;
  /** Whether the client had noticed that it was due: then it waited for a connection, else the client was late. */
  readonly wasDispatched: boolean;
}

/** Decides when an operation starts, and on which connection. What it is, the workload decides. */
export interface Pacing {
  /** Of operations that are due and wait for a connection. */
  readonly waiting: number;
  /** Whether operations of the measure window are still to be sent. */
  readonly owesWork: boolean;
  /** Called once, before the clients become idle. */
  start(): void;
  /** The client is connected and has nothing to do: at the start, after an operation, after a reconnection. */
  idle(client: Client): void;
  /** Ends it, and tells what was due by `nowNs` and not sent. */
  stop(nowNs: number): Unsent[];
  /** Ends it, with no question asked; also after {@link stop}. */
  close(): void;
}
