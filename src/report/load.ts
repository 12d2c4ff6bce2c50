import { type Static, Type } from '@sinclair/typebox';
import { amount, count, duration, text } from './field.ts';

const common = {
  threads: count('Threads of the harness that the clients are spread over.'),
  clients: count('Connections, each with one operation at a time.'),
  warmupMs: duration('Milliseconds of load before measuring; nothing of it is in the result.'),
  durationMs: duration('Milliseconds of measuring that were asked for.'),
  measuredMs: Type.Number({ minimum: 0, description: 'Milliseconds that were measured.' }),
  statementTimeoutMs: duration('Statement timeout in milliseconds; 0 is none.'),
  planMode: text(
    'How prepared statements were planned: auto (the server decides), custom (anew each time), generic.',
  ),
  stratum: Type.Optional(
    text('The only class of parameters that was drawn; absent where all were, each as often as it is used.'),
  ),
  seed: count('Seed of the sequence of queries, of their parameters and of the schedule.'),
};

export const ClosedLoad = Type.Object(
  {
    kind: Type.Literal('closed', {
      description: 'Closed load: a client sends its next operation when the last one has ended.',
    }),
    ...common,
    thinkTimeMs: duration('Mean pause of a client between two operations, exponentially distributed.'),
  },
  { $id: 'ClosedLoad', description: 'Traffic that waits for the server.' },
);

export const Stage = Type.Object(
  {
    startRate: amount('Operations a second at its start.'),
    endRate: amount('Operations a second at its end; the rate changes evenly.'),
    durationMs: duration('Milliseconds.'),
  },
  { $id: 'Stage', description: 'A part of an open load.' },
);

export const OpenLoad = Type.Object(
  {
    kind: Type.Literal('open', {
      description:
        'Open load: operations start by a schedule made beforehand, whatever became of those before.',
    }),
    ...common,
    arrival: text('poisson: arrivals at random; constant: at equal distances.'),
    stages: Type.Array(Stage, { description: 'The rates, one after another.' }),
    offeredPerSecond: amount('Operations a second that the schedule held on average.'),
  },
  { $id: 'OpenLoad', description: 'Traffic that does not wait for the server.' },
);

export const Load = Type.Union([ClosedLoad, OpenLoad], { description: 'The traffic.' });
export type Load = Static<typeof Load>;
