import { type Static, Type } from '@sinclair/typebox';
import { count, duration, instant, orNull, text } from './field.ts';
import { QueryResult } from './query-result.ts';
import { Dataset, Harness, Machine, Server } from './surroundings.ts';

/** Raised only when a reader of the old format would misread the new one; added fields do not raise it. */
export const resultFormat = 1;

export const ClosedLoad = Type.Object(
  {
    kind: Type.Literal('closed', {
      description: 'Closed load: a client sends its next request when the last one has ended.',
    }),
    clients: count('Connections, each with one request at a time.'),
    warmupMs: duration('Milliseconds of load before measuring; nothing of it is in the result.'),
    durationMs: duration('Milliseconds of measuring that were asked for.'),
    measuredMs: Type.Number({ minimum: 0, description: 'Milliseconds that were measured.' }),
    statementTimeoutMs: duration('Statement timeout in milliseconds; 0 is none.'),
    seed: count('Seed of the sequence of queries and parameters.'),
  },
  { $id: 'ClosedLoad', description: 'The traffic.' },
);

const TimelinePoint = Type.Object(
  {
    startMs: Type.Integer({ description: 'Milliseconds from the start of the measured time.' }),
    durationMs: duration('Milliseconds; less than a second only at the end.'),
    succeeded: count('Operations that succeeded in it, whenever they started.'),
    timedOut: count('Operations that timed out in it.'),
    failed: count('Operations that failed in it.'),
    p99Ns: orNull(Type.Integer({ minimum: 0 }), '99th percentile in nanoseconds; null under 100 operations.'),
    maxNs: orNull(Type.Integer({ minimum: 0 }), 'The slowest in nanoseconds; null when there were none.'),
  },
  { $id: 'TimelinePoint', description: 'One second of the measured time, all queries together.' },
);

/** The result file, declared once: the type of the code, the check of the reader and the JSON Schema. */
export const Result = Type.Object({
  format: Type.Literal(resultFormat, { description: 'Version of this file format.' }),
  id: Type.String({
    pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$',
    description: 'The run, and the name of its folder: 2026-11-22T18-40-12-feed.',
  }),
  command: text('The command line, without secrets.'),
  status: Type.Union([Type.Literal('complete'), Type.Literal('interrupted'), Type.Literal('invalid')], {
    description:
      'complete: all that was asked. interrupted: stopped early, counters and latencies hold for measuredMs. invalid: do not use the numbers.',
  }),
  reasons: Type.Array(Type.String(), { description: 'Why the run is not complete; empty when it is.' }),
  startedAt: instant('Start of the command, ISO 8601 in UTC.'),
  endedAt: instant('End of the run, ISO 8601 in UTC.'),
  harness: Harness,
  machine: Machine,
  server: Server,
  dataset: orNull(Dataset, 'The synthetic data; null when the run queried a database without it.'),
  load: ClosedLoad,
  timeline: Type.Array(TimelinePoint, { description: 'The measured time, second by second.' }),
  queries: Type.Array(QueryResult, { description: 'One entry a query, in the order of the command line.' }),
});
export type Result = Static<typeof Result>;
