import type { Clock } from '../core/clock.ts';
import { LatencyHistogram } from '../core/histogram.ts';
import { rankOf, samplesNeeded } from '../core/latency.ts';
import { nsPerMs } from '../core/units.ts';

const intervalMs = 5;
/** A timer that is punctual to a millisecond is punctual. */
const timerResolutionNs = nsPerMs;

/**
 * How late this thread's event loop comes to what is due, sampled every few milliseconds. A delay is counted once for
 * every sample that it swallowed, each with what was left of it then: a loop that stood still for 200 ms made 40 of
 * them late, not one. (Coordinated omission; G. Tene, HdrHistogram's `recordValueWithExpectedInterval`.)
 */
export class LoopDelay {
  readonly #clock: Clock;
  readonly #histogram = new LatencyHistogram(2);
  isRunning = false;
  #callOff = () => {};
  #dueNs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  start(): void {
    this.#histogram.reset();
    this.isRunning = true;
    this.#schedule();
  }

  stop(): void {
    this.isRunning = false;
    this.#callOff();
  }

  /** Null where there are too few samples to tell: under half a second. */
  get p99Ns(): number | null {
    const { count } = this.#histogram;
    return count < samplesNeeded(0.99) ? null : this.#histogram.atRankNs(rankOf(0.99, count));
  }

  #schedule(): void {
    this.#dueNs = this.#clock.nowNs() + intervalMs * nsPerMs;
    this.#callOff = this.#clock.after(intervalMs, () => {
      this.#record(this.#clock.nowNs() - this.#dueNs);
      this.#schedule();
    });
  }

  #record(delayNs: number): void {
    let leftNs = Math.max(0, delayNs - timerResolutionNs);
    do {
      this.#histogram.record(leftNs);
      leftNs -= intervalMs * nsPerMs;
    } while (leftNs > 0);
  }
}
