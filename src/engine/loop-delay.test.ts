import { expect, it } from 'vitest';
import { nsPerMs } from '../core/units.ts';
import { LoopDelay } from './loop-delay.ts';
import { FakeClock } from './testing/fake-clock.ts';

/** p99 in milliseconds of a second during which the loop stood still as told: [from, for], in milliseconds. */
async function delayOf(...blocks: [number, number][]): Promise<number | null> {
  const clock = new FakeClock();
  const delay = new LoopDelay(clock);
  delay.start();
  for (const [fromMs, forMs] of blocks) clock.after(fromMs, () => clock.block(forMs));
  await clock.runUntil(new Promise<void>((resolve) => clock.after(1000, resolve)));
  delay.stop();
  return delay.p99Ns === null ? null : delay.p99Ns / nsPerMs;
}

it('is nothing while timers are punctual, to a millisecond', async () => {
  expect(await delayOf()).toBe(0);
  expect(await delayOf([102, 3], [502, 4])).toBe(0);
});

it('counts one long stop as all the delays that it caused', async () => {
  // The sample due at 505 ms comes at 701 ms, 195 ms late beyond the timer's millisecond; it stands for those of 190, 185,
  // and so on: 39 of the second's 198 samples. The second largest, rank 197, is 190 ms, to two digits.
  const p99Ms = (await delayOf([501, 200]))!;
  expect(p99Ms).toBeGreaterThanOrEqual(190);
  expect(p99Ms).toBeLessThan(192);
});

it('sees a stop of 50 ms in a second, and not one of 5 ms', async () => {
  expect(await delayOf([301, 50])).toBeGreaterThan(30);
  expect(await delayOf([301, 5])).toBeLessThan(1);
});

it('knows nothing before there are enough samples, and starts anew', async () => {
  const clock = new FakeClock();
  const delay = new LoopDelay(clock);
  const until = (ms: number) => clock.runUntil(new Promise<void>((resolve) => clock.after(ms, resolve)));
  expect(delay.p99Ns).toBeNull();
  delay.start();
  clock.block(600);
  await until(1);
  expect(delay.p99Ns).toBeGreaterThan(500 * nsPerMs);
  delay.stop();
  expect(delay.isRunning).toBe(false);
  await until(100);
  delay.start();
  expect(delay.p99Ns).toBeNull();
  await until(600);
  expect(delay.p99Ns).toBe(0);
  delay.stop();
});
