import type { ServerFacts } from '../database/server-facts.ts';
import type { LoadOutcome, QueryOutcome } from '../engine/outcome.ts';
import type { SlowOperation } from '../engine/slowest.ts';
import type { Load } from '../report/load.ts';
import type { QueryResult, StratumResult } from '../report/query-result.ts';
import type { Result } from '../report/result.ts';
import type { Warming } from '../report/steady-state.ts';
import type { Writes } from '../report/writes.ts';
import type { Mix } from '../scenario/mix.ts';
import type { Query, ValueSource } from '../scenario/query.ts';
import { strataOf } from '../scenario/strata.ts';
import type { ReadyDataset } from './dataset.ts';
import { statementText } from './load/statement-text.ts';
import type { Verdict } from './load/verdict.ts';
import type { LoadOptions, Measured, Subject } from './measure.ts';
import { describeErrors, describeLatency, describeOperations } from './operations-result.ts';
import { newRunId } from './run-id.ts';
import type { ServerAccess } from './server-access.ts';
import { sqlHash } from './sql-hash.ts';
import { describeCommand, describeDataset, describeHarness, describeMachine } from './surroundings.ts';

export interface Run {
  startedAt: Date;
  subject: Subject;
  /** Undefined for a database that does not hold the dataset of the request. */
  dataset: ReadyDataset | undefined;
  measured: Measured;
  wasExtended: boolean;
  verdict: Verdict;
  facts: ServerFacts;
  warming: Warming;
  writes: Writes | null;
  server: ServerAccess;
  options: LoadOptions & { output: string };
}

/** Puts together what is known of a run, in the words of the result file. */
export function describeRun(run: Run): Result {
  const { startedAt, subject, dataset, measured, facts, server, options } = run;
  const { outcome, steady, telemetry } = measured;
  const { mix, database } = subject;
  return {
    format: 1,
    id: newRunId(options.output, startedAt, mix.name),
    command: describeCommand(process.argv.slice(2)),
    ...run.verdict,
    startedAt: startedAt.toISOString(),
    endedAt: new Date().toISOString(),
    harness: describeHarness(),
    machine: describeMachine(),
    server: { ...facts, embedded: server.isEmbedded, address: database.address },
    dataset: dataset ? describeDataset(dataset) : null,
    name: mix.name,
    load: describeLoad(outcome, options),
    warming: run.warming,
    steadyState: {
      isSteady: steady?.steady ?? null,
      reason: steady?.reason ?? 'the run did not come to its end',
      cutMs: Math.round(steady?.cutMs ?? 0),
      driftShare: steady && steady.steady !== null ? steady.driftShare : null,
      wasExtended: run.wasExtended,
    },
    client: describeClient(outcome),
    throughputPerSecond: outcome.throughputPerSecond,
    counters: { ...outcome.counters },
    latency: describeLatency(outcome.latency, outcome.latencyKind),
    writes: run.writes,
    telemetry: telemetry as Result['telemetry'],
    timeline: [...outcome.timeline],
    queries: outcome.queries.map((query, index) => describeQuery(mix, index, query, subject, measured)),
  };
}

function describeLoad(outcome: LoadOutcome, options: LoadOptions): Load {
  const { plan } = outcome;
  const common = {
    threads: outcome.health.length,
    clients: outcome.clients,
    warmupMs: outcome.warmupMs,
    durationMs: outcome.durationMs,
    measuredMs: outcome.windowMs,
    statementTimeoutMs: options.statementTimeout,
    planMode: options.planMode,
    ...(options.stratum && { stratum: options.stratum }),
    seed: options.seed,
  };
  if (plan.kind === 'closed') return { kind: 'closed', ...common, thinkTimeMs: plan.thinkTimeMs };
  return {
    kind: 'open',
    ...common,
    arrival: plan.arrival,
    stages: plan.stages.map((stage) => ({ ...stage })),
    offeredPerSecond: outcome.offeredPerSecond!,
  };
}

function describeClient(outcome: LoadOutcome): Result['client'] {
  const { dispatchLag, poolWait, reconnects, clientsLost, abandoned, waiting } = outcome;
  return {
    threads: outcome.health.map((health) => ({
      dispatchLagP99Ns: health.dispatchLagP99Ns,
      eventLoopUtilization: health.eventLoopUtilization,
      eventLoopDelayP99Ns: health.eventLoopDelayP99Ns,
      occupancyObserved: health.occupancyObserved,
      occupancyFromLatencies: health.occupancyFromLatencies,
    })),
    dispatchLag: dispatchLag && describeLatency(dispatchLag, 'dispatch lag'),
    poolWait: poolWait && describeLatency(poolWait, 'pool wait'),
    reconnects,
    clientsLost,
    abandoned,
    waiting,
  };
}

function describeQuery(
  { parts }: Mix,
  index: number,
  outcome: QueryOutcome,
  { lists }: Subject,
  { outcome: { latencyKind }, plans }: Measured,
): QueryResult {
  const { query, weight } = parts[index]!;
  const strata = strataOf(query, lists[index]!);
  return {
    scenario: query.scenario,
    query: query.name,
    summary: query.summary,
    file: query.file,
    sql: query.source,
    sqlHash: sqlHash(query),
    parameters: query.parameters.map(({ name, source }) => ({
      name,
      source: lists[index]!.has(name) ? 'fixed values' : describeSource(source),
    })),
    weight,
    writes: query.writes,
    throughputPerSecond: outcome.throughputPerSecond,
    errors: describeErrors(outcome.errors),
    ...describeOperations(outcome, latencyKind),
    serviceTime: outcome.service && describeLatency(outcome.service, 'service time'),
    plans: { ...plans[index]! },
    slowest: outcome.slowest.map((operation) => describeSlow(operation, query, strata)),
    strata: outcome.strata.map(
      (stratum): StratumResult => ({
        stratum: stratum.stratum,
        ...describeOperations(stratum, latencyKind),
      }),
    ),
  };
}

function describeSource(source: ValueSource): string {
  switch (source.kind) {
    case 'domain':
      return source.existing ? `${source.domain} existing` : source.domain;
    case 'uniform':
      return `uniform ${source.low} ${source.high}`;
    case 'zipf':
      return `zipf ${source.low} ${source.high} ${source.exponent}`;
    case 'normal':
      return `normal ${source.mean} ${source.sd}`;
    case 'values':
      return `${source.values.length} values`;
    case 'rows':
      return `from (${source.query.sql})`;
  }
}

function describeSlow(
  operation: SlowOperation,
  query: Query,
  strata: readonly string[],
): QueryResult['slowest'][number] {
  return {
    latency: { ns: Math.round(operation.latencyNs), atLeast: operation.isCensored },
    stratum: strata[operation.stratum]!,
    startMs: operation.startMs,
    parameters: Object.fromEntries(
      query.parameters.map(({ name }, index) => [name, operation.values[index] ?? null]),
    ),
    statement: statementText(query, operation),
    explain: null,
  };
}
