import { expect, it } from 'vitest';
import { comparisonCases } from '../testing/comparison-cases.ts';
import {
  sampleArm,
  sampleBounded,
  sampleComparison,
  sampleContrast,
  sampleJudged,
  sampleLoad,
  sampleProof,
  sampleSizes,
  sampleVariant,
  sampleWriteContrast,
} from '../testing/sample-comparison.ts';
import type { Comparison } from './comparison.ts';
import { concludeAll, concludeContender, concludeOverScenarios } from './conclusion.ts';
import type { Contrast } from './contrast.ts';
import type { WriteContrast } from './write-side.ts';

const plain = (text: string | null) => text?.replaceAll('\u00A0', ' ');

function comparisonOf(contrasts: Contrast[], parts: Partial<Comparison> = {}): Comparison {
  const arms = [
    sampleArm('spec', { role: 'baseline' }),
    ...contrasts.map(({ arm }) => sampleArm(arm, { variant: parts.variants ? arm : 'spec' })),
  ];
  return sampleComparison({ scenarios: [{ scenario: 'feed', arms, left: [], contrasts }], ...parts });
}

function conclude(contrast: Contrast, parts: Partial<Comparison> = {}): string | undefined {
  const comparison = comparisonOf([contrast], parts);
  return plain(concludeContender(comparison, comparison.scenarios[0]!, contrast));
}

const open = { ...sampleJudged(1.03, { spread: 0.14, blocks: 30 }), visibleRatio: 1.081 };

it.each<[string, Contrast, string]>([
  ['faster', sampleContrast('x', sampleJudged(1 / 1.84)), 'x answers feed 1.8 times as fast as spec.'],
  [
    'a little faster',
    sampleContrast('x', sampleJudged(1 / 1.12)),
    'x answers feed 1.12 times as fast as spec.',
  ],
  ['slower', sampleContrast('x', sampleJudged(1.062)), 'x answers feed 6 % slower than spec.'],
  ['much slower', sampleContrast('x', sampleJudged(2.4)), 'x answers feed 2.4 times as slow as spec.'],
  [
    'bounded',
    sampleContrast('x', sampleBounded(1 / 40.26)),
    'x answers feed at least 40 times as fast as spec.',
  ],
  ['equivalent', sampleContrast('x', sampleJudged(1.01)), 'x answers feed as fast as spec (to within 5 %).'],
  [
    'inconclusive',
    sampleContrast('x', open),
    'Whether x answers feed faster or slower than spec remains open: a difference of 9 % or more would probably have shown.',
  ],
  [
    'nothing visible',
    sampleContrast('x', { ...open, visibleRatio: null }),
    'Whether x answers feed faster or slower than spec remains open: too little was measured to see a difference of any size.',
  ],
  [
    'different',
    sampleContrast('x', null, { status: 'different' }),
    'x gives other answers to feed than spec, and was not timed.',
  ],
  [
    'unproven',
    sampleContrast('x', null, { status: 'unproven', proof: sampleProof({ compared: 8 }) }),
    'Whether x gives the same answers to feed as spec could not be shown (8 of 60 answers compared), so it was not timed.',
  ],
  ['failed', sampleContrast('x', null, { status: 'failed' }), 'x could not be run on feed.'],
  ['not reached', sampleContrast('x', null, { status: 'not reached' }), 'x was not reached on feed.'],
])('says of a contender that is %s no more than that', (_, contrast, sentence) => {
  expect(conclude(contrast)).toBe(sentence);
});

it('says of writes also whether they log more', () => {
  const load = { ...sampleLoad(sampleJudged(1 / 1.12), { like: same }), walBytes: sampleJudged(0.85) };
  const contrast = sampleContrast('x', null, { status: 'measured', latency: null, throughput: load });
  expect(conclude(contrast)).toBe('x runs feed 1.12 times as fast as spec, with 15 % less WAL.');
  const equal = { ...contrast, throughput: { ...load, walBytes: same } };
  expect(conclude(equal)).toBe('x runs feed 1.12 times as fast as spec.');
});

it('says for which class of parameters, where only one was measured', () => {
  const { options } = sampleComparison();
  const sentence = conclude(sampleContrast('x', sampleJudged(2.4)), {
    options: { ...options, stratum: 'cold' },
  });
  expect(sentence).toBe('x answers feed for cold 2.4 times as slow as spec.');
  const several = comparisonOf(
    [sampleContrast('x', sampleJudged(2.4)), sampleContrast('y', sampleJudged(0.5))],
    { options: { ...options, stratum: 'cold' } },
  );
  expect(concludeAll(several)).toBe('Feed for cold against spec: y (2.00x) is faster; x (2.40x) is slower.');
  expect(concludeOverScenarios(several, 'x')).toBe('x: slower on feed for cold (2.40x).');
});

