/**
 * `npm run bench:scenarios`: closed-loop throughput of every read scenario against `pgbench -M prepared`, with the same
 * SQL and the same values, in turns on one server. Prints the ratio of the pairs; the aim is 0.97 or more. Says so
 * and succeeds where pgbench is not installed.
 *
 * VALUES (20) parameter values of a scenario are drawn as requests are distributed; those whose query takes longer than
 * LIMIT_MS (100) by itself are left out, and their number printed; where they are more than three in four, the limit is
 * doubled. Plans are generic on both sides. More values favour us: pgbench has a prepared statement for each of them on
 * each connection, where we have one for all.
 * SCALE (small), SCENARIOS (all that read; names, or a query file of one parameter), CLIENTS (8,32), THREADS, ROUNDS (5), SECONDS (5) and WARMUP (3) are
 * settable.
 */

import { median } from '../core/statistics.ts';
import { formatSignificant } from '../core/units.ts';
import { loadCatalogue } from '../scenario/catalogue.ts';
import { loadQueryFile } from '../scenario/query-file.ts';
import { findQuery } from '../scenario/scenario.ts';
import { defaultThreads } from './load/default-threads.ts';
import { pairedRatio } from './testing/paired-ratio.ts';
import { type Match, pgbenchThroughput, pgbenchVersion } from './testing/pgbench.ts';
import { onWarmDataset, type WarmDataset } from './testing/pgbench-dataset.ts';
import { matchSettings, ourOutcome } from './testing/pgbench-opponent.ts';
import { drawValues } from './testing/pgbench-values.ts';

const scale = process.env.SCALE ?? 'small';
const names = (process.env.SCENARIOS ?? 'feed,post,followers,search,stats,notifications').split(',');
const clientCounts = (process.env.CLIENTS ?? '8,32').split(',').map(Number);
const threads = Number(process.env.THREADS ?? defaultThreads());
const rounds = Number(process.env.ROUNDS ?? 5);
const durationMs = Number(process.env.SECONDS ?? 5) * 1000;
const warmupMs = Number(process.env.WARMUP ?? 3) * 1000;
const count = Number(process.env.VALUES ?? 20);
const limitMs = Number(process.env.LIMIT_MS ?? 100);

async function ourThroughput(match: Match): Promise<number> {
  const { throughputPerSecond } = await ourOutcome(match, { kind: 'closed', durationMs, thinkTimeMs: 0 });
  return throughputPerSecond;
}

/** In turns, and each as often first as second. */
async function play(all: Omit<Match, 'seed'>): Promise<{ ours: number[]; theirs: number[] }> {
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const match = { ...all, seed: round };
    if (round % 2 === 0) ours.push(await ourThroughput(match));
    theirs.push(await pgbenchThroughput(match));
    if (round % 2 === 1) ours.push(await ourThroughput(match));
  }
  return { ours, theirs };
}

function row(cells: readonly (string | number)[]): string {
  const widths = [14, 8, 9, 10, 26];
  return cells
    .map((cell, i) => (i === 0 ? `${cell}`.padEnd(widths[i]!) : `${cell}`.padStart(widths[i]!)))
    .join(' ');
}

async function compare(name: string, dataset: WarmDataset): Promise<void> {
  const query = name.endsWith('.sql') ? loadQueryFile(name) : findQuery(loadCatalogue(), name);
  const drawn = await drawValues(query, dataset, { count, limitMs });
  const { values, tooSlow } = drawn;
  for (const clients of clientCounts) {
    const match = {
      connection: dataset.config,
      query,
      values,
      clients,
      threads,
      warmupMs,
      durationMs,
      settings: matchSettings,
    };
    const { ours, theirs } = await play(match);
    const cells = [
      query.scenario,
      clients,
      formatSignificant(median(ours)),
      formatSignificant(median(theirs)),
      pairedRatio(ours, theirs),
    ];
    const leftOut =
      tooSlow > 0 ? `  ${tooSlow} of ${count + tooSlow} values over ${drawn.limitMs} ms left out` : '';
    console.log(row(cells) + leftOut);
  }
}

const version = pgbenchVersion();
if (version) {
  await onWarmDataset({ command: 'bench:scenarios', scale }, async (dataset) => {
    console.log(
      `${scale}, PostgreSQL ${dataset.serverVersion}, ${version}; ${threads} thread${threads === 1 ? '' : 's'} each, ` +
        `${count} values, ${rounds} rounds of ${durationMs / 1000} s after ${warmupMs / 1000} s (aim: 0.97)`,
    );
    console.log(row(['scenario', 'clients', 'bench/s', 'pgbench/s', 'ratio (interval)']));
    for (const name of names) await compare(name, dataset);
  });
} else console.log('read scenarios against pgbench: skipped, pgbench is not installed');
