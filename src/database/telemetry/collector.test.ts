import fc from 'fast-check';
import { expect, it } from 'vitest';
import { changesOf } from './collector.ts';

interface Row {
  name: string;
  scans: number | null;
  rows: number;
  dead: number;
}

const collector = { keys: ['name'], states: ['dead'] } as const;
const row = (name: string, scans: number | null, rows: number, dead = 0): Row => ({
  name,
  scans,
  rows,
  dead,
});

it('takes the difference of counters and the last of states, and leaves out what did not change', () => {
  const first = [row('a', 1, 10, 7), row('b', 5, 5), row('gone', 9, 9)];
  const last = [row('a', 4, 10, 3), row('b', 5, 5, 8), row('new', 2, 3)];
  expect(changesOf<Row>(collector, first, last)).toEqual([row('a', 3, 0, 3), row('new', 2, 3)]);
});

it('keeps the one row of a view without keys, changed or not', () => {
  const single = { keys: [], states: [] };
  expect(changesOf(single, [{ timed: 3, done: null }], [{ timed: 3, done: null }])).toEqual([
    { timed: 0, done: null },
  ]);
});

it('knows nothing when a counter went down', () => {
  expect(changesOf<Row>(collector, [row('a', 3, 9)], [row('a', 4, 8)])).toBeUndefined();
});

it('adds up: what changed is the last less the first', () => {
  const counter = fc.nat({ max: 2 ** 40 });
  const tables = fc.uniqueArray(fc.record({ name: fc.string(), before: counter, more: counter }), {
    selector: ({ name }) => name,
  });
  fc.assert(
    fc.property(tables, (all) => {
      const first = all.map(({ name, before }) => row(name, null, before));
      const last = all.map(({ name, before, more }) => row(name, null, before + more)).reverse();
      const changes = changesOf<Row>(collector, first, last)!;
      const changed = all.filter(({ more }) => more > 0);
      expect(new Map(changes.map(({ name, rows }) => [name, rows]))).toEqual(
        new Map(changed.map(({ name, more }) => [name, more])),
      );
    }),
  );
});
