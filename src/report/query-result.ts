import { type Static, Type } from '@sinclair/typebox';
import { errorClasses } from '../core/operation.ts';
import { amount, count, orNull, text } from './field.ts';
import { Latency } from './latency.ts';

export const Counters = Type.Object(
  {
    started: count(
      'Operations that started inside the measured time; each is counted once, however long it took.',
    ),
    succeeded: count('Answered without an error.'),
    failed: count('Answered with an error other than the statement timeout, or lost with the connection.'),
    timedOut: count('Cancelled by the statement timeout; in the latencies at that age.'),
    censored: count('Still open when the run ended; in the latencies at the age they had reached.'),
  },
  { $id: 'Counters', description: 'started = succeeded + failed + timedOut + censored.' },
);
export type Counters = Static<typeof Counters>;

export const Rows = Type.Object(
  {
    total: count('Rows returned by all succeeded operations.'),
    perOperation: orNull(
      Type.Number({ minimum: 0 }),
      'Mean rows of a succeeded operation; null without any.',
    ),
  },
  { $id: 'Rows', description: 'Rows that came back.' },
);

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
        domain: text('What its values are drawn from.'),
      }),
      { description: 'The parameters of the query in order.' },
    ),
    throughputPerSecond: amount(
      'Operations that succeeded inside the measured time, whenever they started, per second of it.',
    ),
    counters: Counters,
    errors: Type.Array(ErrorCount, { description: 'What failed, by SQLSTATE, most frequent first.' }),
    rows: Rows,
    latency: Latency,
    strata: Type.Array(StratumResult, { description: 'The same by class of parameters.' }),
  },
  { $id: 'QueryResult', description: 'What one query did under load.' },
);
export type QueryResult = Static<typeof QueryResult>;
