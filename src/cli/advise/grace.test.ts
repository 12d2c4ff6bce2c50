import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { endedInTime } from './grace.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('waits for work as long as nobody interrupts', async () => {
  const { signal } = new AbortController();
  const work = new Promise((resolve) => setTimeout(() => resolve('done'), 60_000));
  const ended = endedInTime(work, signal);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await ended).toBe('done');
});

it.each([
  [1_200, 'done'],
  [1_400, 'given up'],
])('gives work that takes %i ms after an interruption as: %s', async (ms, outcome) => {
  const controller = new AbortController();
  const work = new Promise((resolve) => setTimeout(() => resolve('done'), 1_000 + ms));
  const ended = endedInTime(work, controller.signal).catch((error: Error) => error.message);
  await vi.advanceTimersByTimeAsync(1_000);
  controller.abort(new Error('given up'));
  await vi.advanceTimersByTimeAsync(2_000);
  expect(await ended).toBe(outcome);
});

it('passes on how work fails', async () => {
  const failing = Promise.reject(new Error('broken'));
  await expect(endedInTime(failing, new AbortController().signal)).rejects.toThrow('broken');
});
