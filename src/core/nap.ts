import type { AlarmMaker } from './alarm.ts';
import { systemClock } from './clock.ts';
import { nsPerMs } from './units.ts';
import { wakePunctually } from './wake-punctually.ts';

/** So long the thread is deaf at most: a message or a timer that comes meanwhile waits for the end of a nap. */
const longestNapMs = 1;

/** Never notified: only time ends a nap. */
const cell = new Int32Array(new SharedArrayBuffer(4));
let nappedMs = 0;

/**
 * An alarm for a thread that awaits nothing else: it sleeps on a futex itself, a millisecond at a time, and its event
 * loop turns in between. So it wakes once for an alarm, where one that another thread tells of it wakes after that one.
 */
export const napAlarm: AlarmMaker = (ring) => {
  wakePunctually();
  let turn: NodeJS.Immediate | undefined;
  return {
    set(atNs) {
      clearImmediate(turn);
      const nap = () => {
        const leftMs = (atNs - systemClock.nowNs()) / nsPerMs;
        if (leftMs > 0) sleep(Math.min(leftMs, longestNapMs));
        if (systemClock.nowNs() >= atNs) ring();
        else turn = setImmediate(nap);
      };
      // What has come in already goes first.
      turn = setImmediate(nap);
    },
    close: () => clearImmediate(turn),
  };
};

function sleep(ms: number): void {
  const startMs = performance.now();
  Atomics.wait(cell, 0, 0, ms);
  nappedMs += performance.now() - startMs;
}

/** The busy share of this thread's event loop between two calls, from 0 to 1. Node takes naps for work; they are none. */
export function utilizationMeter(): () => number {
  const reading = () => ({ loop: performance.eventLoopUtilization(), nappedMs });
  let last = reading();
  return () => {
    const now = reading();
    const { active, idle } = performance.eventLoopUtilization(now.loop, last.loop);
    const busyMs = Math.max(0, active - (now.nappedMs - last.nappedMs));
    last = now;
    return active + idle > 0 ? busyMs / (active + idle) : 0;
  };
}
