import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../core/clock.ts';
import { nsPerMs } from '../../core/units.ts';

interface Timer {
  atNs: number;
  callback: () => void;
}

/** Time that passes only when somebody waits: a ten-second run takes milliseconds. */
export class FakeClock implements Clock {
  #nowNs = 0;
  readonly #timers: Timer[] = [];

  nowNs(): number {
    return this.#nowNs;
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = { atNs: Math.round(this.#nowNs + delayMs * nsPerMs), callback };
    // Behind all of the same time: first set, first called.
    const later = this.#timers.findIndex((other) => other.atNs > timer.atNs);
    this.#timers.splice(later < 0 ? this.#timers.length : later, 0, timer);
    return () => {
      const index = this.#timers.indexOf(timer);
      if (index >= 0) this.#timers.splice(index, 1);
    };
  }

  /** Lets time pass at once, as a busy event loop does: what becomes due meanwhile is called late. */
  block(ms: number): void {
    this.#nowNs += Math.round(ms * nsPerMs);
  }

  /** Lets time pass, timer by timer, until the promise settles. Throws when nothing is left to wait for. */
  async runUntil<T>(promise: Promise<T>): Promise<T> {
    let isSettled = false;
    const settled = () => {
      isSettled = true;
    };
    promise.then(settled, settled);
    for (;;) {
      await setImmediate();
      if (isSettled) return promise;
      const timer = this.#timers.shift();
      if (!timer) throw new Error(`Hangs at ${this.#nowNs / nsPerMs} ms: no timer is left.`);
      this.#nowNs = Math.max(this.#nowNs, timer.atNs);
      timer.callback();
    }
  }
}
