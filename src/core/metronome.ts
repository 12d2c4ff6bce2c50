import { Worker } from 'node:worker_threads';
import type { AlarmMaker } from './alarm.ts';
import { systemClock } from './clock.ts';
import { nsPerMs } from './units.ts';
import { wakePunctually } from './wake-punctually.ts';

/** Node's timers are late by 1.2 ms now and then. */
const headStartMs = 2;

/**
 * An alarm in a thread of its own, which sleeps on a futex until the time has come and posts a message: this thread may
 * do anything meanwhile. One set for `Infinity` never rings. Telling the other thread wakes it, when this one has just
 * sent an operation whose server process wants the processor: it is told a little before the time, and of an alarm that
 * is set anew until then, never.
 *
 * Memory shared with the thread: the first word counts settings (-1: the end), bytes 8 to 15 are the time asked for.
 */
export const metronome: AlarmMaker = (ring) => {
  const shared = new SharedArrayBuffer(16);
  const setting = new Int32Array(shared, 0, 1);
  const dueNs = new Float64Array(shared, 8, 1);
  const thread = new Worker(`(${metronomeThread})(${wakePunctually})`, { eval: true, workerData: shared });
  let current = 0;
  let isArmed = false;
  let timer: NodeJS.Timeout | undefined;
  const tell = (word: number, atNs: number) => {
    dueNs[0] = atNs;
    Atomics.store(setting, 0, word);
    Atomics.notify(setting, 0);
    isArmed = atNs < Number.POSITIVE_INFINITY;
  };
  thread.on('message', (rung: number) => {
    // One that was set anew meanwhile rings at its new time.
    if (rung !== current) return;
    isArmed = false;
    ring();
  });
  return {
    set(atNs) {
      if (current === closed) return;
      clearTimeout(timer);
      current = (current + 1) & 0x7fffffff;
      const leftMs = (atNs - systemClock.nowNs()) / nsPerMs;
      if (leftMs <= headStartMs) tell(current, atNs);
      else {
        if (isArmed) tell(current, Number.POSITIVE_INFINITY);
        if (atNs < Number.POSITIVE_INFINITY) timer = setTimeout(tell, leftMs - headStartMs, current, atNs);
      }
    },
    close() {
      clearTimeout(timer);
      current = closed;
      tell(closed, Number.POSITIVE_INFINITY);
    },
  };
};

const closed = -1;

/** What the thread runs: it is sent there as text, and so refers to nothing outside itself. */
function metronomeThread(bePunctual: typeof wakePunctually): void {
  const { parentPort, workerData } = process.getBuiltinModule('node:worker_threads');
  bePunctual();
  const setting = new Int32Array(workerData, 0, 1);
  const dueNs = new Float64Array(workerData, 8, 1);
  let rung = 0;
  for (let current = 0; current !== -1; current = Atomics.load(setting, 0)) {
    if (current === rung) {
      Atomics.wait(setting, 0, current);
      continue;
    }
    const delayMs = (dueNs[0]! - Number(process.hrtime.bigint())) / 1e6;
    if (delayMs > 0 && Atomics.wait(setting, 0, current, delayMs) !== 'timed-out') continue;
    rung = current;
    parentPort!.postMessage(current);
  }
}
