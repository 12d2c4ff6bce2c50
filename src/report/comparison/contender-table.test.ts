import picocolors from 'picocolors';
import { expect, it } from 'vitest';
import { estimateRatio } from '../../analysis/compare/ratio-estimate.ts';
import {
  sampleArm,
  sampleContrast,
  sampleJudged,
  sampleOutcome,
  samplePaired,
} from '../testing/sample-comparison.ts';
import type { ArmOutcome } from './arm-outcome.ts';
import type { ComparedScenario } from './comparison.ts';
import { renderContenders } from './contender-table.ts';
import type { Contrast } from './contrast.ts';

const plain = picocolors.createColors(false);

function outcome(celebrityMs: number, coldMs: number): ArmOutcome {
  const ofStratum = (stratum: string, ms: number) => {
    const { counters, rows, latency } = sampleOutcome(ms, 2 * ms);
    return { stratum, counters, rows, latency };
  };
  return {
    ...sampleOutcome(4, 15),
    strata: [ofStratum('celebrity', celebrityMs), ofStratum('cold', coldMs)],
  };
}

function estimate(ratio: number) {
  const value = Math.log(ratio);
  return estimateRatio(Array(10).fill({ low: value, high: value }), 0.9666);
}

function contender(name: string): Contrast {
  const latency = samplePaired(sampleJudged(0.5), {
    strata: [
      { stratum: 'celebrity', median: estimate(0.25) },
      { stratum: 'cold', median: estimate(1.02) },
    ],
    baseline: outcome(80, 2),
    contender: outcome(20, 2.04),
  });
  return sampleContrast(name, null, { latency });
}

function scenario(...names: string[]): ComparedScenario {
  return {
    scenario: 'feed',
    arms: [
      sampleArm('baseline', { role: 'baseline', work: null }),
      ...names.map((name) => sampleArm(name, { work: null })),
    ],
    left: [],
    contrasts: names.map(contender),
  };
}

const table = (compared: ComparedScenario, strata: boolean) =>
  renderContenders(compared, plain, { color: false, width: 110, strata })
    .split('\n')
    .map((line) => line.trim().split(/ {2,}/));

it('shows classes of parameters apart where that is asked for', () => {
  expect(table(scenario('lateral'), true).slice(2)).toEqual([
    ['baseline', 'the baseline', '4.00 ms', '15.0 ms'],
    ['celebrity', '80.0 ms', '160 ms'],
    ['cold', '2.00 ms', '4.00 ms'],
    ['lateral', expect.stringContaining('2.00x faster'), '4.00 ms', '15.0 ms'],
    ['celebrity', '4.00x faster [4.00, 4.00]', '20.0 ms', '40.0 ms'],
    ['cold', '1.02x slower [1.02, 1.02]', '2.04 ms', '4.08 ms'],
  ]);
  expect(table(scenario('lateral'), false)).toHaveLength(4);
});

it('gives each of several contenders the times of its own baseline, by class too', () => {
  const [baseline, first, celebrity] = table(scenario('lateral', 'counters'), true).slice(3);
  expect(baseline).toEqual(['baseline', 'the baseline']);
  expect(first).toEqual([
    'lateral',
    expect.stringContaining('faster'),
    '4.00 ms',
    '4.00 ms',
    '15.0 ms',
    '15.0 ms',
  ]);
  expect(celebrity).toEqual([
    'celebrity',
    expect.stringContaining('4.00x'),
    '80.0 ms',
    '20.0 ms',
    '160 ms',
    '40.0 ms',
  ]);
});
