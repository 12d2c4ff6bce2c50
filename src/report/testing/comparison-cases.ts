import type { Comparison } from '../comparison/comparison.ts';
import {
  sampleArm,
  sampleBounded,
  sampleComparison,
  sampleContrast,
  sampleIndex,
  sampleJudged,
  sampleLoad,
  sampleOutcome,
  samplePaired,
  sampleProof,
  sampleSizes,
  sampleVariant,
  sampleWriteContrast,
} from './sample-comparison.ts';

/** The comparisons, ordinary and extreme, that the renderers must print well. */

const first = sampleArm('baseline', { role: 'baseline' });
const bounded = sampleBounded(1 / 40.26);

const timeouts: Comparison = sampleComparison({
  scenarios: [
    {
      scenario: 'feed',
      arms: [
        sampleArm('baseline', { role: 'baseline', work: null, plan: null }),
        sampleArm('lateral', { plan: null }),
      ],
      left: [{ name: 'counters', reason: 'needs the variant counters' }],
      contrasts: [
        sampleContrast('lateral', null, {
          proof: sampleProof({
            compared: 44,
            timedOut: { baseline: 16, contender: 0 },
            strata: [
              { stratum: 'celebrity', parameters: 12, compared: 0 },
              { stratum: 'median', parameters: 48, compared: 44 },
            ],
          }),
          latency: samplePaired(bounded, {
            baseline: sampleOutcome(-5000, -5000, { succeeded: 40, timedOut: 480 }),
            contender: sampleOutcome(124.2, 130.4, { succeeded: 520 }),
          }),
        }),
      ],
    },
  ],
});

const designs: Comparison = sampleComparison({
  id: '2026-11-22T18-40-12-compare-feed',
  command: 'bench compare feed --variants spec,covering-feed,no-repeats',
  variants: [
    sampleVariant('spec', {
      sizes: sampleSizes(900, 480, [
        sampleIndex('idx_posts_user_created', 31),
        sampleIndex('idx_posts_user', 12, { scans: 0, repeats: 'idx_posts_user_created' }),
        sampleIndex('posts_pkey', 9, { scans: 0, enforces: true }),
        sampleIndex('idx_posts_text', 44, { scans: 0 }),
      ]),
    }),
    sampleVariant('covering-feed', {
      sizes: sampleSizes(900, 492, [
        sampleIndex('idx_posts_user', 12, { scans: 0, repeats: 'idx_posts_user_created' }),
        sampleIndex('idx_posts_feed', 12),
      ]),
    }),
    sampleVariant('no-repeats', { sizes: sampleSizes(900, 392) }),
  ],
  scenarios: [
    {
      scenario: 'feed',
      arms: [
        sampleArm('spec', { role: 'baseline' }),
        sampleArm('covering-feed', {
          variant: 'covering-feed',
          plan: {
            ...first.plan!,
            fingerprint: 'covering-feed',
            tree: [
              'Limit',
              '  Nested Loop',
              '    Index Scan follows',
              '    Index Only Scan posts using idx_posts_feed',
            ],
          },
        }),
        sampleArm('no-repeats', {
          variant: 'no-repeats',
          plan: sampleArm('spec').plan,
        }),
      ],
      left: [],
      contrasts: [
        sampleContrast('covering-feed', sampleJudged(1 / 1.84)),
        sampleContrast('no-repeats', sampleJudged(1.004)),
      ],
    },
  ],
  writes: {
    mix: 'publish=1,like=4',
    baseline: 'spec',
    contrasts: [
      sampleWriteContrast(
        'covering-feed',
        sampleJudged(1.021, { spread: 0.06, blocks: 30 }),
        { publish: sampleJudged(1.062, { spread: 0.01 }), like: sampleJudged(1.002) },
        { walBytes: 1_392, hotShare: 0.91 },
        sampleJudged(1.13),
      ),
      sampleWriteContrast(
        'no-repeats',
        sampleJudged(0.91),
        { publish: sampleJudged(0.89), like: sampleJudged(0.93) },
        { walBytes: 1_010, fullPageImages: 0.2 },
        sampleJudged(0.82),
      ),
    ],
  },
});

const mismatch: Comparison = sampleComparison({
  status: 'invalid',
  reasons: [
    {
      text: 'counters gives other answers to feed than baseline',
      remedy: 'mend its query or its triggers, then compare again',
    },
  ],
  scenarios: [
    {
      scenario: 'feed',
      arms: [first, sampleArm('counters')],
      left: [],
      contrasts: [
        sampleContrast('counters', null, {
          status: 'different',
          proof: sampleProof({
            compared: 7,
            mismatch: {
              parameters: { user_id: '0192f0c1-7c0e-7d3f-a2b4-0c5d6e7f8091', before: null },
              stratum: 'celebrity',
              statement: "SELECT id, likes\n  FROM posts_counted\n WHERE user_id = '0192f0c1';",
              baselineStatement: "SELECT id, count(*)\n  FROM posts\n WHERE user_id = '0192f0c1';",
              columns: ['id', 'author', 'likes', 'shares'],
              row: 3,
              baseline: ['019a', 'zoë', '12', null],
              contender: ['019a', 'zoë', '13', '0'],
              what: 'likes is 13, not 12',
            },
          }),
        }),
      ],
    },
  ],
});

const inconclusive: Comparison = sampleComparison({
  warnings: [{ text: 'the machine was busy: steal 8 %', remedy: 'free it of other work' }],
  scenarios: [
    {
      scenario: 'feed',
      arms: [first, sampleArm('lateral', { plan: { ...first.plan! } })],
      left: [],
      contrasts: [sampleContrast('lateral', sampleJudged(1.03, { spread: 0.14, blocks: 30 }))],
    },
  ],
});

