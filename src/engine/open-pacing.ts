import type { Alarm, AlarmMaker } from '../core/alarm.ts';
import type { Clock } from '../core/clock.ts';
import type { Operation } from '../core/operation.ts';
import { Backlog } from './backlog.ts';
import type { Client } from './client.ts';
import type { Pacing, Unsent } from './pacing.ts';
import type { ArrivalSchedule } from './schedule.ts';
import type { Workload } from './workload.ts';

export interface OpenPacingOptions {
  readonly workload: Workload;
  /** The workload's sequence of operations that this thread sends from. */
  readonly lane: number;
  readonly schedule: ArrivalSchedule;
  readonly clock: Clock;
  readonly alarm: AlarmMaker;
  /** Whether an answer is awaited on any connection of this thread. */
  readonly isAwaiting: () => boolean;
  /** When the schedule begins. */
  readonly startNs: number;
  /** More operations than this waiting mean that the server cannot keep up. */
  readonly backlogLimit: number;
  readonly onOverload: () => void;
  /** The workload, or the encoding of what it gave, failed. */
  readonly onFault: (fault: unknown) => void;
}

/** No more often than this: where arrivals are denser, several are dispatched at once. */
const shortestSleepNs = 100_000;

/**
 * Open load: operations are dispatched when they are due, whatever became of those before. One that finds no idle
 * connection waits for one, without bound but for {@link OpenPacingOptions.backlogLimit}, and first come is first
 * served.
 */
export class OpenPacing implements Pacing {
  readonly #options: OpenPacingOptions;
  readonly #alarm: Alarm;
  readonly #backlog = new Backlog();
  /** Last in, first out, as connection pools do. */
  readonly #idle: Client[] = [];
  /** Drawn ahead, so that drawing takes nobody's time. */
  #next: Operation;
  #wakeNs = Number.POSITIVE_INFINITY;
  #isStopped = false;

  constructor(options: OpenPacingOptions) {
    this.#options = options;
    this.#next = options.workload.next(options.lane);
    this.#alarm = options.alarm(() => this.#wake());
  }

  get waiting(): number {
    return this.#backlog.length;
  }

  get owesWork(): boolean {
    return this.#backlog.length > 0 || this.#nextNs < Number.POSITIVE_INFINITY;
  }

  start(): void {
    this.#wakeNs = this.#nextNs;
    this.#sleep();
  }

  idle(client: Client): void {
    if (this.#backlog.length === 0) {
      this.#idle.push(client);
      if (!this.#options.isAwaiting()) this.#sleep();
      return;
    }
    const { intendedNs, dispatchNs } = this.#backlog;
    this.#backlog.shift();
    this.#send(client, intendedNs, dispatchNs);
  }

  stop(nowNs: number): Unsent[] {
    this.close();
    const unsent: Unsent[] = [];
    for (; this.#backlog.length > 0; this.#backlog.shift())
      unsent.push(this.#leave(this.#backlog.intendedNs, true));
    for (; this.#nextNs <= nowNs; this.#options.schedule.advance())
      unsent.push(this.#leave(this.#nextNs, false));
    return unsent;
  }

  close(): void {
    this.#isStopped = true;
    this.#alarm.close();
  }

  get #nextNs(): number {
    return this.#options.startNs + this.#options.schedule.nextNs;
  }

  #wake(): void {
    if (this.#isStopped) return;
    try {
      this.#dispatchDue();
    } catch (fault) {
      this.#options.onFault(fault);
    }
  }

  #dispatchDue(): void {
    const { clock, schedule, backlogLimit, onOverload } = this.#options;
    let nowNs = clock.nowNs();
    while (this.#nextNs <= nowNs) {
      const intendedNs = this.#nextNs;
      schedule.advance();
      const client = this.#takeIdle();
      if (client) this.#send(client, intendedNs, nowNs);
      else this.#backlog.push(intendedNs, nowNs);
      nowNs = clock.nowNs();
    }
    if (this.#backlog.length > backlogLimit) onOverload();
    else {
      this.#wakeNs = Math.max(this.#nextNs, nowNs + shortestSleepNs);
      this.#sleep();
    }
  }

  #takeIdle(): Client | undefined {
    for (;;) {
      const client = this.#idle.pop();
      // A connection that was lost while idle comes back through `idle` when it has been made anew.
      if (!client || client.session.isOpen) return client;
      client.lost();
    }
  }

  #send(client: Client, intendedNs: number, dispatchNs: number): void {
    client.run(this.#next, intendedNs, dispatchNs);
    this.#next = this.#options.workload.next(this.#options.lane);
  }

  #sleep(): void {
    if (this.#wakeNs < Number.POSITIVE_INFINITY) this.#alarm.set(this.#wakeNs, !this.#options.isAwaiting());
  }

  #leave(intendedNs: number, wasDispatched: boolean): Unsent {
    const { query, stratum } = this.#next;
    this.#next = this.#options.workload.next(this.#options.lane);
    return { query, stratum, intendedNs, wasDispatched };
  }
}
