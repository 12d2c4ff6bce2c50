import type { Clock } from '../core/clock.ts';
import type { Session } from './session.ts';

/** Waits before the attempts to reconnect: a server that restarts within 10 s is found again. */
const delaysMs = [100, 250, 500, 1000, 2000, 3000, 3000];

export interface ReconnectionOptions {
  readonly clock: Clock;
  readonly clients: number;
  /** Makes a new session for a client that lost its own; without it a lost client is out. */
  readonly reopen: ((client: number) => Promise<Session>) | undefined;
  readonly onReopened: (client: number, session: Session) => void;
  /** The client has no attempt left. */
  readonly onOut: (message: string) => void;
}

/** Gives clients that lost their connection a new one, with growing patience. */
export class Reconnection {
  /** Connections made anew. */
  count = 0;
  readonly #options: ReconnectionOptions;
  /** Failed attempts since a client's last answer. */
  readonly #attempts: number[];
  readonly #timers = new Set<() => void>();
  #isStopped = false;

  constructor(options: ReconnectionOptions) {
    this.#options = options;
    this.#attempts = Array.from({ length: options.clients }, () => 0);
  }

  /** The client's connection works: the next loss is a new one. */
  works(client: number): void {
    this.#attempts[client] = 0;
  }

  /** `message` is why the last connection, or attempt, came to nothing. */
  begin(client: number, message: string): void {
    const { reopen, onOut, clock } = this.#options;
    const delayMs = delaysMs[this.#attempts[client]!++];
    if (!reopen || delayMs === undefined) {
      onOut(message);
      return;
    }
    const callOff = clock.after(delayMs, () => {
      this.#timers.delete(callOff);
      void this.#try(client, reopen);
    });
    this.#timers.add(callOff);
  }

  stop(): void {
    this.#isStopped = true;
    for (const callOff of this.#timers) callOff();
  }

  async #try(client: number, reopen: (client: number) => Promise<Session>): Promise<void> {
    let session: Session;
    try {
      session = await reopen(client);
    } catch (error) {
      if (!this.#isStopped) this.begin(client, error instanceof Error ? error.message : String(error));
      return;
    }
    if (this.#isStopped) {
      await session.close();
      return;
    }
    this.count++;
    this.#options.onReopened(client, session);
  }
}
