import { type Static, Type } from '@sinclair/typebox';
import { errorClasses } from '../core/operation.ts';
import { amount, count, flag, orNull, text } from './field.ts';
import { Latency, LatencyValue } from './latency.ts';

export const Counters = Type.Object(
  {
    scheduled: count(
      'Operations that were due inside the measured time (closed load: sent); each is counted once, however long it took.',
    ),
    succeeded: count('Answered without an error.'),
    failed: count('Answered with an error other than the statement timeout, or lost with the connection.'),
    timedOut: count('Cancelled by the statement timeout; in the latencies at that age.'),
    censored: count(
      'Still open, or waiting for a connection, when the run ended; in the latencies at the age they had reached.',
    ),
    skipped: count('Due, but the harness was too late to send them; in no latency.'),
  },
  { $id: 'Counters', description: 'scheduled = succeeded + failed + timedOut + censored + skipped.' },
);
export type Counters = Static<typeof Counters>;

export const Rows = Type.Object(
  {
    total: count('Rows returned or changed by all succeeded operations.'),
    perOperation: orNull(
      Type.Number({ minimum: 0 }),
      'Mean rows of a succeeded operation; null without any.',
    ),
    withoutRows: count(
      'Succeeded operations that returned or changed no row: for a write, one without effect.',
    ),
  },
  { $id: 'Rows', description: 'Rows that came back, or were changed.' },
);
export type Rows = Static<typeof Rows>;

export const ErrorCount = Type.Object(
  {
    class: text(`Kind of error: ${errorClasses.join(', ')}.`),
    sqlstate: orNull(
      Type.String(),
      'Five-character SQLSTATE; null when the error did not come from the server.',
    ),
    count: count('How often.'),
    message: text('Message of the first one.'),
  },
  { $id: 'ErrorCount', description: 'Errors of one SQLSTATE.' },
);
export type ErrorCount = Static<typeof ErrorCount>;

export const StratumResult = Type.Object(
  {
    stratum: text('Class of parameters, such as celebrity, active, median, cold or missing.'),
    counters: Counters,
    rows: Rows,
    latency: Latency,
  },
  { $id: 'StratumResult', description: 'The operations whose parameters fell into one class.' },
);
export type StratumResult = Static<typeof StratumResult>;

export const SlowOperation = Type.Object(
  {
    latency: LatencyValue,
    stratum: text('Class of its parameters.'),
    startMs: Type.Number({
      description: 'When it was due, in milliseconds from the start of the measured time.',
    }),
    parameters: Type.Record(Type.String(), Type.Union([Type.String(), Type.Null()]), {
      description: 'Its parameters by name, in text format; null is NULL.',
    }),
    statement: text('The SQL with these parameters, to be pasted into psql.'),
    explain: orNull(
      Type.String(),
      'EXPLAIN (ANALYZE, BUFFERS) of it after the run; null when not asked for.',
    ),
  },
  { $id: 'SlowOperation', description: 'One of the slowest operations.' },
);
export type SlowOperation = Static<typeof SlowOperation>;

export const QueryResult = Type.Object(
  {
    scenario: text('The question asked, such as feed.'),
    query: text('The way it was asked: baseline or the name of a rewrite.'),
    summary: text('One line on what the query does, from its SQL file.'),
    file: text('The SQL file.'),
    sql: text('The SQL as written in the file.'),
    sqlHash: text('Hash of the SQL: equal hashes are the same query.'),
    parameters: Type.Array(
      Type.Object({
        name: text('Name in the SQL file.'),
        source: text('What its values are drawn from.'),
      }),
      { description: 'The parameters of the query in order.' },
    ),
    weight: amount('Its weight in the mix, relative to the others; 1 when it ran alone.'),
    writes: flag('Whether it changes data.'),
    throughputPerSecond: amount(
      'Operations that succeeded inside the measured time, whenever they started, per second of it.',
    ),
    counters: Counters,
    errors: Type.Array(ErrorCount, { description: 'What failed, by SQLSTATE, most frequent first.' }),
    rows: Rows,
    latency: Latency,
    serviceTime: orNull(
      Latency,
      'Open load: from sending to the end of the answer, of succeeded operations; null in closed load, where latency is that.',
    ),
    plans: Type.Object(
      {
        generic: count('Executions with one plan for all parameters.'),
        custom: count('Executions that were planned for their parameters.'),
      },
      { description: 'How the server planned the prepared statements, warmup included.' },
    ),
    slowest: Type.Array(SlowOperation, { description: 'Slowest first.' }),
    strata: Type.Array(StratumResult, { description: 'The same by class of parameters.' }),
  },
  { $id: 'QueryResult', description: 'What one query did under load.' },
);
export type QueryResult = Static<typeof QueryResult>;
