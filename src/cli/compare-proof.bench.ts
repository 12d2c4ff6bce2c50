/**
 * `npm run proof:compare`: is a comparison quiet where nothing differs, and does it hear what does? RUNS (20) comparisons
 * of each query with itself, none of which may end "slower", and as many with a contender that takes SLOWDOWN (0.1)
 * longer, each of which must. Prints the standard deviation of the blocks' differences (aim: 3 % or less), and exits with
 * 1 where the proof fails.
 *
 * The slowdown is counting of rows, so it takes the same share of a processor that is slowed down itself; how many make
 * up the share is measured first, on pairs too. Every run has its own seed.
 *
 * QUERIES (followers and feed/lateral, or post where there is none), SCALE (small), CLIENTS (2), MARGIN (1.05), SEED (1)
 * and BLOCK_MS (1000) are settable.
 */

import { blocksWanted, type Judgement, judge } from '../analysis/compare/stopping-rule.ts';
import { median } from '../core/statistics.ts';
import { toPortable } from '../database/portable-config.ts';
import { blockSizeOf, defaultBlockMs } from '../engine/paired/block-size.ts';
import { loadCatalogue } from '../scenario/catalogue.ts';
import { noLists } from '../scenario/parameter-lists.ts';
import type { Query } from '../scenario/query.ts';
import { findQuery } from '../scenario/scenario.ts';
import { type PairedOutcome, runPairs } from './compare/pairs.ts';
import type { PairBlock, PairedArm } from './compare/task.ts';
import { onWarmDataset, type WarmDataset } from './testing/pgbench-dataset.ts';

const runs = Number(process.env.RUNS ?? 20);
const scale = process.env.SCALE ?? 'small';
const clients = Number(process.env.CLIENTS ?? 2);
const margin = Number(process.env.MARGIN ?? 1.05);
const slowdown = Number(process.env.SLOWDOWN ?? 0.1);
const firstSeed = Number(process.env.SEED ?? 1);
const blockMs = Number(process.env.BLOCK_MS ?? defaultBlockMs);
const firstRows = 1000;

function chosenQueries(): Query[] {
  const catalogue = loadCatalogue();
  const hasRewrite = catalogue.scenarios.some(
    ({ name, queries }) => name === 'feed' && queries.some((query) => query.name === 'lateral'),
  );
  const names = process.env.QUERIES ?? `followers,${hasRewrite ? 'feed/lateral' : 'post'}`;
  return names.split(',').map((name) => findQuery(catalogue, ...(name.split('/') as [string, string?])));
}

/** The same answer, after so many rows have been counted; not once for each of its rows. */
function counting(query: Query, rows: number): Query {
  const [{ sql, parameters }] = query.statements as [Query['statements'][number]];
  const counted = `(SELECT count(*) FROM generate_series(1, ${rows})) > 0`;
  return {
    ...query,
    name: `${query.name}, ${rows} rows counted`,
    statements: [{ sql: `SELECT * FROM (${sql}) AS answer WHERE ${counted}`, parameters }],
  };
}

function armOf(dataset: WarmDataset, query: Query): PairedArm {
  return {
    connection: toPortable(dataset.config),
    address: dataset.address,
    settings: {},
    world: dataset.world.options,
    query,
    lists: noLists,
  };
}

function pairs(
  dataset: WarmDataset,
  queries: readonly [baseline: Query, contender: Query],
  seed: number,
  wanted: (blocks: readonly PairBlock[]) => number | null = (blocks) =>
    blocksWanted(
      blocks.map((block) => block.median),
      margin,
    ),
): Promise<PairedOutcome> {
  const [baseline, contender] = queries.map((query) => armOf(dataset, query)) as [PairedArm, PairedArm];
  const load = { baseline, contender, clients, seed, statementTimeoutMs: 10_000, warmupMs: 1000 };
  const { signal } = new AbortController();
  return runPairs({ ...load, planMode: 'auto', size: blockSizeOf(blockMs) }, { wanted, signal });
}

/**
 * How many rows to count for the share of the query's median: measured where it is about the share, since beside a slower
 * neighbour the query itself is slower, and there three times, since the machine may be at something else.
 */
