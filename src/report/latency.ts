import { type Static, Type } from '@sinclair/typebox';
import { duration, flag, orNull } from './field.ts';

/** A latency that may be known from below only. */
export const LatencyValue = Type.Object(
  {
    ns: duration('Nanoseconds.'),
    atLeast: flag(
      'True: the value falls among timed-out or censored operations, so the real one is this or more.',
    ),
  },
  { $id: 'LatencyValue', description: 'A latency, exact or a lower bound.' },
);
export type LatencyValue = Static<typeof LatencyValue>;

const percentile = (name: string) =>
  orNull(LatencyValue, `The ${name}; null when there are too few operations to tell.`);

export const Latency = Type.Object(
  {
    kind: Type.Union(
      [
        Type.Literal('response time'),
        Type.Literal('service time'),
        Type.Literal('dispatch lag'),
        Type.Literal('pool wait'),
      ],
      {
        description:
          'What was timed. Response time: from when an operation was due to the end of its answer. Service time: from sending it. Dispatch lag and pool wait: the time before that.',
      },
    ),
    percentiles: Type.Object(
      {
        p50: percentile('median'),
        p90: percentile('90th percentile'),
        p95: percentile('95th percentile'),
        p99: percentile('99th percentile'),
        p99_9: percentile('99.9th percentile'),
      },
      { description: 'Nearest-rank percentiles over succeeded, timed-out and censored operations.' },
    ),
    meanNs: orNull(
      Type.Number({ minimum: 0 }),
      'Mean in nanoseconds, a lower bound if any value is; null without operations.',
    ),
    maxNs: orNull(LatencyValue, 'The slowest operation; null without operations.'),
    histogram: Type.String({
      description:
        'All latencies in nanoseconds as an HdrHistogram, V2 compressed, base64. Timed-out and censored operations are in it at the age they had reached.',
    }),
    censoredHistogram: orNull(
      Type.String(),
      'Of these, the timed-out and censored operations alone, in the same encoding; null when there are none.',
    ),
  },
  { $id: 'Latency', description: 'How long operations took. Failed operations are not in it.' },
);
export type Latency = Static<typeof Latency>;

export type PercentileName = keyof Latency['percentiles'];

/** The percentiles of a result in rising order, each with the name that people read. */
export const percentileTitles: ReadonlyArray<readonly [PercentileName, string, number]> = [
  ['p50', 'p50', 0.5],
  ['p90', 'p90', 0.9],
  ['p95', 'p95', 0.95],
  ['p99', 'p99', 0.99],
  ['p99_9', 'p99.9', 0.999],
];
