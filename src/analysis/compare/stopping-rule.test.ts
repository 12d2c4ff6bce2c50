import fc from 'fast-check';
import { expect, it } from 'vitest';
import { exactLogRatio, type LogRatio, pairLogRatio } from './censored-ratio.ts';
import { blocksWanted, judge } from './stopping-rule.ts';

/** As many blocks about a ratio, symmetric and without ties: spread times -(n - 1) / 2 and so on. */
function about(ratio: number, spread: number, count: number): LogRatio[] {
  return Array.from({ length: count }, (_, i) =>
    exactLogRatio(Math.log(ratio) + spread * (((i * 7) % count) - (count - 1) / 2)),
  );
}

it('calls a clear difference at the first look', () => {
  const judgement = judge(about(1.2, 0.01, 10));
  expect(judgement).toMatchObject({ verdict: 'slower', p: 1 / 1024, look: 1, blocks: 10, notSlower: false });
  expect(judgement).toMatchObject({ atLeast: false, boundedBlocks: 0, margin: 1.05 });
  expect(judgement.ratio).toBeCloseTo(1.2, 12);
  // 14 of 1,024 patterns of signs sum up to 6 or less, 19 to 7: the end is the seventh smallest Walsh average of
  // -4.5, -4, -3.5, -3.5, -3, -3, -2.5.
  expect(judgement.interval.confidence).toBe(1 - 28 / 1024);
  expect(judgement.interval.low).toBeCloseTo(1.2 * Math.exp(-0.025), 12);
  expect(judgement.interval.high).toBeCloseTo(1.2 * Math.exp(0.025), 12);
  // Ten equally spaced values have the variance n (n + 1) / 12.
  expect(judgement.blockSd).toBeCloseTo(0.01 * Math.sqrt(110 / 12), 12);
  expect(judge(about(1 / 1.2, 0.01, 10))).toMatchObject({ verdict: 'faster', p: 1 / 1024, notSlower: true });
});

it('calls equivalence when both margins are excluded', () => {
  expect(judge(about(1, 0.005, 10))).toMatchObject({ verdict: 'equivalent', p: 1 / 1024, notSlower: true });
  // 4 % slower: surely a difference, as surely none that matters.
  expect(judge(about(1.04, 0.0005, 10))).toMatchObject({ verdict: 'equivalent', p: 1 / 1024 });
  expect(judge(about(1.04, 0.0005, 10), 1.03)).toMatchObject({ verdict: 'slower', margin: 1.03 });
  // The margin itself is slower.
  expect(judge(about(1.0501, 0.0005, 10)).verdict).toBe('slower');
});

it('has an interval that agrees with equivalence', () => {
  const block = fc.integer({ min: -90, max: 90 }).map((value) => value / 1000);
  fc.assert(
    fc.property(fc.uniqueArray(block, { minLength: 10, maxLength: 10 }), (series) => {
      const judgement = judge(series.map(exactLogRatio));
      const { low, high } = judgement.interval;
      const isWithin = low! > 1 / 1.05 && high! < 1.05;
      expect(judgement.verdict === 'equivalent').toBe(isWithin);
    }),
  );
});

it('leaves the open for later looks, and looks at nothing in between', () => {
  // One block of ten below 0, and the third by size: p = 5 / 1024 is too much.
  const first = [-0.08, 0.06, 0.07, 0.09, 0.1, 0.11, 0.12, 0.13, 0.14, 0.15].map(exactLogRatio);
  expect(judge(first)).toMatchObject({ verdict: 'inconclusive', p: 5 / 1024, look: 1, blocks: 10 });
  expect(blocksWanted(first)).toBe(20);
  // The next nine would decide, were they asked.
  const nineteen = [...first, ...about(1.2, 0.001, 9)];
  expect(judge(nineteen)).toMatchObject({ verdict: 'inconclusive', look: 1, blocks: 19 });
  expect(judge([...first, ...about(1.2, 0.001, 10)])).toMatchObject({
    verdict: 'slower',
    look: 2,
    blocks: 20,
  });
});

it('keeps the verdict of the look that decided', () => {
  const decided = judge(about(1.2, 0.01, 10));
  expect(judge([...about(1.2, 0.01, 10), ...about(0.5, 0.01, 20)])).toEqual(decided);
});

it('says how many blocks it wants', () => {
  expect(blocksWanted([])).toBe(10);
  expect(blocksWanted(about(1.2, 0.01, 9))).toBe(10);
  expect(blocksWanted(about(1.2, 0.01, 10))).toBe(null);
  expect(blocksWanted(about(1, 0.1, 10))).toBe(20);
  const wild = about(1, 0.1, 10);
  expect(blocksWanted([...wild, ...wild])).toBe(30);
  expect(blocksWanted([...wild, ...wild, ...wild])).toBe(null);
});

