import { expect, it } from 'vitest';
import {
  sampleArm,
  sampleComparison,
  sampleContrast,
  sampleJudged,
  sampleSizes,
  sampleVariant,
  sampleWriteContrast,
} from '../testing/sample-comparison.ts';
import { adviceOf, samePlan } from './advice.ts';
import type { AdvisedChange } from './advice-question.ts';
import type { Comparison } from './comparison.ts';
import { renderComparison } from './view.ts';

const change = (arm: string, kind: AdvisedChange['kind'] = 'index'): AdvisedChange => ({
  arm,
  kind,
  statements: [kind === 'drop' ? 'DROP INDEX idx_old' : `CREATE INDEX ${arm} ON posts (user_id)`],
  saving: 0.5,
});

/** Ratios by change: of feed, of post, of writes, of WAL; null for what was not proven. */
function sample(
  ratios: Record<string, readonly [number | null, number | null, number?, number?]>,
): Comparison {
  const names = Object.keys(ratios);
  const scenarios = ['feed', 'post'].map((scenario, place) => ({
    scenario,
    arms: [
      sampleArm('spec', { role: 'baseline' }),
      ...names.map((name) => sampleArm(name, { variant: name })),
    ],
    left: [],
    contrasts: names.map((name) => {
      const ratio = ratios[name]![place]!;
      if (ratio === null) return sampleContrast(name, null, { status: 'unproven' });
      return sampleContrast(name, sampleJudged(ratio, ratio === 1.04 ? { spread: 0.3 } : {}));
    }),
  }));
  const kindOf = (name: string) => (name === 'drop-redundant' ? 'drop' : 'index');
  return sampleComparison({
    name: 'feed,post',
    scenarios,
    variants: [
      sampleVariant('spec', { sizes: sampleSizes(40, 30) }),
      ...names.map((name) =>
        sampleVariant(name, {
          sizes: sampleSizes(40, kindOf(name) === 'drop' ? 20 : 33),
          build: {
            manner: 'clone',
            wasReused: false,
            cloneMs: 1,
            applyMs: 900,
            statements: [
              { sql: 'DROP INDEX base', durationMs: 1 },
              { sql: change(name, kindOf(name)).statements[0]!, durationMs: 420 },
            ],
          },
        }),
      ),
    ],
    writes: {
      mix: 'writes',
      baseline: 'spec',
      contrasts: names.map((name) => {
        const judged = sampleJudged(ratios[name]![2] ?? 1);
        const wal = sampleJudged(ratios[name]![3] ?? 1);
        return sampleWriteContrast(name, judged, { publish: judged }, {}, wal);
      }),
    },
    advice: {
      base: 'spec',
      isHypothetical: false,
      changes: names.map((name) => change(name, kindOf(name))),
      left: [
        { statement: 'CREATE INDEX a ON posts (id)', reason: 'posts_pkey does it already' },
        { statement: 'CREATE INDEX b ON posts (is_pinned)', reason: 'the planner does not use it' },
      ],
    },
  });
}

it('recommends what is faster somewhere and slower nowhere, the greatest gain first', () => {
  const comparison = sample({
    small: [1 / 1.3, 1],
    large: [1 / 8, 1.04, 1.2],
    mixed: [1 / 20, 1.5],
    idle: [1, 1],
    unproven: [null, 1],
    open: [1.04, 1],
  });
  const { recommended, designs } = adviceOf(comparison)!;
  expect(recommended.map(({ change: { arm } }) => arm)).toEqual(['large', 'small']);
  expect(Object.fromEntries(designs.map(({ change: { arm }, against }) => [arm, against]))).toEqual({
    small: null,
    large: null,
    mixed: 'post is slower with it',
    idle: 'nothing is faster with it',
    unproven: 'feed was not measured with it',
    open: 'whether feed is faster or slower with it remains open',
  });
  expect(designs[0]).toMatchObject({ indexBytes: 3 * 1024 ** 2, buildMs: 420 });
});

it('leaves out of account where the plan is the same', () => {
  const comparison = sample({ large: [1 / 8, null] });
  const [feed, post] = comparison.scenarios;
  const left = [{ name: 'large', reason: samePlan }];
  const scenarios = [feed!, { ...post!, contrasts: [], left }];
  const [design] = adviceOf({ ...comparison, scenarios })!.designs;
  expect(design).toMatchObject({
    against: null,
    reads: [{ hasSamePlan: false }, { hasSamePlan: true, judged: null }],
  });
  const view = renderComparison({ ...comparison, scenarios }, { color: false, width: 100 });
  expect(view).toMatch(/large +8\.00x faster +same plan/);
});

it('says for whom a recommended index is slower', () => {
  const comparison = sample({ large: [1 / 8, 1] });
  const [feed, ...others] = comparison.scenarios;
  const [contrast] = feed!.contrasts;
  const { p95: estimate } = contrast!.latency!;
  const strata = [
    {
      stratum: 'cold',
      median: { ...estimate!, ratio: 3, interval: { low: 2, high: 4, confidence: 0.9666 } },
    },
  ];
  const contrasts = [{ ...contrast!, latency: { ...contrast!.latency!, strata } }];
  const scenarios = [{ ...feed!, contrasts }, ...others];
  const view = renderComparison({ ...comparison, scenarios }, { color: false, width: 140 });
  expect(view).toContain('large answers feed 8.0 times as fast (but slower for cold)');
});

it('recommends to drop only what was shown to be missed by nobody', () => {
  const against = (ratios: readonly [number | null, number | null, number?]) =>
    adviceOf(sample({ 'drop-redundant': ratios }))!.designs[0]!.against;
  expect(against([1, 1, 1 / 1.2])).toBeNull();
  expect(against([1, 1])).toBeNull();
  expect(against([1.3, 1, 1 / 1.2])).toBe('feed is slower without them');
  expect(against([1.04, 1, 1 / 1.2])).toBe('whether feed is faster or slower with it remains open');
  expect(against([1, 1, 1.2])).toBe('writes are slower without them');
});

it('advises nothing for a comparison that did not ask', () => {
  const { advice: _, ...plain } = sample({ large: [1 / 8, 1] });
  expect(adviceOf(plain)).toBeNull();
  expect(renderComparison(plain, { color: false, width: 100 })).not.toContain('Recommended');
});

it.each([72, 110])('is rendered at %i columns', (width) => {
  const comparison = sample({
    idx_posts_user_id_created_at_desc: [1 / 8, 1.04, 1.2, 1.37],
    small: [1 / 1.3, 1],
    mixed: [1 / 20, 1.5],
    'drop-redundant': [1, 1, 1 / 1.2, 1 / 1.2],
  });
  expect(renderComparison(comparison, { color: false, width })).toMatchSnapshot();
});

it('says when there is nothing to recommend, and why', () => {
  const { advice, ...rest } = sample({ idle: [1, 1] });
  const view = renderComparison({ ...rest, advice: advice! }, { color: false, width: 100 });
  expect(view).toContain('Nothing to recommend. idle: nothing is faster with it.');
  const empty = { ...rest, scenarios: [], advice: { ...advice!, changes: [] } };
  expect(renderComparison(empty, { color: false, width: 100 })).toContain(
    'Nothing to recommend: no index was found that the planner would use.',
  );
});
