import { nsPerMs } from './units.ts';

/** Time as the harness sees it, injected so that tests need no waiting. */
export interface Clock {
  /** Monotonic, in integer nanoseconds since an arbitrary origin. */
  nowNs(): number;
  /** Calls back once, not before about `delayMs` have passed; the returned function calls it off. */
  after(delayMs: number, callback: () => void): () => void;
}

/** The machine's monotonic clock. A reading costs some 50 ns; timers may fire up to 1 ms early. */
export const systemClock: Clock = {
  nowNs: () => Math.round(performance.now() * nsPerMs),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};
