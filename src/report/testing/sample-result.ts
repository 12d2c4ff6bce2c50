import type { Latency, LatencyValue } from '../latency.ts';
import type { Counters, QueryResult, StratumResult } from '../query-result.ts';
import type { Result } from '../result.ts';

/** Results for tests of what is rendered: plain facts in, a whole result out. */

const value = (ms: number | null): LatencyValue | null =>
  ms === null ? null : { ns: Math.round(Math.abs(ms) * 1e6), atLeast: ms < 0 };

/** Milliseconds of p50, p90, p95, p99, p99.9 and the maximum; negative ones are lower bounds. */
export type Times = readonly [
  number | null,
  number | null,
  number | null,
  number | null,
  number | null,
  number | null,
];

export function sampleLatency([p50, p90, p95, p99, p99_9, max]: Times): Latency {
  return {
    kind: 'service time',
    percentiles: {
      p50: value(p50),
      p90: value(p90),
      p95: value(p95),
      p99: value(p99),
      p99_9: value(p99_9),
    },
    meanNs: p50 === null ? null : Math.abs(p50) * 1.2e6,
    maxNs: value(max),
    histogram: 'HISTFAAAAB54nJNpmSzMwMDAxQABzFCaEUzOmNZg/wEiwMIEAFYVBD4=',
    censoredHistogram: null,
  };
}

export function sampleCounters(counters: Partial<Omit<Counters, 'started'>>): Counters {
  const all = { succeeded: 0, failed: 0, timedOut: 0, censored: 0, ...counters };
  return { started: all.succeeded + all.failed + all.timedOut + all.censored, ...all };
}

export interface SampleQuery {
  readonly scenario?: string;
  readonly query?: string;
  readonly counters: Partial<Omit<Counters, 'started'>>;
  readonly rowsPerOperation?: number | null;
  readonly times: Times;
  readonly errors?: QueryResult['errors'];
  readonly strata?: ReadonlyArray<{ stratum: string } & Pick<SampleQuery, 'counters' | 'times'>>;
}

function sampleRows(counters: Counters, perOperation: number | null = 20) {
  return { total: Math.round(counters.succeeded * (perOperation ?? 0)), perOperation };
}

export function sampleQuery(sample: SampleQuery): QueryResult {
  const { scenario = 'feed', query = 'baseline', times, errors = [], strata = [] } = sample;
  const counters = sampleCounters(sample.counters);
  return {
    scenario,
    query,
    summary: 'The newest posts of those whom a user follows.',
    file: `scenarios/${scenario}/${query}.sql`,
    sql: 'SELECT 1',
    sqlHash: '5a0bbc9e',
    parameters: [{ name: 'user_id', domain: 'user' }],
    throughputPerSecond: counters.succeeded / 10,
    counters,
    errors,
    rows: sampleRows(counters, sample.rowsPerOperation),
    latency: sampleLatency(times),
    strata: strata.map((stratum): StratumResult => {
      const counters = sampleCounters(stratum.counters);
      return {
        stratum: stratum.stratum,
        counters,
        rows: sampleRows(counters),
        latency: sampleLatency(stratum.times),
      };
    }),
  };
}

/** An ordinary, complete run of `feed`, with parts replaced. */
export function sampleResult(parts: Partial<Result> = {}): Result {
  return {
    format: 1,
    id: '2026-11-22T18-40-12-feed',
    command: 'bench run feed',
    status: 'complete',
    reasons: [],
    timeline: [
      {
        startMs: 0,
        durationMs: 1000,
        succeeded: 120,
        timedOut: 1,
        failed: 0,
        p99Ns: 31_400_000,
        maxNs: 120_000_000,
      },
    ],
    startedAt: '2026-11-22T18:40:12.000Z',
    endedAt: '2026-11-22T18:40:26.250Z',
    harness: { version: '0.1.0', commit: '5c67e7d', node: '20.19.5' },
    machine: { os: 'Linux 6.12', cpu: 'AMD EPYC 9554', cores: 2, memoryBytes: 8_320_000_000 },
    server: {
      version: '18.4',
      versionNumber: 180_004,
      embedded: true,
      address: 'socket',
      settings: {
        fsync: 'on',
        synchronous_commit: 'on',
        full_page_writes: 'on',
        shared_buffers: '128MB',
        jit: 'off',
      },
    },
    dataset: {
      fingerprint: 'a41c09',
      seed: 42,
      scale: 'small',
      users: 10_000,
      profile: 'default',
      keys: 'uuidv4',
      generatorVersion: 1,
      database: 'bench',
      tables: [{ name: 'users', rows: 10_000, heapBytes: 4_300_000, indexBytes: 2_100_000 }],
      totalBytes: 1_500_000_000,
    },
    load: {
      kind: 'closed',
      clients: 8,
      warmupMs: 3000,
      durationMs: 10_000,
      measuredMs: 10_004.2,
      statementTimeoutMs: 5000,
      seed: 42,
    },
    queries: [
      sampleQuery({
        counters: { succeeded: 12_345 },
        rowsPerOperation: 19.4,
        times: [4.21, 11.9, 15.2, 31.4, 88.1, 120],
      }),
    ],
    ...parts,
  };
}
