import { expect, it } from 'vitest';
import { estimateRatio, estimateTogether } from '../../analysis/compare/ratio-estimate.ts';
import { normalQuantile } from '../../core/distributions.ts';
import { Stream } from '../../core/random.ts';
import { comparisonCases } from '../testing/comparison-cases.ts';
import {
  sampleArm,
  sampleComparison,
  sampleContrast,
  sampleJudged,
  samplePaired,
} from '../testing/sample-comparison.ts';
import { concludeContender, concludeOverScenarios } from './conclusion.ts';
import type { Contrast } from './contrast.ts';
import { exceptionText } from './exceptions.ts';
import type { JudgedRatio } from './ratio.ts';

/** Ten blocks around a ratio, some above and some below. */
function estimate(ratio: number, spread = 0.01) {
  const blocks = Array.from({ length: 10 }, (_, i) => Math.log(ratio) + spread * (i - 4.5));
  return estimateRatio(
    blocks.map((value) => ({ low: value, high: value })),
    0.9666,
  );
}

function contrastOf(
  median: JudgedRatio,
  strata: Readonly<Record<string, number>>,
  spread?: number,
): Contrast {
  const latency = samplePaired(median, {
    strata: Object.entries(strata).map(([stratum, ratio]) => ({ stratum, median: estimate(ratio, spread) })),
  });
  return sampleContrast('lateral', null, { latency });
}

function conclude(contrast: Contrast): string {
  const arms = [sampleArm('spec', { role: 'baseline' }), sampleArm('lateral')];
  const comparison = sampleComparison({
    scenarios: [{ scenario: 'feed', arms, left: [], contrasts: [contrast] }],
  });
  return concludeContender(comparison, comparison.scenarios[0]!, contrast);
}

it('says for whom a contender is slower that is faster for most', () => {
  const contrast = contrastOf(sampleJudged(1 / 8.8), { active: 0.05, median: 0.5, cold: 8.7, missing: 113 });
  expect(conclude(contrast)).toBe(
    'lateral answers feed 8.8 times as fast as spec, but slower for cold and missing.',
  );
  expect(exceptionText(contrast)).toMatch(
    /^Not so for every class of parameters: cold 8\.70x slower \[.*\] and missing 113x slower \[.*\]\.$/,
  );
});

it('says both where a contender is as fast as the baseline for most', () => {
  const contrast = contrastOf(sampleJudged(1.001), { active: 0.8, median: 1.01, cold: 1.3 });
  expect(conclude(contrast)).toMatch(/ \(to within 5\s%\), but slower for cold and faster for active\.$/);
});

it('says nothing where all fare alike, where intervals leave it open, and where the difference does not matter', () => {
  for (const contrast of [
    contrastOf(sampleJudged(0.5), { active: 0.4, cold: 0.9 }),
    contrastOf(sampleJudged(0.5), { cold: 1.3 }, 0.2),
    contrastOf(sampleJudged(0.5), { cold: 1.04 }, 0.0001),
    contrastOf(sampleJudged(1.5), { cold: 3 }),
    sampleContrast('lateral', sampleJudged(0.5)),
  ]) {
    expect(conclude(contrast)).not.toContain('but');
    expect(exceptionText(contrast)).toBe('');
  }
});

it('says it beside each scenario of several', () => {
  const arms = [sampleArm('spec', { role: 'baseline' }), sampleArm('lateral')];
  const of = (scenario: string, contrast: Contrast) => ({ scenario, arms, left: [], contrasts: [contrast] });
  const comparison = sampleComparison({
    scenarios: [
      of('feed', contrastOf(sampleJudged(0.5), { cold: 2 })),
      of('post', contrastOf(sampleJudged(0.5), { cold: 0.5 })),
    ],
  });
  expect(concludeOverScenarios(comparison, 'lateral')).toBe(
    'lateral: faster on feed (2.00x, but slower for cold) and post (2.00x).',
  );
});

it('says which query of a mix fares otherwise', () => {
  const { mix } = comparisonCases;
  const [scenario] = mix.scenarios;
  const [equivalent, faster] = scenario!.contrasts.map((contrast) =>
    concludeContender(mix, scenario!, contrast).replaceAll('\u00A0', ' '),
  );
  expect(equivalent).toBe(
    'no-repeats runs feed=60,post=30,like=10 as fast as spec (to within 5 %), but faster on like.',
  );
  expect(faster).toBe(
    'covering-feed runs feed=60,post=30,like=10 1.6 times as fast as spec, but slower on like.',
  );
  expect(exceptionText(scenario!.contrasts[1]!)).toMatch(
    /^Not so on every query of the mix: like 1\.20x slower /,
  );
});

it('is hardly said by chance: simulated comparisons of a query with itself, five classes each', () => {
  const random = new Stream(1, 'exceptions').sequence(0);
  const classes = ['celebrity', 'active', 'median', 'cold', 'missing'];
  const blocks = (sd: number) =>
    Array.from({ length: 10 }, () => {
      const value = sd * normalQuantile(random.uniform());
      return { low: value, high: value };
    });
  const shareOf = (sd: number) => {
    const runs = 1_000;
    let said = 0;
    for (let run = 0; run < runs; run++) {
      const estimates = estimateTogether(
        classes.map(() => blocks(sd)),
        0.9666,
      );
      const strata = classes.map((stratum, index) => ({ stratum, median: estimates[index]! }));
      const latency = samplePaired(sampleJudged(1), { strata });
      if (exceptionText(sampleContrast('same', null, { latency })) !== '') said++;
    }
    return said / runs;
  };
  // By the standard deviation of a class's blocks; 0.0334 is what the intervals allow, without the margin.
  expect([shareOf(0.03), shareOf(0.1)]).toEqual([0, 0]);
  expect(shareOf(0.3)).toBeLessThan(0.02);
});
