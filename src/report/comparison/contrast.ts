import { type Static, Type } from '@sinclair/typebox';
import { amount, count, orNull, text } from '../field.ts';
import { Reason } from '../reason.ts';
import { ArmOutcome } from './arm-outcome.ts';
import { PairedBlock, SlicePair } from './block.ts';
import { OnceWork } from './once.ts';
import { Proof } from './proof.ts';
import { EstimatedRatio, JudgedRatio } from './ratio.ts';

export const StratumRatio = Type.Object(
  {
    stratum: text('Class of parameters.'),
    median: EstimatedRatio,
  },
  {
    $id: 'StratumRatio',
    description:
      'The ratio for one class of parameters: an estimate, no verdict. Intervals of all classes hold together, as often as that of the whole.',
  },
);

export const PairedLatency = Type.Object(
  {
    median: JudgedRatio,
    strata: Type.Optional(
      Type.Array(StratumRatio, {
        description: 'By class of parameters, those that were drawn; empty where there is but one.',
      }),
    ),
    p95: orNull(
      EstimatedRatio,
      'Ratio of the two 95th percentiles; null when there were too few operations.',
    ),
    bootstrap: orNull(
      Type.Object({
        low: orNull(Type.Number({ minimum: 0 }), 'Lower end of the ratio.'),
        high: orNull(Type.Number({ minimum: 0 }), 'Upper end of the ratio.'),
        confidence: amount('How often such an interval should cover the truth.'),
        resamples: count('Resamples drawn.'),
      }),
      'Interval of the median ratio by cluster bootstrap over blocks, beside the one of `median`.',
    ),
    windowMs: amount('Milliseconds of all blocks together.'),
    pairs: count('Pairs in them.'),
    excluded: count('Pairs left out, because an operation failed.'),
    clientUtilization: amount("Share of the time that the client's event loop was busy, from 0 to 1."),
    baseline: ArmOutcome,
    contender: ArmOutcome,
    blocks: Type.Array(PairedBlock, { description: 'In the order measured.' }),
  },
  { $id: 'PairedLatency', description: 'Service times from paired operations.' },
);
export type PairedLatency = Static<typeof PairedLatency>;

export const SlicedPart = Type.Object(
  {
    scenario: text('Such as publish or like.'),
    query: text('The way it is asked.'),
    weight: amount('Its weight in the mix.'),
    p50: orNull(JudgedRatio, 'Of the medians of slices; null with too few operations.'),
    p95: orNull(EstimatedRatio, 'Of the 95th percentiles; null with too few operations.'),
    baseline: ArmOutcome,
    contender: ArmOutcome,
  },
  { $id: 'SlicedPart', description: 'One query of a sliced load.' },
);
export type SlicedPart = Static<typeof SlicedPart>;

export const SlicedLoad = Type.Object(
  {
    clients: count('Connections an arm.'),
    sliceMs: amount('Least milliseconds of a slice.'),
    turns: Type.Optional(
      count('Into how many turns each slice was cut, the arms taking turns; absent: one.'),
    ),
    dropShare: amount('Part of each slice that was dropped at its start.'),
    clientUtilization: amount("Share of the time that the client's event loop was busy, from 0 to 1."),
    throughput: orNull(
      JudgedRatio,
      'Of the time that an operation takes of it; null where nothing succeeded.',
    ),
    p50: JudgedRatio,
    p95: orNull(EstimatedRatio, 'Of the 95th percentiles; null with too few operations.'),
    walBytes: Type.Optional(
      orNull(
        JudgedRatio,
        'Of the bytes of WAL of the same number of operations, counted from the first on; slower is more. Null where nothing is written, and where the server does not tell.',
      ),
    ),
    parts: Type.Array(SlicedPart, { description: 'The same by query of the mix.' }),
    slices: Type.Array(SlicePair, { description: 'In the order measured.' }),
  },
  {
    $id: 'SlicedLoad',
    description:
      'Throughput and service times from alternating slices of closed load. Above 1 is slower, of throughput too.',
  },
);
export type SlicedLoad = Static<typeof SlicedLoad>;

export const contrastStatus = Type.Union(
  [
    Type.Literal('measured'),
    Type.Literal('different'),
    Type.Literal('unproven'),
    Type.Literal('failed'),
    Type.Literal('not reached'),
  ],
  {
    description:
      'measured: its ratios hold. different: other answers than the baseline, not timed. unproven: too few answers could be compared, not timed. failed: it could not be run. not reached: interrupted before it.',
  },
);
export type ContrastStatus = Static<typeof contrastStatus>;

export const Contrast = Type.Object(
  {
    arm: text('Name of the contender, one of `arms`.'),
    status: contrastStatus,
    reason: orNull(Reason, 'Why it was not measured, or not to the end; null when it was.'),
    proof: orNull(Proof, 'Null when it did not come to that.'),
    latency: orNull(PairedLatency, 'Null when it was not measured.'),
    throughput: orNull(SlicedLoad, 'Null when it was not measured.'),
    once: Type.Optional(
      orNull(OnceWork, 'Of an operation that uses up what it works on; null when it was not measured.'),
    ),
    planDifference: Type.Array(Type.String(), {
      description: 'What its plan does otherwise, a sentence each; empty when the plans are the same.',
    }),
  },
  { $id: 'Contrast', description: 'A contender against the baseline.' },
);
export type Contrast = Static<typeof Contrast>;