const scenarios = ['feed', 'post', 'followers', 'search', 'stats'];
const variants = ['keys-only', 'unique', 'performance', 'composite', 'fulltext', 'covering-feed'];

const matrix: Comparison = sampleComparison({
  id: '2026-11-22T18-40-12-compare-social-reads',
  name: 'social-reads',
  variants: [
    sampleVariant('spec', { sizes: sampleSizes(900, 480) }),
    ...variants.map((name, i) => sampleVariant(name, { sizes: sampleSizes(900, 120 + 60 * i) })),
  ],
  scenarios: scenarios.map((scenario, s) => ({
    scenario,
    arms: [
      sampleArm('spec', { role: 'baseline' }),
      ...variants.map((name) => sampleArm(name, { variant: name })),
    ],
    left: [],
    contrasts: variants.map((name, v) => {
      if (v === 0 && s === 3)
        return sampleContrast(name, null, { status: 'unproven', proof: sampleProof({ compared: 8 }) });
      if (v === 1 && s === 4) return sampleContrast(name, null, { status: 'failed', proof: null });
      if (v === 5 && s === 0) return sampleContrast(name, bounded);
      const ratio = [2.4, 1.21, 1.002, 0.98, 1 / 1.1, 0.5][(v + s) % 6]!;
      return sampleContrast(name, sampleJudged(ratio, v === 3 ? { spread: 0.2, blocks: 30 } : {}));
    }),
  })),
  writes: {
    mix: 'social-writes',
    baseline: 'spec',
    contrasts: variants.map((name, v) =>
      sampleWriteContrast(name, sampleJudged([0.7, 0.8, 0.9, 1.001, 1.1, 1.2][v]!), {}),
    ),
  },
});

const control = String.fromCharCode(27);

const hostile: Comparison = sampleComparison({
  name: `feed_of_a_user_with_very_many_followees=50,${control}[31mstats=1`,
  command: 'bench compare',
  status: 'interrupted',
  reasons: [{ text: 'stopped by a signal', remedy: null }],
  dataset: null,
  scenarios: [
    {
      scenario: `feed${control}[2J`,
      arms: [
        sampleArm('spec/lateral_with_denormalised_counters_and_hints', {
          role: 'baseline',
          plan: {
            ...first.plan!,
            tree: Array.from(
              { length: 30 },
              (_, i) => `${'  '.repeat(i)}Nested Loop${control}[31m Left Join on a very long condition`,
            ),
          },
        }),
        sampleArm('composite+covering-feed+counters+partial-public/timeline_of_everything'),
        sampleArm('later'),
      ],
      left: [],
      contrasts: [
        sampleContrast(
          'composite+covering-feed+counters+partial-public/timeline_of_everything',
          sampleJudged(12.3),
          {
            latency: samplePaired(sampleJudged(12.3), {
              contender: {
                ...sampleOutcome(4, 5, { failed: 12 }),
                errors: [
                  { class: 'other', sqlstate: '42P01', count: 12, message: `no ${control}[31m relation` },
                ],
              },
            }),
          },
        ),
        sampleContrast('later', null, { status: 'not reached', proof: null }),
      ],
    },
  ],
});

/** In slices: a mix with several contenders, and a write with one. */
const mix: Comparison = sampleComparison({
  name: 'feed=60,post=30,like=10',
  command: 'bench compare feed=60,post=30,like=10 --variants spec,no-repeats,covering-feed',
  variants: [sampleVariant('spec'), sampleVariant('no-repeats'), sampleVariant('covering-feed')],
  scenarios: [
    {
      scenario: 'feed=60,post=30,like=10',
      arms: [
        sampleArm('spec', { role: 'baseline', work: null, plan: null }),
        sampleArm('no-repeats', { variant: 'no-repeats', work: null, plan: null }),
        sampleArm('covering-feed', { variant: 'covering-feed', work: null, plan: null }),
      ],
      left: [],
      contrasts: [
        sampleContrast('no-repeats', null, {
          throughput: sampleLoad(sampleJudged(1.01), {
            feed: sampleJudged(1.01),
            post: sampleJudged(1),
            like: sampleJudged(1 / 1.1),
          }),
        }),
        sampleContrast('covering-feed', null, {
          throughput: sampleLoad(sampleJudged(1 / 1.6), {
            feed: sampleJudged(1 / 1.9),
            post: sampleJudged(1.01),
            like: sampleJudged(1.2),
          }),
        }),
      ],
    },
  ],
});

const write: Comparison = sampleComparison({
  name: 'like',
  command: 'bench compare like --variants spec,no-repeats',
  variants: [sampleVariant('spec'), sampleVariant('no-repeats')],
  scenarios: [
    {
      scenario: 'like',
      arms: [
        sampleArm('spec', { role: 'baseline', work: null, plan: null }),
        sampleArm('no-repeats', { variant: 'no-repeats', work: null, plan: null }),
      ],
      left: [],
      contrasts: [
        sampleContrast('no-repeats', null, {
          throughput: sampleLoad(sampleJudged(1 / 1.2), { like: sampleJudged(1 / 1.2) }),
        }),
      ],
    },
  ],
});

export const comparisonCases = {
  rewrite: sampleComparison(),
  timeouts,
  designs,
  mismatch,
  inconclusive,
  matrix,
  mix,
  write,
  hostile,
} satisfies Record<string, Comparison>;
