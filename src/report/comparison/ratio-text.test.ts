import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sampleBounded, sampleJudged } from '../testing/sample-comparison.ts';
import type { EstimatedRatio } from './ratio.ts';
import {
  amountVerdictText,
  amountWords,
  effectWords,
  estimateText,
  fasterWords,
  shortVerdictText,
  slowerWords,
  verdictText,
} from './ratio-text.ts';

const plain = (text: string) => text.replaceAll('\u00A0', ' ');

it.each([
  [sampleJudged(1 / 1.84), '1.84x faster [1.83, 1.85]', '1.84x faster'],
  [sampleJudged(1.23), '1.23x slower [1.22, 1.24]', '1.23x slower'],
  [sampleJudged(0.98), 'equivalent, 0.98x [0.97, 0.99]', 'equivalent'],
  [sampleJudged(1.03, { spread: 0.14, blocks: 30 }), 'inconclusive, 1.03x [0.99, 1.07]', 'inconclusive'],
  [sampleBounded(1 / 40.26), 'at least 40.2x faster [40.0, ∞]', 'at least 40.2x faster'],
  [sampleBounded(3), 'at least 3.00x slower [2.98, ∞]', 'at least 3.00x slower'],
])('says a verdict with its figures: %#', (judged, whole, short) => {
  expect([verdictText(judged), shortVerdictText(judged)]).toEqual([whole, short]);
});

it.each([
  [sampleJudged(1.14), 'more, 1.14x [1.13, 1.15]', '14 % more'],
  [sampleJudged(2.43), 'more, 2.43x [2.41, 2.45]', '2.4 times as much'],
  [sampleJudged(0.71), 'less, 0.71x [0.70, 0.72]', '29 % less'],
  [sampleJudged(0.98), 'equivalent, 0.98x [0.97, 0.99]', '2 % less'],
])('says how much more of an amount: %#', (judged, text, words) => {
  expect([amountVerdictText(judged), plain(amountWords(judged))]).toEqual([text, words]);
});

it('says where not even the side is known', () => {
  const unknown = sampleJudged(1);
  const text = verdictText({
    ...unknown,
    verdict: 'inconclusive',
    ratio: null,
    interval: { low: null, high: null, confidence: 1 },
  });
  expect(text).toBe('inconclusive, unknown');
  const within = { ...unknown, ratio: null, verdict: 'equivalent' as const };
  expect(verdictText({ ...within, interval: { low: 0.987, high: 1.017, confidence: 0.97 } })).toBe(
    'equivalent [0.99, 1.02]',
  );
});

it('names a direction of an estimate only where its interval has one', () => {
  const estimate = (ratio: number, low: number | null, high: number | null): EstimatedRatio => ({
    ratio,
    atLeast: false,
    interval: { low, high, confidence: 0.9666 },
    blocks: 10,
    boundedBlocks: 0,
    blockSd: 0.01,
  });
  expect(estimateText(estimate(0.5, 0.4, 0.8))).toBe('2.00x faster [1.25, 2.50]');
  expect(estimateText(estimate(1.5, 1.25, 2))).toBe('1.50x slower [1.25, 2.00]');
  expect(estimateText(estimate(1.5, 0.9, 2))).toBe('1.50x [0.90, 2.00]');
  expect(estimateText(estimate(1.5, null, 2))).toBe('1.50x [0, 2.00]');
  expect(estimateText({ ...estimate(1, null, null), ratio: null })).toBe('unknown');
});

const exact = { ...sampleJudged(1), atLeast: false };

it.each([
  [1.06, '6 % slower'],
  [1.994, '99 % slower'],
  [2.38, '2.4 times as slow'],
  [12.3, '12 times as slow'],
])('says %d as slower', (ratio, words) => {
  expect(plain(slowerWords({ ...exact, ratio }))).toBe(words);
});

it.each([
  [1 / 1.12, '1.12 times as fast'],
  [1 / 1.84, '1.8 times as fast'],
  [1 / 9.96, '10 times as fast'],
  [1 / 40.26, '40 times as fast'],
  [1 / 1234, '1,200 times as fast'],
])('says %d as faster', (ratio, words) => {
  expect(fasterWords({ ...exact, ratio })).toBe(words);
});

it('never rounds a bound up, nor an effect that could have been seen down', () => {
  const number = (text: string) =>
    Number(
      plain(text)
        .replaceAll(',', '')
        .match(/[\d.]+/)![0],
    );
  fc.assert(
    fc.property(fc.double({ min: 1.02, max: 1e5, noNaN: true }), (factor) => {
      expect(number(fasterWords({ ...exact, ratio: 1 / factor, atLeast: true }))).toBeLessThanOrEqual(
        factor * 1.00001,
      );
      const slower = slowerWords({ ...exact, ratio: factor, atLeast: true });
      const claimed = slower.includes('%') ? 1 + number(slower) / 100 : number(slower);
      expect(claimed).toBeLessThanOrEqual(factor * 1.00001);
      const seen = effectWords(factor);
      expect(seen.includes('%') ? 1 + number(seen) / 100 : number(seen)).toBeGreaterThanOrEqual(
        factor - 1e-4,
      );
    }),
  );
  expect(plain(effectWords(1.05))).toBe('5 %');
  expect(plain(effectWords(1.118))).toBe('12 %');
  expect(effectWords(2.24)).toBe('a factor of 2.3');
});
