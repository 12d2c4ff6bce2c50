import { type Static, Type } from '@sinclair/typebox';
import { amount, count, duration, orNull } from './field.ts';
import { Latency } from './latency.ts';

export const ThreadHealth = Type.Object(
  {
    dispatchLagP99Ns: orNull(
      duration('Nanoseconds.'),
      '99th percentile of how late operations were noticed to be due; null in closed load.',
    ),
    eventLoopUtilization: amount('Share of the measured time that the thread was busy, from 0 to 1.'),
    eventLoopDelayP99Ns: duration(
      '99th percentile in nanoseconds of how late the thread came to what was due.',
    ),
    occupancyObserved: amount('Mean number of operations in flight, from the number as it changed.'),
    occupancyFromLatencies: amount(
      'The same from the time that each operation took (Little’s law): both must agree.',
    ),
  },
  { $id: 'ThreadHealth', description: 'How one thread of the harness did.' },
);

export const ClientHealth = Type.Object(
  {
    threads: Type.Array(ThreadHealth, { description: 'One entry a thread.' }),
    dispatchLag: orNull(
      Latency,
      'Open load: from the time that an operation was due to when the harness noticed: its own fault.',
    ),
    poolWait: orNull(
      Latency,
      'Open load: from there to when a connection was free and the operation was sent.',
    ),
    reconnects: count('Connections that were lost and made anew.'),
    clientsLost: count('Clients that could not get a connection any more.'),
    abandoned: count(
      'Connections that were cut since nothing came from the server any more, not even a timeout.',
    ),
    waiting: count('Operations that waited for a connection when the run ended.'),
  },
  {
    $id: 'ClientHealth',
    description: 'How well the harness itself did: what decides whether a run is valid.',
  },
);
export type ClientHealth = Static<typeof ClientHealth>;
