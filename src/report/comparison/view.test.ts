import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { comparisonCases } from '../testing/comparison-cases.ts';
import { columnsOf } from '../text.ts';
import type { Comparison } from './comparison.ts';
import { renderComparison } from './view.ts';

const resultPath = 'reports/2026-11-22T18-40-12-compare-feed/result.json';
const plain = { color: false, width: 100, resultPath };

describe.each(Object.entries<Comparison>(comparisonCases))('%s', (_, comparison) => {
  it.each([80, 120])('reads well at %i columns', (width) => {
    expect(renderComparison(comparison, { ...plain, width })).toMatchSnapshot();
  });

  it('fits its width, and colour changes nothing but colours', () => {
    for (const width of [80, 90, 100, 120, 140, 200]) {
      for (const details of [false, true, undefined]) {
        const text = renderComparison(comparison, { ...plain, width, details });
        const tooWide = text.split('\n').filter((line) => columnsOf(line) > width);
        expect(tooWide).toEqual([]);
        expect(
          stripVTControlCharacters(renderComparison(comparison, { ...plain, width, details, color: true })),
        ).toBe(text);
      }
    }
  });

  it('holds nothing that moves the cursor', () => {
    expect(renderComparison(comparison, plain)).not.toContain(String.fromCharCode(27));
  });
});

it('says of classes of parameters what their estimates are, and how to know more', () => {
  const { rewrite } = comparisonCases;
  const [scenario] = rewrite.scenarios;
  const [contrast] = scenario!.contrasts;
  const { p95: estimate } = contrast!.latency!;
  const noted = (low: number | null) => {
    const median = { ...estimate!, interval: { low, high: low, confidence: 0.99 } };
    const latency = { ...contrast!.latency!, strata: [{ stratum: 'cold', median }] };
    const scenarios = [{ ...scenario!, contrasts: [{ ...contrast!, latency }] }];
    return renderComparison({ ...rewrite, scenarios }, { ...plain, strata: true });
  };
  expect(noted(0.5)).toContain('Classes of parameters have estimates, not verdicts');
  expect(noted(0.5)).not.toContain('--stratum');
  expect(noted(null)).toContain('measure that alone: --stratum cold');
  expect(renderComparison(rewrite, { ...plain, strata: true })).not.toContain('Classes of parameters');
});
