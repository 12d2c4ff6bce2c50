import { expect, it } from 'vitest';
import { type AlarmMaker, timerAlarm } from '../core/alarm.ts';
import type { OpenPlan } from './load-plan.ts';
import { FakeClock } from './testing/fake-clock.ts';
import { runFakeLoad } from './testing/fake-load.ts';
import type { Answer } from './testing/fake-session.ts';

it('lets its thread sleep only while no answer is awaited', async () => {
  const clock = new FakeClock();
  const settings: { isAlone: boolean; inFlight: number }[] = [];
  let inFlight = 0;
  const alarm: AlarmMaker = (ring) => {
    const timers = timerAlarm(clock)(ring);
    return {
      ...timers,
      set(atNs, isAlone = false) {
        settings.push({ isAlone, inFlight });
        timers.set(atNs);
      },
    };
  };
  // Every 10 ms one; answers of 15 ms overlap with the next.
  const answer = (n: number): Answer => {
    inFlight++;
    const afterMs = n % 3 === 0 ? 15 : 2;
    clock.after(afterMs, () => inFlight--);
    return { afterMs };
  };
  const stages = [{ startRate: 100, endRate: 100, durationMs: 2000 }];
  const plan: OpenPlan = { kind: 'open', arrival: 'constant', seed: 1, stages };
  await runFakeLoad([answer, answer], { plan, alarm }, clock);
  expect(settings.filter(({ isAlone }) => isAlone).every((setting) => setting.inFlight === 0)).toBe(true);
  const count = (alone: boolean) => settings.filter(({ isAlone }) => isAlone === alone).length;
  expect(count(true)).toBeGreaterThan(100);
  expect(count(false)).toBeGreaterThan(100);
});
