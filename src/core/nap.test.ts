import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Alarm } from './alarm.ts';
import { systemClock } from './clock.ts';
import { napAlarm, utilizationMeter } from './nap.ts';
import { nsPerMs } from './units.ts';

const alarms: Alarm[] = [];

function newAlarm(ring: () => void): Alarm {
  const alarm = napAlarm(ring);
  alarms.push(alarm);
  return alarm;
}

/** Naps until then. */
function nap(ms: number): Promise<void> {
  return new Promise((resolve) => newAlarm(resolve).set(systemClock.nowNs() + ms * nsPerMs));
}

afterEach(() => {
  for (const alarm of alarms.splice(0)) alarm.close();
});

describe('a thread that naps', () => {
  it('lets what else is due come in between, and rings only once it is time', async () => {
    const startMs = performance.now();
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    await nap(100);
    clearInterval(timer);
    expect(performance.now() - startMs).toBeGreaterThan(99.9);
    expect(turns).toBeGreaterThan(10);
  });

  it('is not busy meanwhile, whatever Node makes of it', async () => {
    const utilization = utilizationMeter();
    const before = performance.eventLoopUtilization();
    await nap(200);
    expect(performance.eventLoopUtilization(before).utilization).toBeGreaterThan(0.8);
    expect(utilization()).toBeLessThan(0.5);
  });

  it('is busy when it works', async () => {
    const utilization = utilizationMeter();
    const endMs = performance.now() + 100;
    while (performance.now() < endMs);
    await sleep(1);
    expect(utilization()).toBeGreaterThan(0.8);
    await sleep(100);
    expect(utilization()).toBeLessThan(0.5);
  });

  it('does not ring for a time that was replaced, or after its end', async () => {
    const rungMs: number[] = [];
    const alarm = newAlarm(() => rungMs.push(performance.now()));
    const startMs = performance.now();
    alarm.set(systemClock.nowNs() + 5 * nsPerMs);
    alarm.set(systemClock.nowNs() + 30 * nsPerMs);
    await vi.waitFor(() => expect(rungMs).toHaveLength(1), 5000);
    expect(rungMs[0]! - startMs).toBeGreaterThan(29.9);
    alarm.set(systemClock.nowNs() + 5 * nsPerMs);
    alarm.close();
    await sleep(20);
    expect(rungMs).toHaveLength(1);
  });
});
