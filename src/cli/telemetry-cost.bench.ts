/**
 * `npm run bench:telemetry`: what telemetry costs: closed-loop throughput of `post` with it and without (`bench run`
 * against `bench run --no-telemetry`), in pairs of short runs on one server, each order as often as the other. Prints
 * the ratio with its 95 % interval (by signed ranks); the aim is that all of it lies between 0.98 and 1.02.
 *
 * On Linux also what it takes of the processors, as the kernel accounts for it: of the server's processes that answer
 * it, and of the main thread, less what that takes without telemetry. A machine shared with others moves throughput by
 * more than telemetry does, but not this.
 *
 * PAIRS (20), SECONDS (5), WARMUP (2), CLIENTS (8), THREADS and SCALE (small) are settable.
 */

import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { hodgesLehmann, signedRankInterval } from '../analysis/compare/hodges-lehmann.ts';
import { median } from '../core/statistics.ts';
import { formatSignificant, nsPerMs } from '../core/units.ts';
import { withConnection } from '../database/connect.ts';
import { ownMark } from '../database/telemetry/connection.ts';
import { loadCatalogue } from '../scenario/catalogue.ts';
import { mixOf } from '../scenario/mix.ts';
import { noLists } from '../scenario/parameter-lists.ts';
import { findQuery } from '../scenario/scenario.ts';
import { defaultThreads } from './load/default-threads.ts';
import { measure } from './measure.ts';
import { ProgressLine } from './progress-line.ts';
import { onWarmDataset, type WarmDataset } from './testing/pgbench-dataset.ts';

const pairs = Number(process.env.PAIRS ?? 20);
const durationMs = Number(process.env.SECONDS ?? 5) * 1000;
const warmupMs = Number(process.env.WARMUP ?? 2) * 1000;
const clients = Number(process.env.CLIENTS ?? 8);
const threads = Number(process.env.THREADS ?? defaultThreads());
const scale = process.env.SCALE ?? 'small';
const margin = 0.02;
const processorRuns = 5;

/** Operations a second; the same parameters in each run. */
async function throughput(dataset: WarmDataset, telemetry: boolean): Promise<number> {
  const subject = {
    mix: mixOf(findQuery(loadCatalogue(), 'post'), 'post'),
    database: dataset,
    world: dataset.world,
    lists: [noLists],
    runNumber: 0,
  };
  const options = {
    seed: 42,
    clients,
    threads,
    warmup: warmupMs,
    statementTimeout: 5000,
    planMode: 'auto' as const,
    telemetry,
    isCold: false,
  };
  const plan = { kind: 'closed' as const, durationMs, thinkTimeMs: 0 };
  const { outcome } = await measure(subject, plan, options, new ProgressLine(), new AbortController().signal);
  return outcome.throughputPerSecond;
}

/** Ln of the ratio with : without. */
async function pair(dataset: WarmDataset, isTelemetryFirst: boolean): Promise<number> {
  const first = await throughput(dataset, isTelemetryFirst);
  const second = await throughput(dataset, !isTelemetryFirst);
  const [having, lacking] = isTelemetryFirst ? [first, second] : [second, first];
  const ratio = having / lacking;
  console.log(
    `  with ${formatSignificant(having)}/s   without ${formatSignificant(lacking)}/s   ratio ${ratio.toFixed(3)}`,
  );
  return Math.log(ratio);
}

function report(lnRatios: readonly number[]): void {
  const { low, high } = signedRankInterval(lnRatios, 0.95);
  const [lowest, ratio, highest] = [low, hodgesLehmann(lnRatios), high].map((ln) => Math.exp(ln).toFixed(3));
  const isWithin = Math.exp(low) >= 1 - margin && Math.exp(high) <= 1 + margin;
  const isBeyond = Math.exp(high) < 1 - margin || Math.exp(low) > 1 + margin;
  const inconclusive = 'inconclusive: more PAIRS, or a quieter machine';
  const verdict = isWithin ? 'equivalent within 2 %' : isBeyond ? 'NOT within 2 %' : inconclusive;
  console.log(
    `with telemetry : without, ${pairs} pairs: ${ratio} (95 %: ${lowest} to ${highest}): ${verdict}`,
  );
}

/** Milliseconds that the tasks have been on a processor; /proc/<pid>/schedstat begins with them, in nanoseconds. */
function processorMs(tasks: readonly string[]): number {
  const ns = tasks.map((task) => Number(readFileSync(`${task}/schedstat`, 'utf8').split(' ')[0]));
  return ns.reduce((sum, each) => sum + each, 0) / nsPerMs;
}

/** Of a run: milliseconds on a processor, by the main thread and by the server's processes for telemetry, a second. */
async function processorMsPerSecond(dataset: WarmDataset, telemetry: boolean): Promise<number> {
  const marginMs = 500;
  const run = throughput(dataset, telemetry);
  await sleep(warmupMs + marginMs);
  const backends = await withConnection(dataset.config, dataset.address, (client) =>
    client.query<{ pid: number }>('SELECT pid FROM pg_stat_activity WHERE application_name = $1', [ownMark]),
  );
  const tasks = [`/proc/self/task/${process.pid}`, ...backends.rows.map(({ pid }) => `/proc/${pid}`)];
  const [before, startedAt] = [processorMs(tasks), performance.now()];
  await sleep(durationMs - 2 * marginMs);
  const [after, endedAt] = [processorMs(tasks), performance.now()];
  await run;
  return ((after - before) / (endedAt - startedAt)) * 1000;
}

async function reportProcessors(dataset: WarmDataset): Promise<void> {
  if (!existsSync('/proc/self/schedstat')) return;
  const differences: number[] = [];
  for (let i = 0; i < processorRuns; i++) {
    const having = await processorMsPerSecond(dataset, true);
    differences.push(having - (await processorMsPerSecond(dataset, false)));
  }
  const cores = availableParallelism();
  const ms = median(differences);
  const range = [Math.min(...differences), Math.max(...differences)].map((each) => each.toFixed(1));
  console.log(
    `processor time of telemetry: ${ms.toFixed(1)} ms a second (${range.join(' to ')}, ${processorRuns} pairs of runs), ` +
      `${(ms / 10 / cores).toFixed(2)} % of ${cores} processors`,
  );
}

if (!(pairs >= 6)) throw new Error('An interval needs six PAIRS at least.');
await onWarmDataset({ command: 'bench:telemetry', scale }, async (dataset) => {
  console.log(
    `post on ${scale}, PostgreSQL ${dataset.serverVersion}, ${clients} clients; ` +
      `runs of ${durationMs / 1000} s after ${warmupMs / 1000} s`,
  );
  await throughput(dataset, true); // compiles and warms
  const lnRatios: number[] = [];
  for (let i = 0; i < pairs; i++) lnRatios.push(await pair(dataset, i % 2 === 0));
  report(lnRatios);
  await reportProcessors(dataset);
});
