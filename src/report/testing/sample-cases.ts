import type { QueryResult } from '../query-result.ts';
import type { Result } from '../result.ts';
import {
  type SampleQuery,
  sampleClosedLoad,
  sampleLatency,
  sampleOpenLoad,
  samplePoint,
  sampleQuery,
  sampleResult,
} from './sample-result.ts';
import { sampleTelemetry } from './sample-telemetry.ts';

/** The runs, ordinary and extreme, that the renderers must print well. */

const slowStrata: SampleQuery['strata'] = [
  {
    stratum: 'celebrity',
    counters: { timedOut: 30, censored: 2 },
    times: [-5000, -5000, -5001, null, null, -5002],
  },
  {
    stratum: 'active',
    counters: { succeeded: 10, timedOut: 25 },
    times: [-5000, -5001, -5001, null, null, -5001],
  },
  {
    stratum: 'median',
    counters: { succeeded: 520, timedOut: 12 },
    times: [38.2, 410, 1240, -5000, null, -5001],
  },
  { stratum: 'missing', counters: { succeeded: 310 }, times: [0.081, 0.12, 0.19, 0.412, null, 0.734] },
];

const spec: Result = sampleResult({
  queries: [
    sampleQuery({
      counters: { succeeded: 840, timedOut: 67, censored: 2 },
      times: [21.4, 840, 3120, -5000, null, -5002],
      strata: slowStrata,
    }),
  ],
});

const allScenarios: Result = sampleResult({
  name: 'social-reads',
  queries: ['feed', 'post', 'followers', 'search', 'stats'].map((scenario, i) =>
    sampleQuery({
      scenario,
      counters: { succeeded: 130_000 >> (i * 2) },
      times: [
        0.21 * 2 ** i,
        0.34 * 3 ** i,
        0.5 * 3 ** i,
        2 * 3 ** i,
        i > 3 ? null : 4 * 3 ** i,
        6.5 * 3 ** i,
      ],
    }),
  ),
});

const extreme: Result = sampleResult({
  name: 'feed_of_a_user_with_very_many_followees/lateral_with_denormalised_counters_and_hints=50,stats=1,search=1',
  server: {
    version: '14.22 (Ubuntu 14.22-1.pgdg24.04+1)',
    versionNumber: 140_022,
    embedded: false,
    address: 'db-primary-17.internal.example.com:5432/social_production_copy',
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'on' },
  },
  dataset: null,
  queries: [
    sampleQuery({
      scenario: 'feed_of_a_user_with_very_many_followees',
      query: 'lateral_with_denormalised_counters_and_hints',
      counters: { succeeded: 12_345_678, failed: 1_234_567, timedOut: 3 },
      rowsPerOperation: 1_000_000,
      times: [0.00073, 0.0009, 0.00095, 99.95, 999.5, -5001],
      errors: [
        {
          class: 'other',
          sqlstate: '42P01',
          count: 1_234_566,
          message: `relation "\u001b[31mlikes\u001b[0m" does\r\n not\texist\u0007 \u202e${'very long '.repeat(60)}`,
        },
        { class: 'connection', sqlstate: null, count: 1, message: 'read ECONNRESET' },
      ],
      strata: Array.from({ length: 12 }, (_, i) => ({
        stratum: `stratum-${i + 1}`,
        counters: { succeeded: 10 ** (i % 7) },
        times: [1.5, 2.5, 3.5, i % 3 ? 12.5 : null, null, 120],
      })),
    }),
    sampleQuery({
      scenario: 'stats',
      counters: { timedOut: 10, censored: 6 },
      rowsPerOperation: null,
      times: [-5000, -5001, null, null, null, -5003],
    }),
    sampleQuery({
      scenario: 'search',
      counters: {},
      rowsPerOperation: null,
      times: [null, null, null, null, null, null],
    }),
  ],
});

const mixed: Result = sampleResult({
  id: '2026-11-22T18-40-12-social-behind-cache',
  name: 'social-behind-cache',
  load: sampleOpenLoad({ threads: 2 }),
  queries: [
    sampleQuery({
      scenario: 'feed',
      counters: { succeeded: 9_012, timedOut: 4 },
      times: [4.21, 11.9, 15.2, 31.4, 88.1, -5000],
      serviceTimes: [4.18, 11.2, 14.9, 30.8, 87, 120],
      weight: 60,
      plans: { generic: 8_800, custom: 216 },
    }),
    sampleQuery({
      scenario: 'like',
      counters: { succeeded: 3_000, failed: 2 },
      rowsPerOperation: 1.92,
      times: [1.31, 1.9, 2.42, 6.1, 12.3, 31],
      serviceTimes: [1.29, 1.8, 2.3, 5.9, 11.8, 29],
      weight: 20,
      writes: true,
      withoutRows: 120,
      errors: [{ class: 'deadlock', sqlstate: '40P01', count: 2, message: 'deadlock detected' }],
    }),
    sampleQuery({
      scenario: 'publish',
      counters: { succeeded: 150, skipped: 1 },
      rowsPerOperation: 3,
      times: [2.4, 3.9, 4.42, 9.1, null, 31],
      serviceTimes: [2.3, 3.7, 4.2, 9, null, 30],
      writes: true,
    }),
  ],
  latency: sampleLatency([3.9, 11.1, 14.8, 30.9, 86, -5000], 'response time'),
  warnings: [
    {
      text: 'the dataset has been written to by 3 runs since it was loaded',
      remedy: 'bench load --restore brings the loaded state back',
    },
  ],
  client: {
    ...sampleResult().client,
    dispatchLag: sampleLatency([0.02, 0.05, 0.06, 0.31, 0.9, 1.2], 'dispatch lag'),
    poolWait: sampleLatency([0.001, 0.002, 0.01, 1.24, 5.1, 6], 'pool wait'),
  },
  writes: {
    runNumber: 4,
    uncertain: 1,
    tables: [{ table: 'likes', inserted: 2880, updated: 0, deleted: 0 }],
  },
  timeline: [samplePoint({ sent: 12_166, succeeded: 12_162, timedOut: 4, failed: 2, durationMs: 10_000 })],
  telemetry: sampleTelemetry({
    notes: [
      {
        text: 'no figures by statement: pg_stat_statements is not installed in this database',
        remedy: 'put it into shared_preload_libraries, restart, and CREATE EXTENSION pg_stat_statements',
      },
    ],
  }),
});

