import type { Clock } from '../core/clock.ts';
import { ln } from '../core/portable-math.ts';
import { type RandomSequence, Stream } from '../core/random.ts';
import type { Client } from './client.ts';
import type { Pacing, Unsent } from './pacing.ts';
import type { Share } from './schedule.ts';
import type { Workload } from './workload.ts';

/** Think times are cut here, in means, as those of TPC-C (clause 5.2.5.4). */
const longestThinkTime = 10;

export interface ClosedPacingOptions {
  readonly workload: Workload;
  readonly clock: Clock;
  readonly thinkTimeMs: number;
  readonly clients: number;
  readonly share: Share;
  /** The workload, or the encoding of what it gave, failed after a client had thought. */
  readonly onFault: (fault: unknown) => void;
}

/** Closed load: a client's next operation starts when its last one has ended and it has thought. */
export class ClosedPacing implements Pacing {
  readonly waiting = 0;
  readonly owesWork = false;
  readonly #workload: Workload;
  readonly #clock: Clock;
  readonly #thinkTimeMs: number;
  readonly #onFault: (fault: unknown) => void;
  readonly #random: readonly RandomSequence[];
  readonly #thinking = new Set<() => void>();

  constructor({ workload, clock, thinkTimeMs, clients, share, onFault }: ClosedPacingOptions) {
    this.#workload = workload;
    this.#clock = clock;
    this.#thinkTimeMs = thinkTimeMs;
    this.#onFault = onFault;
    const stream = new Stream(0, 'think times');
    // Threads may have different numbers of clients; no two clients think alike.
    this.#random = Array.from({ length: clients }, (_, index) =>
      stream.sequence(index * share.of + share.index),
    );
  }

  start(): void {}

  /** With think time, clients begin by thinking: not all at once. */
  idle(client: Client): void {
    if (this.#thinkTimeMs === 0) this.#run(client);
    else this.#think(client);
  }

  stop(): Unsent[] {
    this.close();
    return [];
  }

  close(): void {
    for (const callOff of this.#thinking) callOff();
    this.#thinking.clear();
  }

  #think(client: Client): void {
    const thinkTimeMs = this.#thinkTimeMs * -ln(this.#random[client.index]!.uniform());
    const callOff = this.#clock.after(Math.min(thinkTimeMs, longestThinkTime * this.#thinkTimeMs), () => {
      this.#thinking.delete(callOff);
      try {
        // The connection may have been lost meanwhile, which only an operation finds out.
        this.#run(client);
      } catch (fault) {
        this.#onFault(fault);
      }
    });
    this.#thinking.add(callOff);
  }

  #run(client: Client): void {
    client.run(this.#workload.next(client.index));
  }
}
