import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Alarm } from './alarm.ts';
import { systemClock } from './clock.ts';
import { preciseAlarm } from './precise-alarm.ts';
import { nsPerMs } from './units.ts';

const alarms: Alarm[] = [];

function newAlarm(ring: () => void): Alarm {
  const alarm = preciseAlarm(ring);
  alarms.push(alarm);
  return alarm;
}

/** Threads, as far as they keep the process from ending. */
const threads = () => process.getActiveResourcesInfo().filter((name) => name === 'MessagePort').length;

const noThreads = () => vi.waitFor(() => expect(threads()).toBe(0), 5000);

// The last ones of the test file before may still be ending.
beforeAll(noThreads);
afterEach(async () => {
  for (const alarm of alarms.splice(0)) alarm.close();
  await noThreads();
});

describe.each([
  { thread: 'a thread that awaits answers', isAlone: () => false },
  { thread: 'a thread that awaits nothing else', isAlone: () => true },
  { thread: 'a thread that now does and now does not', isAlone: (setting: number) => setting % 2 === 1 },
])('in $thread', ({ isAlone }) => {
  it('rings at its time, to a fraction of a millisecond', async () => {
    const latenessNs: number[] = [];
    await new Promise<void>((resolve) => {
      let dueNs = 0;
      const setNext = () => {
        // Between whole milliseconds, where timers cannot be.
        dueNs = systemClock.nowNs() + (1 + (latenessNs.length % 7) * 0.31) * nsPerMs;
        alarm.set(dueNs, isAlone(latenessNs.length));
      };
      const alarm = newAlarm(() => {
        latenessNs.push(systemClock.nowNs() - dueNs);
        if (latenessNs.length === 200) resolve();
        else setNext();
      });
      setNext();
    });
    latenessNs.sort((a, b) => a - b);
    // Never early, but for what the two clocks differ by.
    expect(latenessNs[0]).toBeGreaterThan(-0.05 * nsPerMs);
    expect(latenessNs[100]).toBeLessThan(1 * nsPerMs);
  });

  it('rings once for a setting, and not for one that was replaced', async () => {
    const rung: number[] = [];
    const alarm = newAlarm(() => rung.push(systemClock.nowNs()));
    const startNs = systemClock.nowNs();
    // Later replaced by sooner, sooner by later.
    alarm.set(startNs + 10_000 * nsPerMs, isAlone(0));
    alarm.set(startNs + 10 * nsPerMs, isAlone(1));
    alarm.set(startNs + 60 * nsPerMs, isAlone(2));
    await vi.waitFor(() => expect(rung).toHaveLength(1), 5000);
    expect(rung[0]! - startNs).toBeGreaterThan(59.9 * nsPerMs);
    await sleep(50);
    expect(rung).toHaveLength(1);
  });

  it('rings at once for a time that has passed', async () => {
    const rung = vi.fn();
    newAlarm(rung).set(systemClock.nowNs() - 5 * nsPerMs, isAlone(0));
    await vi.waitFor(() => expect(rung).toHaveBeenCalledTimes(1), 5000);
  });
});

it('lets the process end once it is closed, whether it was set, rang, or was never used', async () => {
  const rung = vi.fn();
  const [unused, set, ran] = [newAlarm(rung), newAlarm(rung), newAlarm(rung)];
  set.set(systemClock.nowNs() + 60_000 * nsPerMs);
  ran.set(systemClock.nowNs());
  await vi.waitFor(() => expect(rung).toHaveBeenCalledTimes(1), 5000);
  expect(threads()).toBe(3);
  for (const alarm of [unused, set, ran]) alarm.close();
  await noThreads();
  expect(rung).toHaveBeenCalledTimes(1);
});

it('is silent and stays closed after its end', async () => {
  const rung = vi.fn();
  const alarm = newAlarm(rung);
  alarm.close();
  alarm.set(systemClock.nowNs());
  alarm.set(systemClock.nowNs(), true);
  alarm.close();
  await noThreads();
  expect(rung).not.toHaveBeenCalled();
});