function priced(read: Contrast, write: WriteContrast | null, indexMegabytes = 480, tableMegabytes = 900) {
  return conclude(read, {
    variants: [
      sampleVariant('spec', { sizes: sampleSizes(900, 480) }),
      sampleVariant(read.arm, { sizes: sampleSizes(tableMegabytes, indexMegabytes) }),
    ],
    writes: write && { mix: 'publish,like', baseline: 'spec', contrasts: [write] },
  });
}

const faster = sampleContrast('x', sampleJudged(1 / 1.84));
const same = sampleJudged(1.002);

it.each<[string, string | undefined, string]>([
  [
    'a write that is slower, larger indexes',
    priced(faster, sampleWriteContrast('x', same, { publish: sampleJudged(1.062), like: same }), 492),
    'x answers feed 1.8 times as fast as spec and makes publish 6 % slower; indexes 12 MB larger.',
  ],
  [
    'writes that are slower and faster',
    priced(faster, sampleWriteContrast('x', same, { publish: sampleJudged(2.5), like: sampleJudged(0.8) })),
    'x answers feed 1.8 times as fast as spec and makes publish 2.5 times as slow and like 1.3 times as fast.',
  ],
  [
    'only the throughput of all writes',
    priced(faster, sampleWriteContrast('x', sampleJudged(1.09), { publish: open })),
    'x answers feed 1.8 times as fast as spec and makes writes 9 % slower.',
  ],
  [
    'writes as fast',
    priced(faster, sampleWriteContrast('x', same, { publish: same }), 480, 930),
    'x answers feed 1.8 times as fast as spec and leaves writes as fast (to within 5 %); tables 30 MB larger.',
  ],
  [
    'open writes, smaller indexes',
    priced(faster, sampleWriteContrast('x', open, { publish: open }), 400),
    'x answers feed 1.8 times as fast as spec and leaves open what writes cost (9 % or more would probably have shown); indexes 80 MB smaller.',
  ],
  [
    'open writes that log more',
    priced(faster, sampleWriteContrast('x', open, { publish: open }, {}, sampleJudged(1.14))),
    'x answers feed 1.8 times as fast as spec and leaves open what writes cost (9 % or more would probably have shown), with 14 % more WAL.',
  ],
  [
    'writes as fast that log less',
    priced(faster, sampleWriteContrast('x', same, { publish: same }, {}, sampleJudged(0.71))),
    'x answers feed 1.8 times as fast as spec and leaves writes as fast (to within 5 %), with 29 % less WAL.',
  ],
  [
    'writes that log as much',
    priced(faster, sampleWriteContrast('x', sampleJudged(1.09), {}, {}, same)),
    'x answers feed 1.8 times as fast as spec and makes writes 9 % slower.',
  ],
  [
    'writes that failed',
    priced(faster, { ...sampleWriteContrast('x', same, {}), status: 'failed' }),
    'x answers feed 1.8 times as fast as spec and has writes that were not measured.',
  ],
  [
    'nothing known of reads',
    priced(sampleContrast('x', open), sampleWriteContrast('x', sampleJudged(1.09), {}), 492),
    'Whether x answers feed faster or slower than spec remains open: a difference of 9 % or more would probably have shown; it makes writes 9 % slower; indexes 12 MB larger.',
  ],
  ['indexes that differ by a trifle', priced(faster, null, 481), 'x answers feed 1.8 times as fast as spec.'],
  [
    'no price of what was not timed',
    priced(
      sampleContrast('x', null, { status: 'different' }),
      sampleWriteContrast('x', sampleJudged(1.09), {}),
      492,
    ),
    'x gives other answers to feed than spec, and was not timed.',
  ],
])('names the price: %s', (_, sentence, expected) => {
  expect(sentence).toBe(expected);
});

it('says of all contenders which verdicts there were, without ranking what was not compared', () => {
  const contrasts = [
    sampleContrast('a', sampleJudged(1 / 1.84)),
    sampleContrast('b', sampleBounded(1 / 40.26)),
    sampleContrast('c', sampleJudged(1.01)),
    sampleContrast('d', open),
    sampleContrast('e', null, { status: 'different' }),
    sampleContrast('f', null, { status: 'failed' }),
  ];
  expect(plain(concludeAll(comparisonOf(contrasts)))).toBe(
    'Feed against spec: b (at least 40.2x) and a (1.84x) are faster; c is equivalent; d is inconclusive; ' +
      'e gives other answers; f could not be run.',
  );
  expect(concludeAll(comparisonOf(contrasts.slice(0, 1)))).toBeNull();
});

it('counts the verdicts of a matrix, and all of them', () => {
  const { matrix } = comparisonCases;
  const sentence = concludeAll(matrix)!;
  expect(sentence).toBe(
    'Of 30 comparisons over 5 scenarios: 9 faster, 10 slower, 8 equivalent, 1 inconclusive, 1 unproven, 1 failed.',
  );
  expect(plain(concludeOverScenarios(matrix, 'keys-only'))).toBe(
    'keys-only: faster on stats (1.10x); slower on feed (2.40x) and post (1.21x); equivalent on followers; ' +
      'answers not proven equal on search; it makes writes 1.4 times as fast; indexes 360 MB smaller.',
  );
});
