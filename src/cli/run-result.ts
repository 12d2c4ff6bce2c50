import { createHash } from 'node:crypto';
import { formatCount } from '../core/units.ts';
import type { ServerFacts } from '../database/server-facts.ts';
import type { ClosedLoadOutcome, LatencyOutcome, QueryOutcome, StratumOutcome } from '../engine/outcome.ts';
import type { Counters } from '../engine/recorder.ts';
import type { Latency, LatencyValue } from '../report/latency.ts';
import type { QueryResult, StratumResult } from '../report/query-result.ts';
import type { Result } from '../report/result.ts';
import type { Query } from '../scenario/query.ts';
import type { ReadyDataset } from './dataset.ts';
import type { LoadOptions } from './measure.ts';
import { newRunId } from './run-id.ts';
import type { ServerAccess } from './server-access.ts';
import { describeCommand, describeDataset, describeHarness, describeMachine } from './surroundings.ts';

interface Run {
  startedAt: Date;
  query: Query;
  dataset: ReadyDataset;
  outcome: ClosedLoadOutcome;
  facts: ServerFacts;
  server: ServerAccess;
  options: LoadOptions & { output: string };
}

/** Puts together what is known of a run, in the words of the result file. */
export function describeRun({ startedAt, query, dataset, outcome, facts, server, options }: Run): Result {
  return {
    format: 1,
    id: newRunId(options.output, startedAt, query.scenario),
    command: describeCommand(process.argv.slice(2)),
    ...statusOf(outcome),
    startedAt: startedAt.toISOString(),
    endedAt: new Date().toISOString(),
    harness: describeHarness(),
    machine: describeMachine(),
    server: { ...facts, embedded: server.isEmbedded, address: dataset.address },
    dataset: describeDataset(dataset),
    load: {
      kind: 'closed',
      clients: outcome.clients,
      warmupMs: outcome.warmupMs,
      durationMs: outcome.durationMs,
      measuredMs: outcome.windowMs,
      statementTimeoutMs: options.statementTimeout,
      seed: options.seed,
    },
    timeline: [...outcome.timeline],
    queries: outcome.queries.map((queryOutcome) => describeQuery(query, queryOutcome)),
  };
}

function statusOf({
  end,
  clients,
  clientsLost,
  reconnects,
  queries,
}: ClosedLoadOutcome): Pick<Result, 'status' | 'reasons'> {
  if (end.reason === 'interrupted') {
    return {
      status: 'interrupted',
      reasons: ['stopped by a signal'],
    };
  }
  const reasons: string[] = [];
  if (end.reason === 'connections-lost')
    reasons.push(`all ${clients} clients lost their connection: ${end.message}`);
  else if (clientsLost > 0)
    reasons.push(`${clientsLost} of ${clients} clients lost their connection for good`);
  else if (reconnects > 0) reasons.push(`connections were lost, and made anew ${reconnects} times`);
  const count = (outcome: keyof Counters) =>
    queries.reduce((sum, { counters }) => sum + counters[outcome], 0);
  if (end.reason === 'completed' && count('failed') > 0 && count('succeeded') + count('timedOut') === 0)
    reasons.push(`all ${formatCount(count('failed'))} operations failed`);
  return { status: reasons.length > 0 ? 'invalid' : 'complete', reasons };
}

function describeQuery(query: Query, outcome: QueryOutcome): QueryResult {
  return {
    scenario: query.scenario,
    query: query.name,
    summary: query.summary,
    file: query.file,
    sql: query.source,
    sqlHash: createHash('sha256').update(query.sql).digest('hex').slice(0, 16),
    parameters: query.parameters.map(({ name, domain }) => ({ name, domain })),
    throughputPerSecond: outcome.throughputPerSecond,
    errors: outcome.errors.map(({ class: kind, sqlState, count, message }) => ({
      class: kind,
      sqlstate: sqlState,
      count,
      message,
    })),
    ...describeOperations(outcome),
    strata: outcome.strata.map(
      (stratum): StratumResult => ({ stratum: stratum.stratum, ...describeOperations(stratum) }),
    ),
  };
}

function describeOperations({ counters, rows, latency }: Omit<StratumOutcome, 'stratum'>) {
  const perOperation = counters.succeeded > 0 ? rows / counters.succeeded : null;
  return {
    counters: { ...counters },
    rows: { total: rows, perOperation },
    latency: describeLatency(latency),
  };
}

function describeLatency(latency: LatencyOutcome): Latency {
  const value = (figure: { ns: number; censored: boolean } | null): LatencyValue | null =>
    figure && { ns: figure.ns, atLeast: figure.censored };
  return {
    kind: 'service time',
    percentiles: {
      p50: value(latency.p50),
      p90: value(latency.p90),
      p95: value(latency.p95),
      p99: value(latency.p99),
      p99_9: value(latency.p999),
    },
    meanNs: latency.mean?.ns ?? null,
    maxNs: value(latency.max),
    histogram: latency.histogram,
    censoredHistogram: latency.censoredHistogram,
  };
}
