import { expect, it } from 'vitest';
import {
  sampleArm,
  sampleBounded,
  sampleComparison,
  sampleContrast,
  sampleJudged,
  sampleVariant,
} from '../testing/sample-comparison.ts';
import { columnsOf } from '../text.ts';
import { concludeContender } from './conclusion.ts';
import { renderComparisonMarkdown } from './markdown.ts';
import type { OnceFigures, OnceWork } from './once.ts';
import type { JudgedRatio } from './ratio.ts';
import { renderComparison } from './view.ts';

const deleted: OnceFigures = {
  durationMs: 412,
  timedOut: false,
  walBytes: 9_800_000,
  walRecords: 20_840,
  fullPageImages: 1_024,
  deadRows: 20_830,
  tables: { before: 80_000_000, after: 80_000_000, afterVacuum: 80_000_000 },
  indexes: { before: 40_000_000, after: 40_000_000, afterVacuum: 40_000_000 },
  vacuumMs: 588,
  vacuumWalBytes: 10_200_000,
};

const detached: OnceFigures = {
  ...deleted,
  durationMs: 41.2,
  walBytes: 400_000,
  walRecords: 243,
  fullPageImages: 62,
  deadRows: 0,
  tables: { before: 80_000_000, after: 76_000_000, afterVacuum: 76_000_000 },
  indexes: { before: 40_000_000, after: 38_000_000, afterVacuum: 38_000_000 },
  vacuumMs: 0,
  vacuumWalBytes: 0,
};

function work(time: JudgedRatio, parts: Partial<OnceWork> = {}): OnceWork {
  const { ratio, atLeast, interval, blocks, boundedBlocks, blockSd } = sampleJudged(0.0412);
  return {
    time,
    withVacuum: { ratio, atLeast, interval, blocks, boundedBlocks, blockSd },
    changed: [{ table: 'notifications', rowsBefore: 600_000, rowsAfter: 579_170 }],
    omittedColumns: [],
    baseline: deleted,
    contender: detached,
    reclaimableBytes: { baseline: 5_900_000, contender: 24_576 },
    pairs: [],
    ...parts,
  };
}

function comparisonOf(once: OnceWork) {
  return sampleComparison({
    name: 'retention',
    variants: [sampleVariant('spec'), sampleVariant('by-month')],
    scenarios: [
      {
        scenario: 'retention',
        arms: [
          sampleArm('spec', { role: 'baseline', tables: [], work: null, plan: null }),
          sampleArm('by-month', { variant: 'by-month', tables: [], work: null, plan: null }),
        ],
        left: [],
        contrasts: [sampleContrast('by-month', null, { proof: null, once })],
      },
    ],
  });
}

const sentenceOf = (once: OnceWork) => {
  const comparison = comparisonOf(once);
  const [scenario] = comparison.scenarios;
  return concludeContender(comparison, scenario!, scenario!.contrasts[0]!).replaceAll('\u00a0', ' ');
};

it.each([80, 120])('reads well at %i columns', (width) => {
  expect(renderComparison(comparisonOf(work(sampleJudged(0.1))), { color: false, width })).toMatchSnapshot();
});

it('fits its width', () => {
  for (const width of [80, 90, 100, 140]) {
    const text = renderComparison(comparisonOf(work(sampleJudged(0.1))), { color: false, width });
    expect(text.split('\n').filter((line) => columnsOf(line) > width)).toEqual([]);
  }
});

it('says in a sentence what it takes and leaves', () => {
  expect(sentenceOf(work(sampleJudged(0.1)))).toBe(
    'by-month does retention 10 times as fast as spec (24 times as fast with the VACUUM after it), writes 2 % of the WAL, leaves no dead rows (spec: 20,830) and gives 5.7 MB back to the disk (spec: nothing).',
  );
  expect(sentenceOf(work(sampleJudged(1.3), { contender: deleted }))).toBe(
    'by-month does retention 30 % slower than spec (24 times as fast with the VACUUM after it) and writes as much WAL.',
  );
  const more = { ...detached, walBytes: 60_000_000 };
  expect(sentenceOf(work(sampleJudged(1, { spread: 0.8 }), { contender: more }))).toBe(
    'Whether by-month does retention faster or slower than spec remains open: a difference of a factor of 2.5 or more would probably have shown; it is 24 times as fast with the VACUUM after it, writes 3.0 times as much WAL, leaves no dead rows (spec: 20,830) and gives 5.7 MB back to the disk (spec: nothing).',
  );
  expect(sentenceOf(work(sampleBounded(0.02), { baseline: { ...deleted, walBytes: null } }))).toMatch(
    /^by-month does retention at least \d+ times as fast as spec \(.*\), leaves no dead rows/,
  );
});

it('is in the table of a pull request', () => {
  expect(renderComparisonMarkdown(comparisonOf(work(sampleJudged(0.1))))).toContain(
    '| by-month | 10.0x faster',
  );
});
