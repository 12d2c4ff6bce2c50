import { expect, it } from 'vitest';
import { sampleComparison, sampleIndex, sampleSizes, sampleVariant } from '../testing/sample-comparison.ts';
import { indexNotes, refreshNotes } from './index-notes.ts';
import type { ComparedIndex } from './variant.ts';

const texts = (...variants: [string, ComparedIndex[]][]) =>
  indexNotes(
    sampleComparison({
      variants: variants.map(([name, indexes]) => sampleVariant(name, { sizes: sampleSizes(1, 1, indexes) })),
    }),
  ).map(({ text }) => text.replaceAll('\u00A0', ' '));

const unused = { scans: 0 };

it('names what repeats another and what nothing scanned, the largest first, with what they cost', () => {
  expect(
    texts(
      [
        'spec',
        [
          sampleIndex('a', 1, unused),
          sampleIndex('b', 3, unused),
          sampleIndex('c', 2, { ...unused, repeats: 'd' }),
          sampleIndex('d', 5),
        ],
      ],
      ['other', []],
    ),
  ).toEqual([
    'spec: 1 index, 2.0 MB, repeats another: c (2.0 MB repeats d).',
    'spec: 2 indexes, 4.0 MB, were not scanned by anything here: b (3.0 MB) and a (1.0 MB).',
  ]);
});

it('leaves out what enforces a constraint, and what nobody counted', () => {
  const needed = [
    sampleIndex('pkey', 9, { ...unused, enforces: true }),
    sampleIndex('key', 9, { enforces: true, repeats: 'pkey' }),
    sampleIndex('uncounted', 9, { scans: null }),
  ];
  expect(texts(['spec', needed], ['other', []])).toEqual([]);
});

it('says nothing where queries alone were compared', () => {
  expect(texts(['spec', [sampleIndex('a', 1, unused)]])).toEqual([]);
});

it('says of a further variant only what the first has not, and does not list without end', () => {
  const many = Array.from({ length: 7 }, (_, i) => sampleIndex(`i${i}`, 1, unused));
  const [first, second] = texts(['spec', many], ['more', [...many, sampleIndex('own', 1, unused)]]);
  expect(first).toBe(
    'spec: 7 indexes, 7.0 MB, were not scanned by anything here: i0 (1.0 MB), i1 (1.0 MB), i2 (1.0 MB), i3 (1.0 MB) and 3 more.',
  );
  expect(second).toBe('more: 1 index, 1.0 MB, was not scanned by anything here: own (1.0 MB).');
});

it('says what a refresh costs, and how far answers lag behind', () => {
  const refresh = {
    sql: 'REFRESH MATERIALIZED VIEW counted',
    runs: 3,
    durationMs: 812.4,
    walBytes: 2_097_152,
    staleness: { afterMs: 30_000, writes: 12_000, parameters: 60, stale: 12 },
  };
  const notes = (parts: Partial<typeof refresh> | { walBytes: null; staleness: null }) =>
    refreshNotes(
      sampleComparison({ variants: [sampleVariant('views', { refresh: { ...refresh, ...parts } })] }),
    ).map(({ text }) => text.replaceAll('\u00A0', ' '));
  expect(notes({})).toEqual([
    'views: a refresh takes 812 ms and 2.0 MB of WAL; after 30 s of writes without one, 12 of 60 answers were out of date.',
  ]);
  expect(notes({ walBytes: null, staleness: null })).toEqual(['views: a refresh takes 812 ms.']);
});