const overloaded: Result = sampleResult({
  status: 'overloaded',
  reasons: [
    {
      text: 'offered 250/s, achieved 181/s, backlog 2,512',
      remedy: 'lower --rate; or, if the server has processors to spare, give it more --clients',
    },
  ],
  load: sampleOpenLoad({
    stages: [
      { startRate: 100, endRate: 100, durationMs: 30_000 },
      { startRate: 100, endRate: 400, durationMs: 60_000 },
      { startRate: 412.5, endRate: 412.5, durationMs: 90_000 },
    ],
    arrival: 'constant',
    durationMs: 180_000,
    measuredMs: 62_412,
    planMode: 'custom',
    offeredPerSecond: 306.25,
  }),
  queries: [
    sampleQuery({
      counters: { succeeded: 7_021, timedOut: 16, censored: 2_520 },
      times: [812, 8210, 9120, -9900, -10_010, -10_022],
      serviceTimes: [41, 62, 120, 804, 2400, 4900],
      plans: { generic: 0, custom: 7_021 },
    }),
  ],
  client: {
    ...sampleResult().client,
    dispatchLag: sampleLatency([0.02, 0.05, 0.06, 0.31, 0.9, 1.2], 'dispatch lag'),
    poolWait: sampleLatency([771, 8140, 9050, -9900, -10_000, -10_010], 'pool wait'),
    waiting: 2_512,
  },
  steadyState: {
    isSteady: null,
    reason: 'the run did not come to its end',
    cutMs: 0,
    driftShare: null,
    wasExtended: false,
  },
});

const slow: QueryResult['slowest'] = [
  {
    latency: { ns: 5_000_000_000, atLeast: true },
    stratum: 'celebrity',
    startMs: 3214,
    parameters: { username: "zoë_o'neill", bio: `\u001b[31m${'long '.repeat(40)}`, before: null },
    statement: "SELECT *\n  FROM posts -- newest\n\tWHERE author = 'zoë_o''neill  \u001b[2J';",
    explain: 'Limit  (cost=0.1..2.3 rows=20 width=8)\n  ->  Seq Scan on posts',
  },
  {
    latency: { ns: 812_000_000, atLeast: false },
    stratum: 'active',
    startMs: 12,
    parameters: {},
    statement: 'SELECT 1;',
    explain: null,
  },
];

const notSteady: Result = sampleResult({
  queries: [
    sampleQuery({
      counters: { succeeded: 1_234 },
      times: [4.21, 11.9, 15.2, 31.4, 88.1, 120],
      slowest: slow,
    }),
  ],
  load: { ...sampleClosedLoad, thinkTimeMs: 250 } as Result['load'],
  steadyState: {
    isSteady: false,
    reason: 'throughput rose by 23 % over 10.0 s (p < 0.0001)',
    cutMs: 6000,
    driftShare: 0.23,
    wasExtended: true,
  },
  warming: { label: 'shared-buffers cold, OS cache warm', prewarmedBytes: 0, note: null },
});

export const sampleCases = {
  ordinary: sampleResult(),
  spec,
  allScenarios,
  extreme,
  mixed,
  overloaded,
  notSteady,
  interrupted: sampleResult({
    status: 'interrupted',
    reasons: [{ text: 'stopped by a signal', remedy: null }],
    load: { ...sampleClosedLoad, measuredMs: 4180 },
  }),
  invalid: sampleResult({
    status: 'invalid',
    reasons: [
      {
        text: 'p99 event loop delay 31.0 ms: the client was held up, and answers waited to be seen (limit 20.0 ms)',
        remedy:
          'end other programs on the machine of the client, or run it on another machine than the server',
      },
      {
        text: 'never steady: throughput fell by 12 % over 10.0 s (p = 0.0012)',
        remedy: 'warm up longer (--warmup 30s), measure longer, or free the machine of other work',
      },
    ],
    steadyState: {
      isSteady: false,
      reason: 'throughput fell by 12 % over 10.0 s (p = 0.0012)',
      cutMs: 0,
      driftShare: -0.12,
      wasExtended: true,
    },
  }),
} satisfies Record<string, Result>;
