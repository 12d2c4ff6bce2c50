import { expect, it } from 'vitest';
import type { Operation } from '../core/operation.ts';
import { nsPerMs } from '../core/units.ts';
import { prime } from './priming.ts';
import { FakeClock } from './testing/fake-clock.ts';
import { type Answer, FakeSession } from './testing/fake-session.ts';

/** Primes sessions that answer as told for at most a second, with the queries 0 and 2 of three. */
async function primed(...scripts: ((ordinal: number) => Answer)[]) {
  const clock = new FakeClock();
  const ran: number[][] = [];
  const sessions = scripts.map((script) => {
    const queries: number[] = [];
    ran.push(queries);
    return new FakeSession(clock, (ordinal, { query }) => {
      queries.push(query);
      return script(ordinal);
    });
  });
  const draw = (query: number): Operation => ({ query, stratum: 0, values: [] });
  await clock.runUntil(prime(sessions, [0, 2], draw, { clock, limitMs: 1000 }));
  return { ran, sessions, endedMs: clock.nowNs() / nsPerMs };
}

const inMs = (afterMs: number) => () => ({ afterMs });

it('runs every query ten times on every connection, at the same time', async () => {
  const { ran, endedMs } = await primed(inMs(5), inMs(1));
  const tenTimes = Array.from({ length: 10 }, () => [0, 2]).flat();
  expect(ran).toEqual([tenTimes, tenTimes]);
  expect(endedMs).toBe(100);
});

it('goes on after errors, and leaves alone a connection that was lost', async () => {
  const { ran } = await primed(
    (n) => (n % 2 ? { afterMs: 1, error: 'other' } : { afterMs: 1 }),
    (n) => (n === 4 ? { afterMs: 1, error: 'connection', disconnects: true } : { afterMs: 1 }),
  );
  expect(ran.map(({ length }) => length)).toEqual([20, 5]);
});

it('stops when the time is up, and takes back what is running', async () => {
  const { ran, sessions, endedMs } = await primed(inMs(300), inMs(60_000), inMs(1));
  expect(ran.map(({ length }) => length)).toEqual([4, 1, 20]);
  expect(endedMs).toBe(1001);
  expect(sessions.map(({ cancels, isOpen }) => [cancels, isOpen])).toEqual([
    [1, true],
    [1, true],
    [0, true],
  ]);
});

it('does not wait for a connection that does not answer to that either', async () => {
  const { sessions, endedMs } = await primed(inMs(1), inMs(Number.POSITIVE_INFINITY));
  expect(endedMs).toBe(2000);
  expect(sessions.map(({ isOpen }) => isOpen)).toEqual([true, false]);
});

it('passes on a fault of what draws', async () => {
  const clock = new FakeClock();
  const session = new FakeSession(clock, inMs(1));
  const priming = prime(
    [session],
    [0],
    () => {
      throw new Error('no such domain');
    },
    { clock, limitMs: 1000 },
  );
  await expect(clock.runUntil(priming)).rejects.toThrow('no such domain');
  // No timer is left.
  expect(clock.nowNs()).toBe(0);
  await expect(clock.runUntil(new Promise(() => {}))).rejects.toThrow('no timer is left');
  expect(clock.nowNs()).toBe(0);
});