async function calibrate(dataset: WarmDataset, query: Query): Promise<number> {
  let rows = firstRows;
  const shares: number[] = [];
  for (let step = 0; shares.length < 3 && step < 12; step++) {
    const share = await extraShare(dataset, query, rows, step);
    if (share > slowdown / 2 && share < slowdown * 2) shares.push(share / rows);
    else if (shares.length === 0)
      rows = Math.max(1, Math.round(rows * Math.min(4, Math.max(1 / 4, slowdown / Math.max(share, 1e-3)))));
  }
  if (shares.length === 0) throw new Error(`The machine is too restless to plant ${percent(slowdown)}.`);
  const wanted = Math.max(1, Math.round(slowdown / median(shares)));
  console.log(`${nameOf(query)}: ${wanted} rows counted for ${percent(slowdown)}`);
  return wanted;
}

/** How much longer the query takes with so many rows counted. */
async function extraShare(dataset: WarmDataset, query: Query, rows: number, seed: number): Promise<number> {
  const three = (blocks: readonly PairBlock[]) => (blocks.length < 3 ? 3 : null);
  const { blocks } = await pairs(dataset, [counting(query, 1), counting(query, rows)], seed, three);
  return Math.exp(median(blocks.map((block) => block.median.low))) - 1;
}

interface Run {
  readonly judgement: Judgement;
  readonly outcome: PairedOutcome;
}

async function run(
  dataset: WarmDataset,
  queries: readonly [baseline: Query, contender: Query],
  seed: number,
): Promise<Run> {
  const outcome = await pairs(dataset, queries, seed);
  const { end, excluded } = outcome;
  if (end.reason !== 'completed' || excluded > 0)
    throw new Error(`A run ended "${end.reason}", with ${excluded} pairs left out.`);
  const judgement = judge(
    outcome.blocks.map((block) => block.median),
    margin,
  );
  const { verdict, ratio, interval, blockSd, blocks } = judgement;
  console.log(
    `  seed ${seed}: ${verdict.padEnd(12)} ${times(ratio)} (${times(interval.low)} to ${times(interval.high)}), ` +
      `${blocks} blocks, sd ${percent(blockSd)}, ${outcome.pairs} pairs, client ${percent(outcome.utilization)} busy`,
  );
  return { judgement, outcome };
}

/** Runs with these two arms, each with a seed of its own. */
async function series(
  dataset: WarmDataset,
  title: string,
  queries: readonly [baseline: Query, contender: Query],
): Promise<Judgement[]> {
  console.log(`${title}, ${runs} runs`);
  const judgements: Judgement[] = [];
  for (let i = 0; i < runs; i++) judgements.push((await run(dataset, queries, firstSeed + i)).judgement);
  const sds = judgements.flatMap(({ blockSd }) => (blockSd === null ? [] : [blockSd]));
  console.log(`  block sd: median ${percent(median(sds))}, largest ${percent(Math.max(...sds))}`);
  return judgements;
}

async function prove(dataset: WarmDataset, query: Query): Promise<boolean> {
  const rows = await calibrate(dataset, query);
  const name = nameOf(query);
  const same = await series(dataset, `${name} against itself`, [counting(query, 1), counting(query, 1)]);
  const planted = await series(dataset, `${name} against itself and ${percent(slowdown)}`, [
    counting(query, 1),
    counting(query, rows),
  ]);
  const alarms = same.filter(({ verdict }) => verdict === 'slower').length;
  const found = planted.filter(({ verdict }) => verdict === 'slower').length;
  console.log(
    `${name}: ${alarms} of ${runs} against itself "slower" (aim: 0), ${found} of ${runs} found (aim: all)`,
  );
  return alarms === 0 && found === runs;
}

function nameOf({ scenario, name }: Query): string {
  return `${scenario}/${name}`;
}

function percent(share: number | null): string {
  return share === null ? 'unknown' : `${(share * 100).toFixed(1)} %`;
}

function times(ratio: number | null): string {
  return ratio === null ? 'unknown' : ratio.toFixed(3);
}

await onWarmDataset({ command: 'proof:compare', scale }, async (dataset) => {
  console.log(
    `${scale}, PostgreSQL ${dataset.serverVersion}, ${clients} clients, blocks of ${blockMs} ms, margin ${margin}`,
  );
  const proofs: boolean[] = [];
  for (const query of chosenQueries()) proofs.push(await prove(dataset, query));
  if (proofs.includes(false)) process.exitCode = 1;
});
