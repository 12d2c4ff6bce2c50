import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Departures } from './departures.ts';

/** A clock by hand, the departures on it, and who has left when. */
function setUp() {
  let nowNs = 0;
  let ring = () => {};
  let alarmNs = Number.POSITIVE_INFINITY;
  const left: [operation: number, atNs: number][] = [];
  const departures = new Departures(
    () => nowNs,
    (callback) => {
      ring = callback;
      return {
        set: (atNs) => {
          alarmNs = atNs;
        },
        close: () => {},
      };
    },
  );
  const connection = { served: (operation: number) => void left.push([operation, nowNs]) };
  return {
    departures,
    connection,
    left,
    at: (ns: number) => {
      nowNs = ns;
    },
    /** Lets the event loop turn as far as it will with the clock standing. */
    turn: () => new Promise((resolve) => setImmediate(resolve)),
    ring: () => {
      nowNs = alarmNs;
      ring();
      return alarmNs;
    },
  };
}

it('is woken a little early and sends at the time', async () => {
  const { departures, connection, left, ring, at, turn } = setUp();
  departures.add({ dueNs: 5_000_000, connection, operation: 1 });
  expect(ring()).toBe(4_900_000);
  await turn();
  expect(left).toEqual([]);
  at(5_000_001);
  await turn();
  expect(left).toEqual([[1, 5_000_001]]);
});

it('sends nothing from within add, however soon it is due', async () => {
  const { departures, connection, left, turn } = setUp();
  departures.add({ dueNs: 0, connection, operation: 1 });
  expect(left).toEqual([]);
  await turn();
  expect(left).toEqual([[1, 0]]);
});

it('takes up what arrives while it sends', async () => {
  const { departures, connection, left, ring, at, turn } = setUp();
  const pipelined = {
    served(operation: number) {
      connection.served(operation);
      departures.add({ dueNs: 7_000_000, connection, operation: operation + 1 });
    },
  };
  departures.add({ dueNs: 1_000, connection: pipelined, operation: 1 });
  at(1_000);
  await turn();
  expect(ring()).toBe(6_900_000);
  at(7_000_000);
  await turn();
  expect(left).toEqual([
    [1, 1_000],
    [2, 7_000_000],
  ]);
});

it('holds everything until it is released', async () => {
  const { departures, connection, left, ring, at, turn } = setUp();
  departures.add({ dueNs: 1_000_000, connection, operation: 1 });
  departures.hold();
  ring();
  at(2_000_000);
  departures.add({ dueNs: 1_500_000, connection, operation: 2 });
  await turn();
  expect(left).toEqual([]);
  departures.release();
  await turn();
  expect(left.map(([operation]) => operation)).toEqual([1, 2]);
});

it('sends in order of time, whatever the order of arrival, and loses none', async () => {
  const times = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(times, async (units) => {
      const { departures, connection, left, at, turn } = setUp();
      for (const [operation, unit] of units.entries())
        departures.add({ dueNs: unit * 1000, connection, operation });
      at(50_000);
      await turn();
      const due = left.map(([operation]) => units[operation]!);
      expect(due).toEqual(units.toSorted((a, b) => a - b));
    }),
  );
});
