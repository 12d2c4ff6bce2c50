import type { Client } from './client.ts';

/**
 * Notices servers, or networks, that take a statement and never answer, not even with the timeout that they were
 * told: without a closed connection nothing else would end the operation.
 */
export class SilenceWatch {
  readonly #clients: readonly Client[];
  readonly #limitNs: number;
  readonly #answers: number[];
  readonly #sinceNs: number[];

  /** `limitNs` is how long a statement may take with all that belongs to it; 0 for no limit. */
  constructor(clients: readonly Client[], limitNs: number) {
    this.#clients = clients;
    this.#limitNs = limitNs;
    this.#answers = clients.map(() => -1);
    this.#sinceNs = clients.map(() => 0);
  }

  /** Clients that have waited for an answer for longer than the limit. */
  silent(nowNs: number): Client[] {
    if (this.#limitNs === 0) return [];
    return this.#clients.filter((client) => {
      const { index, session, startNs } = client;
      if (session.answers !== this.#answers[index]) {
        this.#answers[index] = session.answers;
        this.#sinceNs[index] = nowNs;
      }
      const sinceNs = Math.max(startNs, this.#sinceNs[index]!);
      return client.isRunning && !client.isAbandoned && nowNs - sinceNs > this.#limitNs;
    });
  }
}
