/**
 * `npm run bench:agreement`: latencies of open load against those that `pgbench -R` logs: the same query (`post`), the
 * same values, rate and number of connections, random gaps, in turns on one server. Prints p50 and p99 of response time
 * (from when it was due) and service time (from its sending) of both, medians over the rounds; the aim is a difference
 * of 5 % or 0.1 ms at most. Linux is told to wake pgbench as punctually as our threads. Says so and succeeds where
 * pgbench is not installed.
 *
 * RATES (200,500), CLIENTS (8), THREADS, SCALE (small), VALUES (10), ROUNDS (5), SECONDS (20) and WARMUP (5) are
 * settable. pgbench prepares a statement for each value on each connection when it first comes to it: in the warmup, if
 * there are few.
 */

import type { LatencyHistogram } from '../core/histogram.ts';
import { rankOf } from '../core/latency.ts';
import { median } from '../core/statistics.ts';
import { formatNs } from '../core/units.ts';
import { wakePunctually } from '../core/wake-punctually.ts';
import type { LatencyOutcome } from '../engine/outcome.ts';
import { loadCatalogue } from '../scenario/catalogue.ts';
import { findQuery } from '../scenario/scenario.ts';
import { defaultThreads } from './load/default-threads.ts';
import { type Match, pgbenchLatencies, pgbenchVersion } from './testing/pgbench.ts';
import { onWarmDataset, type WarmDataset } from './testing/pgbench-dataset.ts';
import { matchSettings, ourOutcome } from './testing/pgbench-opponent.ts';
import { drawValues } from './testing/pgbench-values.ts';

const rates = (process.env.RATES ?? '200,500').split(',').map(Number);
const clients = Number(process.env.CLIENTS ?? 8);
const threads = Number(process.env.THREADS ?? defaultThreads());
const scale = process.env.SCALE ?? 'small';
const count = Number(process.env.VALUES ?? 10);
const rounds = Number(process.env.ROUNDS ?? 5);
const durationMs = Number(process.env.SECONDS ?? 20) * 1000;
const warmupMs = Number(process.env.WARMUP ?? 5) * 1000;
const aimShare = 0.05;
const aimNs = 100_000;

/** Nanoseconds. */
interface Percentiles {
  readonly p50: number;
  readonly p99: number;
}

/** `lag` is what each program makes of its own: how much later than due it sends. */
interface Latencies {
  readonly response: Percentiles;
  readonly service: Percentiles;
  readonly lag: Percentiles;
}

function ofHistogram(histogram: LatencyHistogram): Percentiles {
  const at = (fraction: number) => histogram.atRankNs(rankOf(fraction, histogram.count));
  return { p50: at(0.5), p99: at(0.99) };
}

function ofOutcome(latency: LatencyOutcome | null): Percentiles {
  return { p50: latency!.p50!.ns, p99: latency!.p99!.ns };
}

async function theirs(match: Match, rate: number): Promise<Latencies> {
  const { response, service, lag } = await pgbenchLatencies(match, rate);
  return { response: ofHistogram(response), service: ofHistogram(service), lag: ofHistogram(lag) };
}

async function ours(match: Match, rate: number): Promise<Latencies> {
  const stages = [{ startRate: rate, endRate: rate, durationMs }];
  const outcome = await ourOutcome(match, { kind: 'open', arrival: 'poisson', stages, seed: match.seed });
  const { latency, queries, dispatchLag } = outcome;
  return {
    response: ofOutcome(latency),
    service: ofOutcome(queries[0]!.service),
    lag: ofOutcome(dispatchLag),
  };
}

/** Median and range of the rounds: what runs of one program differ by. */
function spread(values: readonly number[]): string {
  const range = `${formatNs(Math.min(...values))} to ${formatNs(Math.max(...values))}`;
  return `${formatNs(median(values)).padStart(7)} (${range})`.padEnd(31);
}

function difference(our: readonly number[], their: readonly number[]): string {
  const [ourNs, theirNs] = [median(our), median(their)];
  const byNs = ourNs - theirNs;
  const share = byNs / theirNs;
  const sign = byNs < 0 ? '-' : '+';
  const verdict = Math.abs(share) <= aimShare || Math.abs(byNs) <= aimNs ? 'agree' : 'DIFFER';
  return `${sign}${formatNs(Math.abs(byNs))} ${sign}${Math.abs(share * 100).toFixed(1)} %  ${verdict}`;
}

function report(rate: number, our: readonly Latencies[], their: readonly Latencies[]): void {
  console.log(`${rate}/s on ${clients} connections: median (range) of ${rounds} rounds`);
  for (const kind of ['response', 'service', 'lag'] as const) {
    for (const percentile of ['p50', 'p99'] as const) {
      const values = (rows: readonly Latencies[]) => rows.map((row) => row[kind][percentile]);
      const [ourNs, theirNs] = [values(our), values(their)];
      // The lag is part of the response time, and shown for what it explains.
      const end = kind === 'lag' ? '' : difference(ourNs, theirNs);
      const title = `${kind} ${percentile}`.padEnd(13);
      console.log(`  ${title} bench ${spread(ourNs)} pgbench ${spread(theirNs)} ${end}`.trimEnd());
    }
  }
}

async function compare(rate: number, all: Omit<Match, 'seed'>): Promise<void> {
  const our: Latencies[] = [];
  const their: Latencies[] = [];
  for (let round = 0; round < rounds; round++) {
    const match = { ...all, seed: round };
    if (round % 2 === 0) our.push(await ours(match, rate));
    their.push(await theirs(match, rate));
    if (round % 2 === 1) our.push(await ours(match, rate));
  }
  report(rate, our, their);
}

async function matchOn(dataset: WarmDataset): Promise<Omit<Match, 'seed'>> {
  const query = findQuery(loadCatalogue(), 'post');
  const { values } = await drawValues(query, dataset, { count, limitMs: 1000 });
  const settings = matchSettings;
  return { connection: dataset.config, query, values, clients, threads, warmupMs, durationMs, settings };
}

// Of this thread, which its children inherit: pgbench shall be as punctual as we are.
wakePunctually();
const version = pgbenchVersion();
if (version) {
  await onWarmDataset({ command: 'bench:agreement', scale }, async (dataset) => {
    console.log(
      `post on ${scale}, PostgreSQL ${dataset.serverVersion}, ${version}; ` +
        `${durationMs / 1000} s after ${warmupMs / 1000} s (aim: 5 % or 0.1 ms)`,
    );
    const match = await matchOn(dataset);
    for (const rate of rates) await compare(rate, match);
  });
} else console.log('latencies against pgbench: skipped, pgbench is not installed');
