import { Worker } from 'node:worker_threads';

/** Calls back at a time on the system clock; setting it anew replaces a time that has not come. */
export interface Alarm {
  set(atNs: number): void;
}

/** How an alarm is made: `ring` is what it calls, never from within `set`. */
export type AlarmMaker = (ring: () => void) => Alarm;

/**
 * An alarm to some 50 microseconds, where Node's own timers are late by a millisecond and more: a thread sleeps on a futex
 * until the time has come and posts a message. It ends with the thread that made it.
 *
 * Memory shared with that thread: the first word counts settings, bytes 8 to 15 are the time asked for.
 */
export const metronome: AlarmMaker = (ring) => {
  const shared = new SharedArrayBuffer(16);
  const setting = new Int32Array(shared, 0, 1);
  const dueNs = new Float64Array(shared, 8, 1);
  const thread = new Worker(`(${metronomeThread})()`, { eval: true, workerData: shared });
  // One that was set anew meanwhile rings at its new time.
  thread.on('message', (rung: number) => rung === setting[0] && ring());
  return {
    set(atNs) {
      dueNs[0] = atNs;
      Atomics.add(setting, 0, 1);
      Atomics.notify(setting, 0);
    },
  };
};

/** What the thread runs: it is sent there as text, and so refers to nothing outside itself. */
function metronomeThread(): void {
  const { parentPort, workerData } = process.getBuiltinModule('node:worker_threads');
  const setting = new Int32Array(workerData, 0, 1);
  const dueNs = new Float64Array(workerData, 8, 1);
  let rung = 0;
  for (;;) {
    const current = Atomics.load(setting, 0);
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
