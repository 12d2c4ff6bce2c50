import { expect, it } from 'vitest';
import type { Clock } from '../../core/clock.ts';
import { nsPerMs } from '../../core/units.ts';
import { Ticker } from './ticker.ts';

/** One timer, which the test calls when it likes. */
class ManualClock implements Clock {
  nowMs = 0;
  #callback: (() => void) | undefined;
  dueMs = Number.NaN;

  nowNs(): number {
    return this.nowMs * nsPerMs;
  }

  after(delayMs: number, callback: () => void): () => void {
    this.dueMs = this.nowMs + delayMs;
    this.#callback = callback;
    return () => {
      this.#callback = undefined;
    };
  }

  /** The timer fires at the given time, and what follows at once has happened. */
  async fireAt(nowMs: number): Promise<void> {
    this.nowMs = nowMs;
    this.#callback?.();
    await new Promise(setImmediate);
  }
}

function setUp(action: () => Promise<void> = async () => {}) {
  const clock = new ManualClock();
  const ticker = new Ticker(clock, 100, action);
  ticker.start();
  return { clock, ticker };
}

it('keeps to its times though it is called a little late', async () => {
  const { clock, ticker } = setUp();
  for (const [firedMs, nextMs] of [
    [101, 200],
    [249, 300],
    [300, 400],
  ] as const) {
    await clock.fireAt(firedMs);
    expect(clock.dueMs).toBe(nextMs);
  }
  expect(ticker.count).toEqual({ taken: 3, skipped: 0, failed: 0 });
});

it('skips what is due while it is busy, and queues nothing', async () => {
  let calls = 0;
  let finish = () => {};
  const { clock, ticker } = setUp(() => {
    calls++;
    return new Promise((resolve) => {
      finish = resolve;
    });
  });
  for (const ms of [100, 200, 300]) await clock.fireAt(ms);
  expect(calls).toBe(1);
  finish();
  await new Promise(setImmediate);
  await clock.fireAt(400);
  expect(calls).toBe(2);
  expect(ticker.count).toEqual({ taken: 2, skipped: 2, failed: 0 });
});

it('skips what comes late, and what a blocked process slept through', async () => {
  const { clock, ticker } = setUp();
  await clock.fireAt(151);
  expect(ticker.count).toEqual({ taken: 0, skipped: 1, failed: 0 });
  await clock.fireAt(200);
  // Due at 300, 400 and 500.
  await clock.fireAt(560);
  expect(ticker.count).toEqual({ taken: 1, skipped: 4, failed: 0 });
  expect(clock.dueMs).toBe(600);
});

it('counts failures and goes on', async () => {
  const { clock, ticker } = setUp(async () => {
    throw new Error('no');
  });
  await clock.fireAt(100);
  await clock.fireAt(200);
  expect(ticker.count).toEqual({ taken: 2, skipped: 0, failed: 2 });
});

it('ends when what is under way has ended', async () => {
  let finish = () => {};
  const action = () =>
    new Promise<void>((resolve) => {
      finish = resolve;
    });
  const { clock, ticker } = setUp(action);
  await clock.fireAt(100);
  let isStopped = false;
  const stopped = ticker.stop().then(() => {
    isStopped = true;
  });
  await clock.fireAt(200);
  expect(isStopped).toBe(false);
  finish();
  await stopped;
  expect(ticker.count).toEqual({ taken: 1, skipped: 0, failed: 0 });
});
