import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { systemClock } from './clock.ts';
import { nsPerMs } from './units.ts';

it('is monotonic and counts nanoseconds', () => {
  let last = 0;
  for (let i = 0; i < 10_000; i++) {
    const now = systemClock.nowNs();
    if (!(now >= last && Number.isInteger(now))) expect.fail(`${now} after ${last}`);
    last = now;
  }
});

it('is the clock that all threads share', async () => {
  // Read within a reading of the thread's own clock; the same origin, to the cost of a reading.
  const differencesNs = Array.from({ length: 1000 }, () => {
    const before = Number(process.hrtime.bigint());
    const now = systemClock.nowNs();
    const after = Number(process.hrtime.bigint());
    return now < before ? now - before : now > after ? now - after : 0;
  });
  expect(Math.max(...differencesNs.map(Math.abs))).toBeLessThan(50_000);

  // And a thread that starts later has the same one: what it reads lies between our readings around it.
  const thread = new Worker(
    "require('node:worker_threads').parentPort.postMessage(process.hrtime.bigint())",
    {
      eval: true,
    },
  );
  const beforeNs = systemClock.nowNs();
  const itsNs = Number(await new Promise<bigint>((resolve) => thread.once('message', resolve)));
  expect(itsNs).toBeGreaterThan(beforeNs - 50_000);
  expect(itsNs).toBeLessThan(systemClock.nowNs() + 50_000);
});

it('calls back after a while, to a millisecond early, and not when called off', async () => {
  const startNs = systemClock.nowNs();
  let isCalledOff = true;
  systemClock.after(5, () => {
    isCalledOff = false;
  })();
  await new Promise<void>((resolve) => systemClock.after(20, resolve));
  expect(systemClock.nowNs() - startNs).toBeGreaterThanOrEqual(19 * nsPerMs);
  expect(isCalledOff).toBe(true);
});