it('says what it could have seen', () => {
  const wide = about(1, 0.01, 10);
  const blocks = [...wide, ...wide, ...wide].map(({ low }, i) => exactLogRatio(low * 4 + i * 1e-6));
  const judgement = judge(blocks);
  if (judgement.verdict !== 'inconclusive') throw new Error(judgement.verdict);
  expect(judgement.look).toBe(3);
  expect(judgement.visibleRatio!).toBeGreaterThan(1.05);
  const found = blocks.map(({ low }) => exactLogRatio(low + Math.log(judgement.visibleRatio!)));
  expect(judge(found).verdict).toBe('slower');
  expect(judge(about(1, 0.1, 9))).toMatchObject({ verdict: 'inconclusive', visibleRatio: null, look: 0 });
});

it('says nothing without blocks', () => {
  expect(judge([])).toEqual({
    verdict: 'inconclusive',
    p: 1,
    visibleRatio: null,
    ratio: null,
    atLeast: false,
    interval: { low: null, high: null, confidence: 1 },
    margin: 1.05,
    notSlower: false,
    blocks: 0,
    boundedBlocks: 0,
    blockSd: null,
    look: 0,
  });
  expect(() => judge([], 1)).toThrow(RangeError);
});

it('makes "at least so many times faster" of a baseline that times out', () => {
  const second = 1e9;
  const pair = (i: number) =>
    pairLogRatio(
      { durationNs: 10 * second, isCensored: true },
      { durationNs: 5e6 + i * 1000, isCensored: false },
    );
  const judgement = judge(Array.from({ length: 10 }, (_, i) => pair(i)));
  expect(judgement).toMatchObject({ verdict: 'faster', p: 1 / 1024, atLeast: true, boundedBlocks: 10 });
  expect(1 / judgement.ratio!).toBeCloseTo(10 / 0.0050045, 2);
  expect(judgement.interval).toMatchObject({ low: null });
  // The seventh largest of 9, 8.5, 8, 8, 7.5, 7.5, 7 microseconds over 5 ms.
  expect(judgement.interval.high!).toBeCloseTo(5.007 / 10_000, 9);
  expect(judgement.blockSd).toBe(null);
});

it('claims nothing when both time out', () => {
  const unknown: LogRatio = { low: -Infinity, high: Infinity };
  const judgement = judge(new Array(30).fill(unknown));
  expect(judgement).toMatchObject({
    verdict: 'inconclusive',
    p: 1,
    ratio: null,
    atLeast: false,
    boundedBlocks: 30,
  });
  expect(judgement).toMatchObject({ interval: { low: null, high: null }, visibleRatio: null, look: 3 });
});

it('bears some blocks that are bounds', () => {
  // A timeout of the contender in one block of ten, far above the others: the median of pairs does not hang on it.
  const far = about(1.2, 0.01, 10).with(4, { low: Math.log(1.3), high: Infinity });
  expect(judge(far)).toMatchObject({ verdict: 'slower', p: 1 / 1024, boundedBlocks: 1, atLeast: false });
  const near = about(1.2, 0.01, 10).with(4, { low: Math.log(1.2), high: Infinity });
  expect(judge(near)).toMatchObject({ verdict: 'slower', p: 1 / 1024, boundedBlocks: 1, atLeast: true });
  // Nothing known of one block: it may be the furthest below 0, as 43 of 1,024 patterns of signs are no better.
  const unknown = about(1.2, 0.01, 10).with(4, { low: -Infinity, high: Infinity });
  expect(judge(unknown)).toMatchObject({ verdict: 'inconclusive', p: 43 / 1024, atLeast: true });
});

it('claims of bounds only what holds within them', () => {
  const block = fc.record({
    value: fc.integer({ min: -300, max: 300 }),
    width: fc.constantFrom(0, 0, 0, 0.05, 0.2, Infinity),
    isLowerBound: fc.boolean(),
  });
  fc.assert(
    fc.property(
      fc.array(block, { minLength: 10, maxLength: 10 }),
      fc.constantFrom(-0.4, 0, 0.4),
      (drawn, shift) => {
        const truth = drawn.map(({ value }, i) => shift + value / 1000 + i * 1e-7);
        const bounds = drawn.map(({ width, isLowerBound }, i) => ({
          low: isLowerBound ? truth[i]! - Math.min(width, 0.1) : truth[i]! - width,
          high: isLowerBound ? truth[i]! + width : truth[i]! + Math.min(width, 0.1),
        }));
        const claimed = judge(bounds);
        const actual = judge(truth.map(exactLogRatio));
        if (claimed.verdict !== 'inconclusive') expect(actual.verdict).toBe(claimed.verdict);
        if (claimed.notSlower) expect(actual.notSlower).toBe(true);
        if (claimed.atLeast) {
          const effect = Math.abs(Math.log(claimed.ratio!));
          expect(Math.log(actual.ratio!) * Math.sign(Math.log(claimed.ratio!))).toBeGreaterThanOrEqual(
            effect,
          );
        }
        expect(actual.interval.low!).toBeGreaterThanOrEqual(claimed.interval.low ?? 0);
        expect(actual.interval.high!).toBeLessThanOrEqual(claimed.interval.high ?? Infinity);
      },
    ),
  );
});
