import { type Static, Type } from '@sinclair/typebox';
import { amount, count, flag, orNull } from '../field.ts';

/**
 * Ratios of contender to baseline. In every ratio of a comparison above 1 is slower: of throughput it is the time an
 * operation takes of it (baseline's throughput divided by the contender's).
 */

const interval = Type.Object(
  {
    low: orNull(Type.Number({ minimum: 0 }), 'Lower end; null where nothing is known on that side.'),
    high: orNull(Type.Number({ minimum: 0 }), 'Upper end; null where nothing is known on that side.'),
    confidence: amount('How often such an interval covers the truth: 0.9666.'),
  },
  { description: 'Of the ratio, by signed-rank inversion over blocks.' },
);

const estimate = {
  ratio: orNull(
    Type.Number({ minimum: 0 }),
    'How many times as long the contender takes: exp(Hodges-Lehmann of the blocks). Null where not even the side of 1 is known.',
  ),
  atLeast: flag('True: operations timed out, and the difference is this or more, away from 1.'),
  interval,
  blocks: count('Blocks that it is made from.'),
  boundedBlocks: count('Those of which only a bound is known, because too many operations timed out.'),
  blockSd: orNull(
    Type.Number({ minimum: 0 }),
    'Standard deviation of the other blocks, in ln units; null with fewer than two.',
  ),
};

/** As `estimateRatio` of analysis/compare gives it. */
export const EstimatedRatio = Type.Object(estimate, {
  $id: 'EstimatedRatio',
  description: 'How many times as long the contender takes as the baseline; 1.1 is 10 % slower.',
});
export type EstimatedRatio = Static<typeof EstimatedRatio>;

const judgement = {
  ...estimate,
  margin: Type.Number({ exclusiveMinimum: 1, description: 'The least ratio that matters, either way.' }),
  notSlower: flag('Whether it was shown that the contender is not slower by the margin.'),
  look: count('The look at the blocks that decided, from 1; without a decision, how many there were.'),
  verdict: Type.Union(
    [
      Type.Literal('slower'),
      Type.Literal('faster'),
      Type.Literal('equivalent'),
      Type.Literal('inconclusive'),
    ],
    {
      description:
        'slower, faster: by the margin or more. equivalent: no difference that matters, either way. inconclusive: none of these was shown.',
    },
  ),
  p: amount('One-sided, of the contrary of the verdict; of no difference when inconclusive.'),
  visibleRatio: Type.Optional(
    orNull(
      Type.Number({ minimum: 1 }),
      'Of an inconclusive comparison: a ratio that would probably have been found, as would its inverse; null: none would.',
    ),
  ),
};

/** As `judge` of analysis/compare gives it. */
export const JudgedRatio = Type.Object(judgement, {
  $id: 'JudgedRatio',
  description: 'An estimated ratio, and what the stopping rule says of it.',
});
export type JudgedRatio = Static<typeof JudgedRatio>;

export type Verdict = JudgedRatio['verdict'];
