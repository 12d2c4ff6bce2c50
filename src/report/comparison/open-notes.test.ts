import { expect, it } from 'vitest';
import { judge } from '../../analysis/compare/stopping-rule.ts';
import { sampleArm, sampleComparison, sampleContrast } from '../testing/sample-comparison.ts';
import { glue } from '../text.ts';
import { openNotes } from './open-notes.ts';

/** Thirty blocks: of the first nothing is known, so many others are slower, by 2.7 or more. */
function feedWith(slower: number) {
  const blocks = Array.from({ length: 30 }, (_, at) =>
    at < 30 - slower
      ? { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY }
      : { low: 1 + at / 100, high: 1 + at / 100 },
  );
  const contrasts = [sampleContrast('keys-only', { ...judge(blocks) })];
  return sampleComparison({
    scenarios: [{ scenario: 'feed', arms: [sampleArm('keys-only')], left: [], contrasts }],
  });
}

it('explains a large difference without a verdict', () => {
  expect(openNotes(feedWith(26))).toEqual([
    {
      text: `Inconclusive, though the whole interval is beyond 5${glue}%: keys-only on feed (p = 0.0067). A difference is called one from p < 0.004 on.`,
      remedy: `Too many operations timed out: of keys-only on feed, 4 of 30${glue}blocks are known as bounds only. Wait longer with --statement-timeout.`,
    },
  ]);
});

it('has nothing to explain where the interval holds no difference too, or there is a verdict', () => {
  expect(openNotes(feedWith(25))).toEqual([]);
  expect(openNotes(feedWith(27))).toEqual([]);
});
