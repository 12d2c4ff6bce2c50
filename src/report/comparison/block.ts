import { type Static, Type } from '@sinclair/typebox';
import type { LogRatio } from '../../analysis/compare/censored-ratio.ts';
import type { LatencyFigure } from '../../core/latency.ts';
import { amount, count, flag, orNull } from '../field.ts';
import { LatencyValue } from '../latency.ts';

export const LogRatioBounds = Type.Object(
  {
    low: orNull(Type.Number(), 'The least that it may be; null where nothing is known.'),
    high: orNull(Type.Number(), 'The greatest that it may be; equal to `low` where it is known.'),
  },
  { $id: 'LogRatioBounds', description: 'ln(contender / baseline), exact or between bounds.' },
);
export type LogRatioBounds = Static<typeof LogRatioBounds>;

/** JSON has no infinity: what is not known on a side is null. */
export function boundsInFile(ratio: LogRatio): LogRatioBounds;
export function boundsInFile(ratio: LogRatio | null): LogRatioBounds | null;
export function boundsInFile(ratio: LogRatio | null): LogRatioBounds | null {
  if (ratio === null) return null;
  const [low, high] = [ratio.low, ratio.high].map((end) => (Number.isFinite(end) ? end : null));
  return { low: low!, high: high! };
}

/** A latency figure as the file has it. */
export function latencyInFile(figure: LatencyFigure): LatencyValue;
export function latencyInFile(figure: LatencyFigure | null): LatencyValue | null;
export function latencyInFile(figure: LatencyFigure | null): LatencyValue | null {
  return figure && { ns: Math.round(figure.ns), atLeast: figure.censored };
}

export const ArmBlock = Type.Object(
  {
    operations: count('Operations that succeeded or timed out.'),
    timedOut: count('Those of them that timed out.'),
    failed: count('Operations that failed; their pairs are left out.'),
    p50: LatencyValue,
    p95: orNull(LatencyValue, '95th percentile; null with fewer than 20 pairs.'),
  },
  { $id: 'ArmBlock', description: 'One arm in one block.' },
);
export type ArmBlock = Static<typeof ArmBlock>;

export const PairedBlock = Type.Object(
  {
    startMs: amount('Milliseconds since the first block began.'),
    durationMs: amount('Milliseconds.'),
    pairs: count('Pairs of which both operations succeeded or timed out.'),
    excluded: count('Pairs left out, because an operation failed.'),
    median: LogRatioBounds,
    p95: orNull(LogRatioBounds, 'Of the 95th percentiles; null with fewer than 20 pairs.'),
    baseline: ArmBlock,
    contender: ArmBlock,
  },
  {
    $id: 'PairedBlock',
    description:
      'About a second of pairs: the same parameters on both arms, back to back, in random order. `median` is of the differences of pairs.',
  },
);
export type PairedBlock = Static<typeof PairedBlock>;

const counter = (what: string) => orNull(Type.Integer({ minimum: 0 }), `${what}; null if unknown.`);

export const SliceWork = Type.Object(
  {
    walRecords: counter('WAL records'),
    walBytes: counter('Bytes of WAL'),
    fullPageImages: counter('Full-page images in the WAL'),
    inserted: count('Rows inserted.'),
    updated: count('Rows updated.'),
    hotUpdated: count('Of the updated: those that needed no new index entry.'),
    deleted: count('Rows deleted.'),
    checkpoints: count('Checkpoints that began.'),
  },
  { $id: 'SliceWork', description: 'What the server did during a slice, all of it.' },
);
export type SliceWork = Static<typeof SliceWork>;

export const ArmSlice = Type.Object(
  {
    windowMs: amount('Milliseconds that count: without what was dropped at the start of each turn.'),
    operations: count('Operations that were sent in them and succeeded or timed out.'),
    timedOut: count('Those of them that timed out.'),
    failed: count('Operations that failed.'),
    throughputPerSecond: amount('Operations that succeeded, per second.'),
    p50: LatencyValue,
    p95: orNull(LatencyValue, '95th percentile; null with fewer than 20 operations.'),
    p99: orNull(LatencyValue, '99th percentile; null with fewer than 1,000 operations.'),
    executed: count('Operations that succeeded in the whole slice: those that `work` was done for.'),
    work: orNull(SliceWork, 'Null where the counters of the server cannot tell.'),
  },
  { $id: 'ArmSlice', description: 'A slice of time, in one turn or several, in which one arm ran alone.' },
);
export type ArmSlice = Static<typeof ArmSlice>;

const tooFew = 'null with too few operations.';

export const SlicePair = Type.Object(
  {
    contenderFirst: flag('Whether the contender had the first turn.'),
    p50: LogRatioBounds,
    p95: orNull(LogRatioBounds, `Of the 95th percentiles; ${tooFew}`),
    p99: orNull(LogRatioBounds, `Of the 99th percentiles; ${tooFew}`),
    throughput: orNull(
      LogRatioBounds,
      'Of the time that an operation takes of it: ln(baseline / contender) of throughputs; null where nothing succeeded.',
    ),
    parts: Type.Array(
      Type.Object({
        p50: orNull(LogRatioBounds, `Of the medians; ${tooFew}`),
        p95: orNull(LogRatioBounds, `Of the 95th percentiles; ${tooFew}`),
      }),
      { description: 'The same by query of the mix, in its order.' },
    ),
    baseline: ArmSlice,
    contender: ArmSlice,
  },
  {
    $id: 'SlicePair',
    description: 'Two slices, one after the other or in turns. Above 0 the contender is slower.',
  },
);
export type SlicePair = Static<typeof SlicePair>;
