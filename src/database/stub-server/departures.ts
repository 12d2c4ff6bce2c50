import type { Alarm, AlarmMaker } from '../../core/alarm.ts';

/** Who waits for an answer; a connection of the stub. */
export interface Departing {
  /** The time of the operation with this number is over. */
  served(operation: number): void;
}

interface Departure {
  readonly dueNs: number;
  readonly connection: Departing;
  readonly operation: number;
}

/** So long before its time an answer is woken for, and the event loop kept turning until then: an alarm may be so late. */
const headStartNs = 100_000;

/**
 * Answers that are due later, each sent at its time to some 10 microseconds, on a machine with nothing else to do. The event
 * loop turns while one is near, so arrivals are noticed all the same.
 */
export class Departures {
  readonly #nowNs: () => number;
  readonly #alarm: Alarm;
  /** Latest first. */
  readonly #waiting: Departure[] = [];
  #isHeld = false;
  #isSending = false;
  #turn: NodeJS.Immediate | undefined;

  constructor(nowNs: () => number, makeAlarm: AlarmMaker) {
    this.#nowNs = nowNs;
    this.#alarm = makeAlarm(() => this.#send());
  }

  /** Never sends from within this call, however soon it is due. */
  add(departure: Departure): void {
    let at = this.#waiting.length;
    while (at > 0 && this.#waiting[at - 1]!.dueNs <= departure.dueNs) at--;
    this.#waiting.splice(at, 0, departure);
    // With several servers it may be the next although others wait.
    if (at === this.#waiting.length - 1) this.#wakeForNext();
  }

  /** Nothing departs until {@link release}. */
  hold(): void {
    this.#isHeld = true;
  }

  release(): void {
    this.#isHeld = false;
    this.#wakeForNext();
  }

  /** All that is due. */
  #send(): void {
    this.#isSending = true;
    while (!this.#isHeld && this.#waiting.length > 0 && this.#waiting.at(-1)!.dueNs <= this.#nowNs()) {
      const { connection, operation } = this.#waiting.pop()!;
      connection.served(operation);
    }
    this.#isSending = false;
    this.#wakeForNext();
  }

  #wakeForNext(): void {
    clearImmediate(this.#turn);
    const next = this.#waiting.at(-1);
    // Sending may bring the next operation of a connection, and that one back here.
    if (!next || this.#isHeld || this.#isSending) return;
    if (next.dueNs - this.#nowNs() > headStartNs) this.#alarm.set(next.dueNs - headStartNs);
    else this.#turn = setImmediate(() => this.#send());
  }
}
