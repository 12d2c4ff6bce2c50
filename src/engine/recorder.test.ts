import { expect, it } from 'vitest';
import { LatencyHistogram } from '../core/histogram.ts';
import { nsPerMs } from '../core/units.ts';
import { joinRecords } from './outcome.ts';
import { addRecording, recordingOf } from './record.ts';
import { Recorder, type Timing } from './recorder.ts';
import type { ThreadRecord } from './thread-record.ts';

const identity = { scenario: 'feed', query: 'baseline', strata: ['celebrity', 'cold', 'missing'] };
const queries = [{ ...identity, query: 'other' }, identity];
const plan = { kind: 'closed', durationMs: 500, thinkTimeMs: 0 } as const;

function newRecorder(isOpen = false, windowStartNs = 0): Recorder {
  return new Recorder({ queries, timeoutNs: 50 * nsPerMs, windowStartNs, isOpen });
}

/** Due, noticed and sent at the times given, on the second query. */
function timing(stratum: number, intendedNs = 0, dispatchNs = intendedNs, startNs = dispatchNs): Timing {
  return { query: 1, stratum, values: [`${intendedNs}`], intendedNs, dispatchNs, startNs };
}

/** As a thread would hand it over. */
function recordOf(recorder: Recorder): ThreadRecord {
  return {
    end: { reason: 'completed' },
    clients: 1,
    clientsLost: 0,
    reconnects: 0,
    abandoned: 0,
    waiting: 0,
    windowMs: 500,
    recording: structuredClone(recordingOf(recorder)),
    bins: { completed: new Float64Array(2), latencyNs: new Float64Array(2) },
    health: {} as ThreadRecord['health'],
  };
}

function outcomeOf(...recorders: Recorder[]) {
  return joinRecords(recorders.map(recordOf), { plan, queries, warmupMs: 0, timeline: [] }).queries;
}

it('records by query and stratum and sums the strata', () => {
  const recorder = newRecorder();
  // Latencies of 1, 2, ..., 100 µs for one stratum; three others for the other.
  for (let i = 1; i <= 100; i++) {
    recorder.schedule(1, 0);
    recorder.succeed(timing(0), i * 1000, i === 1 ? 0 : 20);
  }
  for (let i = 0; i < 3; i++) recorder.schedule(1, 1);
  recorder.fail(timing(1), 51 * nsPerMs, { class: 'timeout', sqlState: '57014', message: 'timeout' });
  recorder.fail(timing(1), 500, { class: 'other', sqlState: '22012', message: 'division by zero' });
  recorder.censor(timing(1), 30 * nsPerMs);
  recorder.completeInWindow(1);

  const [other, outcome] = outcomeOf(recorder);
  expect(outcome!.counters).toEqual({
    scheduled: 103,
    succeeded: 100,
    failed: 1,
    timedOut: 1,
    censored: 1,
    skipped: 0,
  });
  expect(outcome).toMatchObject({ rows: 1980, withoutRows: 1, throughputPerSecond: 2, service: null });
  expect(outcome!.errors).toEqual([
    { class: 'other', sqlState: '22012', message: 'division by zero', count: 1 },
  ]);
  expect(outcome!.strata.map(({ stratum }) => stratum)).toEqual(['celebrity', 'cold']);

  const [celebrity, cold] = outcome!.strata;
  expect(celebrity!.latency).toMatchObject({
    count: 100,
    censoredCount: 0,
    censoredHistogram: null,
    p50: { ns: expect.closeTo(50_000, -2), censored: false },
    p99: { ns: expect.closeTo(99_000, -2), censored: false },
    p999: null,
    mean: { ns: expect.closeTo(50_500, -2), censored: false },
    max: { ns: 100_000, censored: false },
  });
  expect(cold!.latency).toMatchObject({
    count: 2,
    censoredCount: 2,
    p50: { ns: expect.closeTo(30 * nsPerMs, -5), censored: true },
    max: { ns: 50 * nsPerMs, censored: true },
  });
  // 102 samples: the 50th-percentile rank 51 cannot be moved by two lower bounds at the top; rank 101 can.
  expect(outcome!.latency.p50).toEqual({ ns: expect.closeTo(51_000, -2), censored: false });
  expect(outcome!.latency.p99).toEqual({ ns: expect.closeTo(30 * nsPerMs, -5), censored: true });
  expect(LatencyHistogram.decode(outcome!.latency.histogram).count).toBe(102);
  expect(LatencyHistogram.decode(outcome!.latency.censoredHistogram!).count).toBe(2);
  expect(other!.strata).toEqual([]);
});

