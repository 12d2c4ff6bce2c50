import type { Answer } from '../../analysis/equivalence/answer.ts';
import { compareAnswers } from '../../analysis/equivalence/comparison.ts';
import { strict } from '../../analysis/equivalence/value-form.ts';
import { closeAll } from '../../core/concurrency.ts';
import { median } from '../../core/statistics.ts';
import { withConnection } from '../../database/connect.ts';
import { readServerWork, workBetween } from '../../database/server-work.ts';
import { reportOwnStatistics } from '../../database/statistics-report.ts';
import type { RefreshCost } from '../../report/comparison/variant.ts';
import { noLists } from '../../scenario/parameter-lists.ts';
import type { Query } from '../../scenario/query.ts';
import { keyColumns, statementOrder } from '../../scenario/result-order.ts';
import { baselineQuery } from '../../scenario/scenario.ts';
import type { ReadyVariant } from '../variants/ready-variant.ts';
import { placeOf } from './arm-place.ts';
import type { ArmPlans } from './arms.ts';
import type { ComparisonContext } from './comparison-context.ts';
import type { Design } from './designs.ts';
import { ProofConnection } from './proof-arm.ts';
import { baselineOf } from './question.ts';
import { drawParameterSets } from './reasons.ts';
import { writeInSlices } from './sliced-contrast.ts';

/** A refresh is timed so often; the first one has the changes of the writes to bring in. */
const runs = 3;

/** What derived data costs that does not keep up by itself, by name of the design. */
export async function measureRefreshes(
  plans: readonly ArmPlans[],
  context: ComparisonContext,
): Promise<Map<string, RefreshCost>> {
  const costs = new Map<string, RefreshCost>();
  for (const design of context.designs.all) {
    const sql = refreshOf(design);
    if (sql === null || context.signal.aborted) continue;
    context.progress.begin('refresh');
    context.progress.step(design.name);
    try {
      costs.set(design.name, await measureRefresh(design, sql, plans, context));
    } catch (error) {
      // What was measured before an interruption holds.
      if (!context.signal.aborted) throw error;
    }
  }
  return costs;
}

function refreshOf({ variant }: Design): string | null {
  return variant.parts.flatMap(({ refresh }) => (refresh === null ? [] : [refresh])).join('\n') || null;
}

async function measureRefresh(
  design: Design,
  sql: string,
  plans: readonly ArmPlans[],
  context: ComparisonContext,
): Promise<RefreshCost> {
  return context.writable.copied([{ design }], async ([copy]) => {
    const { afterMs, writes } = await writeTo(copy!, context);
    const stale = await countStale(copy!, armsOn(plans, design, context), context);
    const timed: { durationMs: number; walBytes: number | null }[] = [];
    for (let run = 0; run < runs; run++) timed.push(await refresh(copy!, sql));
    const walBytes = timed.flatMap((run) => (run.walBytes === null ? [] : [run.walBytes]));
    return {
      sql,
      runs,
      durationMs: median(timed.map(({ durationMs }) => durationMs)),
      walBytes: walBytes.length === 0 ? null : Math.round(median(walBytes)),
      staleness: stale && { afterMs, writes, ...stale },
    };
  });
}

interface Written {
  readonly afterMs: number;
  readonly writes: number;
}

/** A load of writes as others have it, in the copy alone. */
async function writeTo(copy: ReadyVariant, context: ComparisonContext): Promise<Written> {
  const { slice, warmup } = context.options;
  const { pairs } = await writeInSlices(placeOf(copy), slicePairs, context);
  const slices = pairs.flatMap(({ baseline, contender }) => [baseline, contender]);
  return {
    afterMs: Math.round(slices.length * slice + 2 * warmup),
    writes: slices.reduce((sum, { executed }) => sum + executed, 0),
  };
}

const slicePairs = 2;
/** Parameter sets whose answers are looked at then. */
const asked = 40;

/** What a design is asked with in this comparison, where that is not the plain query. */
function armsOn(
  plans: readonly ArmPlans[],
  design: Design,
  { designs }: ComparisonContext,
): ArmPlans['arms'] {
  return plans
    .flatMap(({ arms }) => arms)
    .filter((arm) => designs.of(arm) === design && arm.mix.parts.length === 1)
    .filter(({ mix }) => mix.parts[0]!.query.name !== baselineQuery && mix.parts[0]!.query.needs.length > 0);
}

/** Of the answers from derived data those that are not what the tables say. Null where nothing asks it. */
async function countStale(
  copy: ReadyVariant,
  arms: ArmPlans['arms'],
  context: ComparisonContext,
): Promise<{ parameters: number; stale: number } | null> {
  let parameters = 0;
  let stale = 0;
  for (const { mix } of arms) {
    for (const isStale of await staleAnswers(copy, mix.parts[0]!.query, context)) {
      parameters++;
      stale += Number(isStale);
    }
  }
  return parameters === 0 ? null : { parameters, stale };
}

/** Of each parameter set that both could answer in time: whether the answers differ. */
async function staleAnswers(
  copy: ReadyVariant,
  query: Query,
  { options }: ComparisonContext,
): Promise<boolean[]> {
  const side = { ...copy.database, settings: copy.settings, world: copy.world.options, lists: noLists };
  const arms = [
    { ...side, name: 'tables', query: baselineOf(query.scenario) },
    { ...side, name: 'derived', query },
  ];
  const draws = drawParameterSets(arms, { seed: options.seed, parameters: asked, nowMs: Date.now() });
  const connections: ProofConnection[] = [];
  try {
    for (const arm of arms) connections.push(await ProofConnection.open(arm, options.statementTimeout));
    const differ: boolean[] = [];
    for (const { values } of draws) {
      const answers = await Promise.all(connections.map((connection, at) => connection.fetch(values[at]!)));
      const [tables, derived] = answers.map((each) =>
        each.kind === 'failed' ? undefined : each.answers.at(-1),
      );
      if (tables && derived) differ.push(isStale(arms[0]!.query, tables, derived));
    }
    return differ;
  } finally {
    await closeAll(connections);
  }
}

/** Answers that only choose among ties in another way are not held to be out of date. */
function isStale({ statements }: Query, tables: Answer, derived: Answer): boolean {
  const written = statementOrder(statements.at(-1)!.sql);
  const order = { keys: keyColumns(written, tables.columns), limit: written.limit, skips: written.skips };
  const compared = compareAnswers(tables, derived, order, strict);
  return compared !== 'equal' && compared !== 'needs-ties';
}

async function refresh(
  { database: { config, address } }: ReadyVariant,
  sql: string,
): Promise<{ durationMs: number; walBytes: number | null }> {
  return withConnection(config, address, async (client) => {
    const before = await readServerWork(client);
    const startedAt = performance.now();
    await client.query(sql);
    const durationMs = performance.now() - startedAt;
    await reportOwnStatistics(client);
    return { durationMs, walBytes: workBetween(before, await readServerWork(client))?.walBytes ?? null };
  });
}
