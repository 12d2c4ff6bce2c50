import type { Clock } from '../core/clock.ts';
import { nsPerMs } from '../core/units.ts';
import type { Client } from './client.ts';

/** What the server and the network may take to report a timeout before they are held to be gone. */
const graceMs = 1000;
const watchMs = 1000;

/**
 * Notices servers, or networks, that take a statement and never answer, not even with the timeout that they were
 * told, and cuts their connections: nothing else would end the operation.
 */
export class SilenceWatch {
  /** Connections that were cut. */
  cuts = 0;
  readonly #clients: readonly Client[];
  readonly #limitNs: number;
  readonly #answers: number[];
  readonly #sinceNs: number[];

  /** `statementTimeoutMs` is what every statement may take; without a timeout, 0, nobody is given up. */
  constructor(clients: readonly Client[], statementTimeoutMs: number) {
    this.#clients = clients;
    this.#limitNs =
      statementTimeoutMs > 0 ? (statementTimeoutMs + graceMs) * nsPerMs : Number.POSITIVE_INFINITY;
    this.#answers = clients.map(() => -1);
    this.#sinceNs = clients.map(() => 0);
  }

  /** Has every client abandoned that has waited for an answer for longer than the limit. */
  cut(nowNs: number): void {
    for (const client of this.#clients) {
      const { index, session, startNs } = client;
      if (session.answers !== this.#answers[index]) {
        this.#answers[index] = session.answers;
        this.#sinceNs[index] = nowNs;
      }
      const sinceNs = Math.max(startNs, this.#sinceNs[index]!);
      if (!client.isRunning || client.isAbandoned || nowNs - sinceNs <= this.#limitNs) continue;
      this.cuts++;
      client.abandon();
    }
  }

  /** Looks once a second from now on. Returns what ends it. */
  start(clock: Clock): () => void {
    let callOff = () => {};
    const watch = () => {
      this.cut(clock.nowNs());
      callOff = clock.after(watchMs, watch);
    };
    watch();
    return () => callOff();
  }
}
