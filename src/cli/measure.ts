import { systemClock } from '../core/clock.ts';
import { BenchError, environmentError, usageError } from '../core/errors.ts';
import { Stream } from '../core/random.ts';
import { withConnection } from '../database/connect.ts';
import { databaseFailure } from '../database/failure.ts';
import { type ServerFacts, serverFacts } from '../database/server-facts.ts';
import { openWireSession, type WireSession, type WireSessionOptions } from '../database/wire-session.ts';
import { runClosedLoad } from '../engine/closed-load.ts';
import type { ClosedLoadOutcome } from '../engine/outcome.ts';
import { SingleQueryWorkload } from '../engine/workload.ts';
import { domainsOf } from '../population/domains.ts';
import { ParameterSource } from '../scenario/parameters.ts';
import type { Query } from '../scenario/query.ts';
import type { ReadyDataset } from './dataset.ts';
import { showMeasureProgress } from './measure-progress.ts';
import type { ProgressLine } from './progress-line.ts';

export interface LoadOptions {
  seed: number;
  clients: number;
  /** Milliseconds, like the two below. */
  duration: number;
  warmup: number;
  statementTimeout: number;
  stratum?: string;
}

export interface Measured {
  outcome: ClosedLoadOutcome;
  facts: ServerFacts;
}

/** Opens the clients' sessions, runs the query under closed load, and closes them. */
export async function measureClosedLoad(
  query: Query,
  dataset: ReadyDataset,
  options: LoadOptions,
  line: ProgressLine,
  signal: AbortSignal,
): Promise<Measured> {
  const sessionOptions: WireSessionOptions = {
    connection: dataset.config,
    statements: [query.sql],
    statementTimeoutMs: options.statementTimeout,
    readOnly: true,
  };
  const facts = await withConnection(dataset.config, dataset.address, serverFacts);
  const sessions = await openSessions(query, sessionOptions, options.clients, dataset.address);
  try {
    const outcome = await runClosedLoad({
      sessions,
      workload: workloadOf(query, dataset, options),
      clock: systemClock,
      warmupMs: options.warmup,
      durationMs: options.duration,
      statementTimeoutMs: options.statementTimeout,
      reopen: () => openWireSession(sessionOptions),
      onProgress: (progress) => showMeasureProgress(progress, options, line),
      signal,
    });
    return { outcome, facts };
  } finally {
    line.clear();
    await Promise.all(sessions.map((session) => session.close()));
  }
}

/** Every client draws from a sequence of its own: the same parameters for a seed, whatever the timing. */
function workloadOf(
  query: Query,
  { world }: ReadyDataset,
  { seed, clients, stratum }: LoadOptions,
): SingleQueryWorkload {
  const domains = domainsOf(world);
  const stream = new Stream(seed, `parameters/${query.scenario}`);
  const only = stratum === undefined ? undefined : { stratum };
  const sources = Array.from(
    { length: clients },
    (_, client) => new ParameterSource(query, domains, stream.sequence(client), only),
  );
  return new SingleQueryWorkload(query, sources);
}

/** The first alone, so that a wrong query is reported once; then the others together. */
async function openSessions(
  query: Query,
  options: WireSessionOptions,
  clients: number,
  address: string,
): Promise<WireSession[]> {
  const first = await openWireSession(options).catch((error) => {
    throw refusedQuery(query, error) ?? databaseFailure(error, `connect to ${address}`);
  });
  const others = await Promise.allSettled(
    Array.from({ length: clients - 1 }, () => openWireSession(options)),
  );
  const failed = others.find((result) => result.status === 'rejected');
  const opened = [
    first,
    ...others.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])),
  ];
  if (!failed) return opened;
  await Promise.all(opened.map((session) => session.close()));
  const failure = databaseFailure(failed.reason, `open ${clients} connections to ${address}`);
  throw failure instanceof BenchError ? failure : environmentError(String(failed.reason));
}

/** The server would not prepare the query: a syntax error, an unknown table, a missing right on one. */
function refusedQuery({ file, sql }: Query, error: unknown): BenchError | undefined {
  const { code, message, hint, position } = error as {
    code?: string;
    message: string;
    hint?: string;
    /** Counts characters, not UTF-16 units, from 1. */
    position?: string;
  };
  if (!code || !/^(42|22|0A)/.test(code)) return undefined;
  const before = position ? [...sql].slice(0, Number(position) - 1).join('') : undefined;
  const line = before === undefined ? undefined : sql.split('\n')[before.split('\n').length - 1]!.trim();
  const place = line ? ` in "${line.length > 80 ? `${line.slice(0, 79)}…` : line}"` : '';
  const next = code === '42501' ? 'GRANT it to this user' : 'try it in psql; schema/tables has the columns';
  const make = code === '42501' ? environmentError : usageError;
  return make(`the server refused ${file}: ${message}${place}`, hint ?? next, error);
}
