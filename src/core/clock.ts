import { nsPerMs } from './units.ts';

/** Time as the harness sees it, injected so that tests need no waiting. */
export interface Clock {
  /** Monotonic, in integer nanoseconds since an arbitrary origin. */
  nowNs(): number;
  /** Calls back once, not before about `delayMs` have passed; the returned function calls it off. */
  after(delayMs: number, callback: () => void): () => void;
}

/**
 * The machine's monotonic clock, the same in all threads of a process: nanoseconds as of `process.hrtime`, read as
 * `performance.now`, which costs some 50 ns and makes no BigInt. Timers may fire up to 1 ms early.
 */
export const systemClock: Clock = {
  nowNs: () => Math.round(performance.now() * nsPerMs + originNs),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};

/** What `performance.now`, which counts from the start of its thread, lacks of the time that all threads share. */
const originNs = measureOrigin();

/** From the pair of readings that were closest to each other. */
function measureOrigin(): number {
  let bestNs = 0;
  let shortestNs = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 50; attempt++) {
    const before = process.hrtime.bigint();
    const sinceStartNs = performance.now() * nsPerMs;
    const after = process.hrtime.bigint();
    const spanNs = Number(after - before);
    if (spanNs >= shortestNs) continue;
    shortestNs = spanNs;
    bestNs = Number(before) + spanNs / 2 - sinceStartNs;
  }
  return bestNs;
}
