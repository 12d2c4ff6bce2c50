import { expect, it } from 'vitest';
import { type ClientHealth, clientValidity, clientWarnings, type LoadKind } from './validity.ts';

const ms = 1e6;
const sound: ClientHealth = {
  dispatchLagP99Ns: 0.4 * ms,
  responseP99Ns: 5 * ms,
  dispatchLagP999Ns: 1 * ms,
  responseP999Ns: 9 * ms,
  eventLoopUtilization: 0.3,
  eventLoopDelayP99Ns: 1.2 * ms,
  scheduled: 10_000,
  dispatched: 10_000,
  occupancyFromLatencies: 4,
  occupancyObserved: 4,
};
const soundClosed: ClientHealth = {
  ...sound,
  dispatchLagP99Ns: null,
  responseP99Ns: null,
  dispatchLagP999Ns: null,
  responseP999Ns: null,
};

function conditions(changes: Partial<ClientHealth>, load: LoadKind = 'open'): string[] {
  const health = { ...(load === 'open' ? sound : soundClosed), ...changes };
  return clientValidity([health], load).map(({ condition }) => condition);
}

it('finds nothing wrong with a sound client, with few operations, or with none', () => {
  expect(conditions({})).toEqual([]);
  expect(conditions({}, 'closed')).toEqual([]);
  expect(conditions({ ...soundClosed, scheduled: 50, dispatched: 50, eventLoopDelayP99Ns: null })).toEqual(
    [],
  );
  const idle = { scheduled: 0, dispatched: 0, occupancyFromLatencies: 0, occupancyObserved: 0 };
  expect(conditions(idle)).toEqual([]);
  expect(clientValidity([], 'open')).toEqual([]);
});

it.each<[string, Partial<ClientHealth>, Partial<ClientHealth>]>([
  ['dispatch-lag', { dispatchLagP99Ns: 2 * ms }, { dispatchLagP99Ns: 2 * ms + 1 }],
  [
    'dispatch-lag',
    { dispatchLagP99Ns: 10 * ms, responseP99Ns: 100 * ms },
    { dispatchLagP99Ns: 10 * ms + 1, responseP99Ns: 100 * ms },
  ],
  ['dispatch-lag-tail', { dispatchLagP999Ns: 20 * ms }, { dispatchLagP999Ns: 20 * ms + 1 }],
  [
    'dispatch-lag-tail',
    { dispatchLagP999Ns: 50 * ms, responseP999Ns: 500 * ms },
    { dispatchLagP999Ns: 50 * ms + 1, responseP999Ns: 500 * ms },
  ],
  ['event-loop-utilization', { eventLoopUtilization: 0.8 }, { eventLoopUtilization: 0.801 }],
  ['event-loop-delay', { eventLoopDelayP99Ns: 20 * ms }, { eventLoopDelayP99Ns: 20 * ms + 1 }],
  ['not-dispatched', { dispatched: 9900 }, { dispatched: 9899 }],
  ['not-dispatched', { scheduled: 50, dispatched: 50 }, { scheduled: 50, dispatched: 49 }],
  ['littles-law', { occupancyFromLatencies: 4.079 }, { occupancyFromLatencies: 4.081 }],
  ['littles-law', { occupancyFromLatencies: 3.921 }, { occupancyFromLatencies: 3.919 }],
  ['littles-law', {}, { occupancyObserved: 0 }],
])('%s holds beyond its limit, not at it: %o', (condition, atLimit, beyond) => {
  expect(conditions(atLimit)).toEqual([]);
  expect(conditions(beyond)).toEqual([condition]);
});

it('judges a closed load by what a closed load can help', () => {
  expect(conditions({ eventLoopUtilization: 1 }, 'closed')).toEqual([]);
  expect(conditions({ eventLoopDelayP99Ns: 21 * ms }, 'closed')).toEqual(['event-loop-delay']);
  expect(conditions({ occupancyFromLatencies: 5 }, 'closed')).toEqual(['littles-law']);
  const warnings = (eventLoopUtilization: number, load: LoadKind) =>
    clientWarnings([{ ...soundClosed, eventLoopUtilization }], load).map(({ condition }) => condition);
  expect(warnings(0.95, 'closed')).toEqual([]);
  expect(warnings(0.951, 'closed')).toEqual(['client-bound']);
  expect(warnings(1, 'open')).toEqual([]);
});

it('says what happened, with numbers, and what to do', () => {
  const bad: ClientHealth = {
    ...sound,
    dispatchLagP99Ns: 12 * ms,
    dispatchLagP999Ns: 172 * ms,
    responseP999Ns: 174 * ms,
    eventLoopUtilization: 0.913,
    eventLoopDelayP99Ns: 31 * ms,
    dispatched: 9000,
    occupancyFromLatencies: 4.4,
  };
  expect(clientValidity([bad], 'open').map(({ text }) => text)).toEqual([
    'p99 dispatch lag 12.0 ms: the client sent late, and its delay is in the response times (limit 2.00 ms)',
    'p99.9 dispatch lag 172 ms: the client stood still for a moment, and p99.9 shows it (limit 20.0 ms)',
    'event loop 91.3 % busy: operations queued in the client (limit 80.0 %)',
    'p99 event loop delay 31.0 ms: the client was held up, and answers waited to be seen (limit 20.0 ms)',
    '9,000 of 10,000 scheduled operations were dispatched (limit 99.0 %): those that were not would have been the slow ones',
    "latencies account for 4.40 operations in flight, and 4.00 were: by Little's law they are equal (limit 2.00 % apart)",
  ]);
  for (const { remedy } of clientValidity([bad], 'open')) expect(remedy).toMatch(/^(use|measure|end|lower) /);
  expect(clientWarnings([{ ...soundClosed, eventLoopUtilization: 0.991 }], 'closed')[0]!.text).toBe(
    'event loop 99.1 % busy: throughput is that of client and server together, and latencies hold waits in the client',
  );
});

it('names the worst thread, and judges counts of all threads together', () => {
  const late = (lagMs: number) => ({ ...sound, dispatchLagP99Ns: lagMs * ms });
  const [reason, ...others] = clientValidity([late(1), late(3), late(9), late(4)], 'open');
  expect(others).toEqual([]);
  expect(reason!.text).toMatch(/^p99 dispatch lag 9.00 ms: .* \(thread 3 of 4, the worst\)$/);
  // One thread alone would fail both; the four together do not.
  const odd = { ...sound, dispatched: 9800, occupancyFromLatencies: 4.1 };
  expect(clientValidity([sound, odd, sound, sound], 'open')).toEqual([]);
  expect(clientValidity([odd, odd], 'open').map(({ condition }) => condition)).toEqual([
    'not-dispatched',
    'littles-law',
  ]);
});
