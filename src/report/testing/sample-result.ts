import type { Latency, LatencyValue } from '../latency.ts';
import type { Load } from '../load.ts';
import type { Counters, QueryResult, Rows, StratumResult } from '../query-result.ts';
import type { Result, TimelinePoint } from '../result.ts';

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

export function sampleLatency(
  [p50, p90, p95, p99, p99_9, max]: Times,
  kind: Latency['kind'] = 'service time',
): Latency {
  return {
    kind,
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

type Ends = Partial<Omit<Counters, 'scheduled'>>;

export function sampleCounters(ends: Ends): Counters {
  const all = { succeeded: 0, failed: 0, timedOut: 0, censored: 0, skipped: 0, ...ends };
  const scheduled = Object.values(all).reduce((sum, each) => sum + each, 0);
  return { scheduled, ...all };
}

export interface SampleQuery {
  readonly scenario?: string;
  readonly query?: string;
  readonly counters: Ends;
  readonly rowsPerOperation?: number | null;
  readonly times: Times;
  /** Of an open load. */
  readonly serviceTimes?: Times;
  readonly weight?: number;
  readonly writes?: boolean;
  readonly withoutRows?: number;
  readonly plans?: QueryResult['plans'];
  readonly slowest?: QueryResult['slowest'];
  readonly errors?: QueryResult['errors'];
  readonly strata?: ReadonlyArray<{ stratum: string } & Pick<SampleQuery, 'counters' | 'times'>>;
}

function sampleRows({ succeeded }: Counters, perOperation: number | null = 20, withoutRows = 0): Rows {
  return { total: Math.round(succeeded * (perOperation ?? 0)), perOperation, withoutRows };
}

export function sampleQuery(sample: SampleQuery): QueryResult {
  const { scenario = 'feed', query = 'baseline', times, serviceTimes, errors = [], strata = [] } = sample;
  const counters = sampleCounters(sample.counters);
  const kind = serviceTimes ? 'response time' : 'service time';
  return {
    scenario,
    query,
    summary: 'The newest posts of those whom a user follows.',
    file: `scenarios/${scenario}/${query}.sql`,
    sql: 'SELECT 1',
    sqlHash: '5a0bbc9e',
    parameters: [{ name: 'user_id', source: 'user.id' }],
    weight: sample.weight ?? 1,
    writes: sample.writes ?? false,
    throughputPerSecond: counters.succeeded / 10,
    counters,
    errors,
    rows: sampleRows(counters, sample.rowsPerOperation, sample.withoutRows),
    latency: sampleLatency(times, kind),
    serviceTime: serviceTimes ? sampleLatency(serviceTimes) : null,
    plans: sample.plans ?? { generic: 0, custom: counters.scheduled },
    slowest: sample.slowest ?? [],
    strata: strata.map((stratum): StratumResult => {
      const counters = sampleCounters(stratum.counters);
      return {
        stratum: stratum.stratum,
        counters,
        rows: sampleRows(counters),
        latency: sampleLatency(stratum.times, kind),
      };
    }),
  };
}

export const sampleClosedLoad: Load = {
  kind: 'closed',
  threads: 1,
  clients: 8,
  warmupMs: 3000,
  durationMs: 10_000,
  measuredMs: 10_004.2,
  statementTimeoutMs: 5000,
  planMode: 'auto',
  seed: 42,
  thinkTimeMs: 0,
};

export function sampleOpenLoad(parts: Partial<Extract<Load, { kind: 'open' }>> = {}): Load {
  return {
    ...sampleClosedLoad,
    kind: 'open',
    arrival: 'poisson',
    stages: [{ startRate: 500, endRate: 500, durationMs: 30_000 }],
    offeredPerSecond: 500,
    durationMs: 30_000,
    measuredMs: 30_000,
    ...parts,
  };
}

export function samplePoint(parts: Partial<TimelinePoint> = {}): TimelinePoint {
  return {
    startMs: 0,
    durationMs: 1000,
    sent: 1234,
    succeeded: 1233,
    timedOut: 1,
    failed: 0,
    waiting: 0,
    inFlight: 8,
    clientsAlive: 8,
    p50Ns: 4_210_000,
    p99Ns: 31_400_000,
    maxNs: 120_000_000,
    ...parts,
  };
}

/** An ordinary, complete run of `feed`, with parts replaced; what is said of all its queries follows from them. */
export function sampleResult(parts: Partial<Result> = {}): Result {
  const queries = parts.queries ?? [
    sampleQuery({
      counters: { succeeded: 12_345 },
      rowsPerOperation: 19.4,
      times: [4.21, 11.9, 15.2, 31.4, 88.1, 120],
    }),
  ];
  return {
    format: 1,
    id: '2026-11-22T18-40-12-feed',
    command: 'bench run feed',
    status: 'complete',
    reasons: [],
    warnings: [],
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
    name: 'feed',
    load: sampleClosedLoad,
    warming: { label: 'warm', prewarmedBytes: 120_000_000, note: null },
    steadyState: {
      isSteady: true,
      reason: 'no drift was found; one of 5.0 % would have been',
      cutMs: 0,
      driftShare: 0.004,
      wasExtended: false,
    },
    client: {
      threads: [],
      dispatchLag: null,
      poolWait: null,
      reconnects: 0,
      clientsLost: 0,
      abandoned: 0,
      waiting: 0,
    },
    throughputPerSecond: queries.reduce((sum, query) => sum + query.throughputPerSecond, 0),
    counters: totalOf(queries),
    latency: queries[0]?.latency ?? sampleLatency([null, null, null, null, null, null]),
    writes: null,
    telemetry: null,
    timeline: [samplePoint()],
    ...parts,
    queries,
  };
}

function totalOf(queries: readonly QueryResult[]): Counters {
  const total = sampleCounters({});
  for (const { counters } of queries) {
    for (const name of Object.keys(total) as (keyof Counters)[]) total[name] += counters[name];
  }
  return total;
}
