import { nsPerMs } from '../core/units.ts';

/**
 * How many operations are in flight on average over the window, told in two ways that must agree (Little's law, L =
 * lambda W, for a finite window exactly): from the number as it changes, and from the time that each operation spent
 * inside the window. They part when an operation is lost, or counted twice.
 */
export class Occupancy {
  readonly #startNs: number;
  readonly #endNs: number;
  #inFlight = 0;
  #changedNs: number;
  #integral = 0;
  #spentNs = 0;

  constructor(windowStartNs: number, windowEndNs: number) {
    this.#startNs = windowStartNs;
    this.#endNs = windowEndNs;
    this.#changedNs = windowStartNs;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  started(nowNs: number): void {
    this.#passTo(nowNs);
    this.#inFlight++;
  }

  ended(startNs: number, nowNs: number): void {
    this.#passTo(nowNs);
    this.#inFlight--;
    this.spent(startNs, nowNs);
  }

  /** Adds the time of an operation that does not end before the run does. */
  spent(startNs: number, endNs: number): void {
    this.#spentNs += Math.max(0, Math.min(endNs, this.#endNs) - Math.max(startNs, this.#startNs));
  }

  /** The two means, at the end of a window that may have ended early. */
  summary(nowNs: number): { observed: number; fromLatencies: number } {
    this.#passTo(nowNs);
    const windowNs = Math.min(nowNs, this.#endNs) - this.#startNs;
    if (windowNs < nsPerMs) return { observed: 0, fromLatencies: 0 };
    return { observed: this.#integral / windowNs, fromLatencies: this.#spentNs / windowNs };
  }

  #passTo(nowNs: number): void {
    const untilNs = Math.min(nowNs, this.#endNs);
    if (untilNs <= this.#changedNs) return;
    this.#integral += this.#inFlight * (untilNs - this.#changedNs);
    this.#changedNs = untilNs;
  }
}
