import { expect, it } from 'vitest';
import type { Result } from './result.ts';
import { notesOf } from './run-notes.ts';
import { sampleCases } from './testing/sample-cases.ts';
import { type SampleQuery, sampleClosedLoad, sampleQuery, sampleResult } from './testing/sample-result.ts';

const times = [1, 1, 1, 1, 1, 1] as const;
const textsOf = (result: Result) => notesOf(result, false).map(({ text }) => text.replaceAll('\u00A0', ' '));
const ofQueries = (queries: Omit<SampleQuery, 'times'>[], parts: Partial<Result> = {}) =>
  textsOf(sampleResult({ ...parts, queries: queries.map((query) => sampleQuery({ ...query, times })) }));

it('is silent about an ordinary run', () => {
  expect(notesOf(sampleCases.ordinary, false)).toEqual([]);
});

it('says how statements were planned where both kinds were used, or one was asked for', () => {
  const counters = { succeeded: 5_000 };
  const plans = (generic: number, custom: number) => ({ counters, plans: { generic, custom } });
  const forced = (planMode: string) => ({ load: { ...sampleClosedLoad, planMode } });
  expect(ofQueries([plans(0, 5_000)])).toEqual([]);
  expect(ofQueries([plans(5_000, 0)])).toEqual([]);
  expect(ofQueries([plans(4_000, 1_000)])).toEqual([
    'Generic plans for 80 % of the executions, custom plans for the rest.',
  ]);
  const like = { ...plans(0, 10), scenario: 'like' };
  expect(ofQueries([plans(4_999, 1), like])).toEqual([
    'Generic plans for > 99 % of feed, custom plans for the rest.',
  ]);
  expect(ofQueries([plans(0, 5_000), like], forced('custom'))).toEqual([
    'Custom plans for all 5,010 executions (--plan-mode custom).',
  ]);
  expect(ofQueries([plans(5_000, 0)], forced('generic'))).toEqual([
    'Generic plans for all 5,000 executions (--plan-mode generic).',
  ]);
  expect(ofQueries([plans(4_990, 10)], forced('generic'))).toEqual([
    'Generic plans for > 99 % of the executions, custom plans for the rest (--plan-mode generic).',
  ]);
  expect(ofQueries([plans(0, 0)], forced('generic'))).toEqual([]);
});

it('says which writes changed nothing, and which may have', () => {
  const like = { scenario: 'like', writes: true, counters: { succeeded: 3_000 }, withoutRows: 120 };
  const feed = { counters: { succeeded: 3_000 }, withoutRows: 12 };
  const uncertain = { runNumber: 1, uncertain: 2, tables: [] };
  expect(ofQueries([feed, like], { writes: uncertain })).toEqual([
    'like: 120 of 3,000 operations changed nothing (already there, or gone).',
    'It is not known whether 2 operations were committed: the connection was lost meanwhile.',
  ]);
  expect(ofQueries([{ ...like, withoutRows: 0 }], { writes: { ...uncertain, uncertain: 0 } })).toEqual([]);
});

it('says that a run was not steady, unless that is why it is invalid', () => {
  const state = { isSteady: false, reason: 'throughput rose', cutMs: 0, driftShare: 0.2, wasExtended: false };
  const counters = { succeeded: 2_000 };
  const texts = (steadyState: Result['steadyState'], parts: Partial<Result> = {}) =>
    ofQueries([{ counters }], { steadyState, ...parts });
  expect(texts(state)).toEqual(['Not steady: throughput rose.']);
  expect(texts({ ...state, isSteady: null, reason: 'cannot tell: 3 completions' })).toEqual([
    'Steady state: cannot tell: 3 completions.',
  ]);
  expect(texts({ ...state, isSteady: true, wasExtended: true })).toEqual([
    'Measured twice. The first measured time was not steady and was dropped.',
  ]);
  const reasons = [{ text: 'never steady: throughput rose', remedy: null }];
  expect(texts(state, { status: 'invalid', reasons })).toEqual([
    'The numbers of an invalid run help to find its cause, and nothing else.',
  ]);
});

it('passes warnings on with their remedies, first of all', () => {
  expect(notesOf(sampleCases.mixed, false)[0]).toEqual({
    text: 'the dataset has been written to by 3 runs since it was loaded',
    remedy: 'bench load --restore brings the loaded state back',
  });
});

it('doubts a query that never finds anything', () => {
  const counters = { succeeded: 2_000, timedOut: 1 };
  expect(ofQueries([{ counters: { succeeded: 2_000 }, withoutRows: 2_000 }])).toEqual([
    'baseline: none of 2,000 operations returned a row.',
  ]);
  expect(ofQueries([{ counters, withoutRows: 2_000 }])[0]).toBe(
    'baseline: none of 2,000 operations returned a row.',
  );
  expect(ofQueries([{ counters: { succeeded: 2_000 }, withoutRows: 1_999 }])).toEqual([]);
});

it('says what was never sent', () => {
  expect(ofQueries([{ counters: { succeeded: 2_999, skipped: 1 } }])).toEqual([
    'baseline: due and never sent, and in no latency: 1 of 3,000 operations (< 1 %). The harness was too late for them.',
  ]);
});
