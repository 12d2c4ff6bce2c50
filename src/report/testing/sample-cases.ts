import type { Result } from '../result.ts';
import { type SampleQuery, sampleQuery, sampleResult } from './sample-result.ts';

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

export const sampleCases = {
  ordinary: sampleResult(),
  spec,
  allScenarios,
  extreme,
  interrupted: sampleResult({
    status: 'interrupted',
    reasons: ['Ctrl-C'],
    load: { ...sampleResult().load, measuredMs: 4180 },
  }),
  invalid: sampleResult({
    status: 'invalid',
    reasons: ['the event loop of the harness was busy for 93 % of the time (at most 80 %)'],
  }),
} satisfies Record<string, Result>;
