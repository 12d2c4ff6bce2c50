import { expect, it } from 'vitest';
import type { Candidate } from './candidate.ts';
import { bestOfEachTable, chooseCandidates } from './choice.ts';
import { savingOf, type Trial } from './trial.ts';

function trial(table: string, columns: string, saving: number, parts: Partial<Trial> = {}): Trial {
  const keys = columns.split(' ').map((column) => ({ column, isDescending: false, nulls: null }));
  const candidate: Candidate = {
    table,
    method: 'btree',
    keys,
    expression: null,
    operatorClass: null,
    included: [],
    flags: [],
    extension: null,
  };
  return { candidate, usedBy: ['feed'], saving, sizeBytes: 1000 * keys.length, ...parts };
}

it('keeps what promises most, and says why the rest was left', () => {
  const [good, better, wide, unused, little, refused, third] = [
    trial('posts', 'a', 0.5),
    trial('likes', 'a', 0.9),
    trial('posts', 'a b', 0.505),
    trial('posts', 'c', 0.4, { usedBy: [] }),
    trial('posts', 'd', 0.004),
    trial('posts', 'e', 0, { sizeBytes: null }),
    trial('users', 'a', 0.2),
  ];
  const { chosen, left } = chooseCandidates([good!, better!, wide!, unused!, little!, refused!, third!], 2);
  expect(chosen).toEqual([better, good]);
  expect(left.map(({ statement, reason }) => [/\((.*)\)/.exec(statement)![1], reason])).toEqual([
    ['c', 'the planner does not use it'],
    ['d', 'the planner expects nothing of it'],
    ['e', 'the server does not make it'],
    ['a, b', 'a smaller one promises as much'],
    ['a', '2 others promise more'],
  ]);
});

it('keeps a larger one that promises more', () => {
  const both = [trial('posts', 'a', 0.5), trial('posts', 'a b', 0.6)];
  expect(chooseCandidates(both, 5).chosen).toEqual([both[1], both[0]]);
  expect(bestOfEachTable([both[1]!, trial('likes', 'a', 0.55), both[0]!])).toHaveLength(2);
});

it('counts each parameter alike, and queries by their weight', () => {
  const before = [
    [100, 1_000_000, null],
    [10, 10, 10],
  ];
  const after = [
    [50, 1_000_000, 1],
    [10, 10, 4],
  ];
  // Means 0.25 and 0.2.
  expect(savingOf(before, after, [{ weight: 3 }, { weight: 1 }])).toBeCloseTo(0.2375, 10);
});
