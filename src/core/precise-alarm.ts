import { Worker } from 'node:worker_threads';
import type { AlarmMaker } from './alarm.ts';

/**
 * An alarm on the system clock to a fraction of a millisecond, where Node's own timers are late by a millisecond and more: a
 * thread sleeps on a futex until the time has come and posts a message. It costs a message an alarm and no spinning.
 *
 * Memory shared with the thread: the first word counts settings (-1: the end), bytes 8 to 15 are the time asked for.
 */
export const preciseAlarm: AlarmMaker = (ring) => {
  const shared = new SharedArrayBuffer(16);
  const setting = new Int32Array(shared, 0, 1);
  const dueNs = new Float64Array(shared, 8, 1);
  const metronome = new Worker(`(${metronomeThread})()`, { eval: true, workerData: shared });
  let current = 0;
  const tell = (word: number) => {
    Atomics.store(setting, 0, word);
    Atomics.notify(setting, 0);
  };
  // One that was set anew meanwhile rings at its new time.
  metronome.on('message', (rung: number) => rung === current && ring());
  return {
    set(atNs) {
      if (current === closed) return;
      dueNs[0] = atNs;
      current = (current + 1) & 0x7fffffff;
      tell(current);
    },
    close() {
      current = closed;
      tell(closed);
    },
  };
};

const closed = -1;

/** What the thread runs: it is sent there as text, and so refers to nothing outside itself. */
function metronomeThread(): void {
  const { parentPort, workerData } = process.getBuiltinModule('node:worker_threads');
  const { readlinkSync, writeFileSync } = process.getBuiltinModule('node:fs');
  try {
    // Linux lets timers be 50 microseconds late, to wake fewer times; this thread is here to be punctual.
    const thread = readlinkSync('/proc/thread-self').split('/').at(-1);
    writeFileSync(`/proc/${thread}/timerslack_ns`, '1');
  } catch {
    // Elsewhere it is as late as it is.
  }
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
