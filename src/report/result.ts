import { type Static, Type } from '@sinclair/typebox';
import { ClientHealth } from './client-health.ts';
import { amount, count, duration, instant, orNull, text } from './field.ts';
import { Latency } from './latency.ts';
import { Load } from './load.ts';
import { Counters, QueryResult } from './query-result.ts';
import { Reason } from './reason.ts';
import { RunVariant } from './run-variant.ts';
import { SteadyState, Warming } from './steady-state.ts';
import { Dataset, Harness, Machine, Server } from './surroundings.ts';
import { Telemetry } from './telemetry.ts';
import { Writes } from './writes.ts';

/** Raised only when a reader of the old format would misread the new one; added fields do not raise it. */
export const resultFormat = 1;

export const TimelinePoint = Type.Object(
  {
    startMs: Type.Integer({ description: 'Milliseconds from the start of the measured time.' }),
    durationMs: duration('Milliseconds; less than a second only at the end.'),
    sent: count('Operations that were sent in it.'),
    succeeded: count('Operations that succeeded in it, whenever they started.'),
    timedOut: count('Operations that timed out in it.'),
    failed: count('Operations that failed in it.'),
    waiting: count('Operations that waited for a connection at its end.'),
    inFlight: count('Operations under way at its end.'),
    clientsAlive: count('Clients with a connection at its end.'),
    p50Ns: orNull(Type.Integer({ minimum: 0 }), 'Median in nanoseconds; null under 2 operations.'),
    p99Ns: orNull(Type.Integer({ minimum: 0 }), '99th percentile in nanoseconds; null under 100 operations.'),
    maxNs: orNull(Type.Integer({ minimum: 0 }), 'The slowest in nanoseconds; null when there were none.'),
  },
  { $id: 'TimelinePoint', description: 'One second of the measured time, all queries together.' },
);
export type TimelinePoint = Static<typeof TimelinePoint>;

/** The result file, declared once: the type of the code, the check of the reader and the JSON Schema. */
export const Result = Type.Object({
  format: Type.Literal(resultFormat, { description: 'Version of this file format.' }),
  id: Type.String({
    pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$',
    description: 'The run, and the name of its folder: 2026-11-22T18-40-12-feed.',
  }),
  command: text('The command line, without secrets.'),
  status: Type.Union(
    [
      Type.Literal('complete'),
      Type.Literal('interrupted'),
      Type.Literal('overloaded'),
      Type.Literal('invalid'),
    ],
    {
      description:
        'complete: all that was asked. interrupted: stopped early, counters and latencies hold for measuredMs. overloaded: ended early, since the server could not keep up with the rate. invalid: do not use the numbers.',
    },
  ),
  reasons: Type.Array(Reason, { description: 'Why the run is not complete; empty when it is.' }),
  warnings: Type.Array(Reason, {
    description: 'What does not spoil the numbers and must be known all the same.',
  }),
  startedAt: instant('Start of the command, ISO 8601 in UTC.'),
  endedAt: instant('End of the run, ISO 8601 in UTC.'),
  harness: Harness,
  machine: Machine,
  server: Server,
  dataset: orNull(Dataset, 'The synthetic data; null when the run queried a database without it.'),
  variant: Type.Optional(
    orNull(
      RunVariant,
      'The physical design, where it was not the one specified; null or missing for the schema as specified.',
    ),
  ),
  name: text('What ran: the scenario, the mix or the file.'),
  load: Load,
  warming: Warming,
  steadyState: SteadyState,
  client: ClientHealth,
  throughputPerSecond: amount(
    'Operations of all queries that succeeded inside the measured time, per second of it.',
  ),
  counters: Counters,
  latency: Latency,
  writes: orNull(Writes, 'What was written; null for a run that only read.'),
  telemetry: orNull(Telemetry, 'What the server did meanwhile; null when it was not asked.'),
  timeline: Type.Array(TimelinePoint, { description: 'The measured time, second by second.' }),
  queries: Type.Array(QueryResult, { description: 'One entry a query, in the order of the command line.' }),
});
export type Result = Static<typeof Result>;
