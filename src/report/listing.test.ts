import { describe, expect, it } from 'vitest';
import { renderMixes, renderScales, renderScenarios, renderVariants } from './listing.ts';
import { columnsOf } from './text.ts';

const plain = { color: false, width: 80 };
const queries = [
  {
    scenario: 'feed',
    query: 'baseline',
    parameters: ['reader', 'limit'],
    summary: 'The newest posts of those whom the reader follows, with the counts of likes and comments.',
    writes: false,
  },
  {
    scenario: 'feed',
    query: 'lateral',
    parameters: ['reader'],
    summary: 'The same, counted post by post.',
    writes: false,
  },
  { scenario: 'ping', query: 'baseline', parameters: [], summary: '', writes: true },
];
const mixes = [
  {
    name: 'social',
    summary: 'What people do all day, and some of the night.',
    parts: [
      { name: 'feed/lateral', weight: 2 },
      { name: 'ping', weight: 1 },
    ],
  },
  { name: 'idle', summary: '', parts: [{ name: 'ping', weight: 50 }] },
];
const scales = [
  { name: 'tiny', users: 1000, rows: 108_041, heapBytes: 15_900_000, indexBytes: 16_500_000, loadMs: 2_100 },
  {
    name: 'large',
    users: 1_000_000,
    rows: 116_544_130,
    heapBytes: 1.5e10,
    indexBytes: 1.7e10,
    loadMs: 1_060_000,
  },
];

it('lists scenarios', () => {
  expect(renderScenarios(queries, plain)).toMatchSnapshot();
});

it('lists mixes with their shares, and says when there are none', () => {
  expect(renderMixes(mixes, plain)).toMatchSnapshot();
  expect(renderMixes([], plain)).toBe('Mixes\n  None.');
});

const variants = [
  {
    name: 'brin-created-at',
    kind: 'index',
    summary: 'BRIN in place of B-tree on created_at.',
    wins: 'Little room, cheap inserts.',
    costs: 'Slower look-ups of a few rows by time.',
  },
  {
    name: 'work-mem-64mb',
    kind: 'settings',
    summary: 'work_mem of 64 MB.',
    wins: 'Sorts in memory.',
    costs: 'Memory.',
  },
  {
    name: 'covering-feed',
    kind: 'index',
    summary: 'The feed from an index alone.',
    wins: 'Feed.',
    costs: 'Inserts.',
  },
];

it('lists variants by kind, and says when there are none', () => {
  expect(renderVariants([], plain)).toBe('Variants\n  None.');
  expect(renderVariants(variants, { ...plain, width: 120 })).toMatchSnapshot();
});

it('lists scales', () => {
  expect(renderScales(scales, 0.115, plain)).toMatchSnapshot();
});

describe.each([80, 100, 120, 200])('at %i columns', (width) => {
  it('fits', () => {
    const paper = { color: false, width };
    const text = [
      renderScenarios(queries, paper),
      renderMixes(mixes, paper),
      renderVariants(variants, paper),
      renderScales(scales, 0.115, paper),
    ];
    const lines = text.join('\n').split('\n');
    expect(lines.filter((line) => columnsOf(line) > width)).toEqual([]);
  });
});