it('takes the response time of an open load apart', () => {
  const recorder = newRecorder(true, 10 * nsPerMs);
  // Due at 12 ms, noticed 1 ms later, sent after 4 ms more, answered at 20 ms.
  const done = timing(0, 12 * nsPerMs, 13 * nsPerMs, 17 * nsPerMs);
  const cut = timing(1, 12 * nsPerMs, 12 * nsPerMs, 22 * nsPerMs);
  for (const each of [done, cut]) {
    recorder.schedule(1, each.stratum);
    recorder.send(each);
  }
  recorder.succeed(done, 20 * nsPerMs, 1);
  recorder.fail(cut, 99 * nsPerMs, { class: 'timeout', sqlState: '57014', message: 'timeout' });
  recorder.schedule(1, 1);
  recorder.censorUnsent(1, 1, 7 * nsPerMs);
  recorder.schedule(1, 2);
  recorder.skip(1, 2);

  const [celebrity, cold, missing] = recorder.queries[1]!.strata;
  expect(celebrity!.measured.maxNs).toBe(8 * nsPerMs);
  expect(recorder.queries[1]!.service).toMatchObject({ count: 1, maxNs: 3 * nsPerMs });
  // The wait for a connection, then the timeout's value however long its message took.
  expect(cold!.censored).toMatchObject({ count: 2, maxNs: 60 * nsPerMs });
  expect(missing!.counters).toMatchObject({ scheduled: 1, skipped: 1 });
  expect(missing!.censored.count).toBe(0);
  expect(recorder.dispatchLag).toMatchObject({ count: 2, maxNs: 1 * nsPerMs });
  expect(recorder.poolWait).toMatchObject({ count: 2, maxNs: 10 * nsPerMs });
  expect(recorder.queries[1]!.slowest.operations).toEqual([
    { latencyNs: 60 * nsPerMs, isCensored: true, stratum: 1, values: ['12000000'], startMs: 2 },
    { latencyNs: 8 * nsPerMs, isCensored: false, stratum: 0, values: ['12000000'], startMs: 2 },
  ]);
});

it('enters a timeout at the age it had where the timeout is not known', () => {
  const recorder = new Recorder({ queries, timeoutNs: 0, windowStartNs: 0, isOpen: false });
  recorder.fail(timing(0), 77 * nsPerMs, { class: 'timeout', sqlState: '57014', message: 'timeout' });
  expect(recorder.queries[1]!.strata[0]!.censored.maxNs).toBe(77 * nsPerMs);
});

it('tells two classes of one SQLSTATE apart and keeps the first message', () => {
  const recorder = newRecorder();
  const fail = (errorClass: 'cancelled' | 'other', message: string) =>
    recorder.fail(timing(0), 1, { class: errorClass, sqlState: '57014', message });
  fail('cancelled', 'first');
  fail('cancelled', 'second');
  fail('other', 'third');
  expect([...recorder.queries[1]!.errors.values()]).toEqual([
    { class: 'cancelled', sqlState: '57014', message: 'first', count: 2 },
    { class: 'other', sqlState: '57014', message: 'third', count: 1 },
  ]);
});

it('says the same of two threads as of one that did all of it', () => {
  const [one, other, both] = [newRecorder(true), newRecorder(true), newRecorder(true)];
  for (let i = 0; i < 2000; i++) {
    const each = { ...timing(i % 3, i * 1000, i * 1000 + (i % 7), i * 1000 + 100 + i), query: i % 2 };
    for (const recorder of [i % 5 < 2 ? one : other, both]) {
      recorder.schedule(each.query, each.stratum);
      recorder.send(each);
      if (i % 11 === 0) recorder.fail(each, i, { class: 'deadlock', sqlState: '40P01', message: 'deadlock' });
      else if (i % 13 === 0) recorder.censor(each, each.startNs + 9000);
      else recorder.succeed(each, each.startNs + 17 * (i % 400) ** 2, i % 3);
      recorder.completeInWindow(each.query);
    }
  }
  expect(outcomeOf(one, other)).toEqual(outcomeOf(both));
  const joined = newRecorder(true);
  for (const recorder of [one, other]) addRecording(joined, structuredClone(recordingOf(recorder)));
  for (const name of ['dispatchLag', 'poolWait'] as const) {
    expect(joined[name]!.encode()).toBe(both[name]!.encode());
    expect(joined[name]!.maxNs).toBe(both[name]!.maxNs);
  }
  expect(both.dispatchLag!.count).toBe(2000);
});
