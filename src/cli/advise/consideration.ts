import { tableAccesses } from '../../analysis/plan/conditions-access.ts';
import { parsePlans } from '../../analysis/plan/parse-plan.ts';
import { withConnection } from '../../database/connect.ts';
import { availableExtensions, readColumns } from '../../database/hypothetical-columns.ts';
import { hasHypotheticalIndexes } from '../../database/hypothetical-index.ts';
import { readIndexes } from '../../database/index-report-catalogue.ts';
import { listsOfArm } from '../compare/arm-lists.ts';
import { proofArmOf } from '../compare/arm-proof.ts';
import type { ArmPlans } from '../compare/arms.ts';
import type { ComparisonContext } from '../compare/comparison-context.ts';
import type { Design } from '../compare/designs.ts';
import { drawParameterSets } from '../compare/reasons.ts';
import { type ArmCapture, captureArms } from '../compare/reasons-capture.ts';
import { type Candidate, candidateText } from './candidate.ts';
import { candidatesFor, type Surroundings, type WantedAccess } from './candidates.ts';
import { type Choice, chooseCandidates } from './choice.ts';
import { existingFor } from './existing.ts';
import { type Trial, type TriedQuery, tryCandidates } from './trial.ts';

/** Parameter sets of each query, over all strata. */
const parameters = 12;
/** Of each query: what has taken so long is only planned from there on. */
const budgetMs = 10_000;
/** Making an index takes its time: of those that are thought of, so many are tried. */
const mostTrials = 24;

export interface Consideration extends Choice {
  readonly isHypothetical: boolean;
}

/** Thinks of indexes for the queries of a design, asks the planner about each, and chooses those to be measured. */
export async function considerIndexes(
  plans: readonly ArmPlans[],
  base: Design,
  most: number,
  context: ComparisonContext,
): Promise<Consideration> {
  const explained = await explainQueries(plans, base, context);
  const { config, address } = base.ready.database;
  const { surroundings, isHypothetical } = await withConnection(config, address, async (client) => ({
    surroundings: {
      columns: await readColumns(client),
      indexes: await readIndexes(client),
      extensions: await availableExtensions(client),
    },
    isHypothetical: await hasHypotheticalIndexes(client),
  }));
  const { candidates, left } = newCandidates(explained.flatMap(wantedOf), surroundings);
  const queries = explained.map(({ query }) => query);
  const trials = await tryAll(candidates, queries, base, isHypothetical, context);
  const choice = chooseCandidates(trials, most);
  return { ...choice, left: [...choice.left, ...left], isHypothetical };
}

interface Explained {
  readonly query: TriedQuery;
  readonly capture: ArmCapture;
}

async function explainQueries(
  plans: readonly ArmPlans[],
  base: Design,
  { options, progress, signal }: ComparisonContext,
): Promise<Explained[]> {
  const explained: Explained[] = [];
  for (const { scenario, arms } of plans) {
    progress.begin(scenario);
    const plan = arms[0]!;
    const lists = await listsOfArm(plan, base.ready.database);
    for (const [part, { query, weight }] of plan.mix.parts.entries()) {
      progress.step(`looking at the plans of ${query.scenario}`);
      const arm = proofArmOf({ plan, design: base, lists }, part, base.ready, options);
      const { seed, stratum } = options;
      const sets = drawParameterSets([arm], { seed, parameters, stratum, nowMs: Date.now() });
      // What writes is planned only: it would leave dead rows in what is measured next.
      const limits = {
        timeoutMs: options.proofTimeout,
        budgetMs: query.writes ? -1 : budgetMs,
        atOnce: 1,
        signal,
      };
      const [capture] = (await captureArms([arm], sets, limits)) as [ArmCapture];
      explained.push({ query: { scenario, arm, weight, sets }, capture });
    }
  }
  return explained;
}

function wantedOf({ query: { arm }, capture: { operations, partitions } }: Explained): WantedAccess[] {
  return operations.flatMap(({ explain }) =>
    explain.flatMap((json, statement) => {
      const { sql } = arm.query.statements[statement]!;
      return (json === null ? [] : parsePlans(json)).flatMap((plan) => {
        const accesses = tableAccesses(plan, partitions);
        return accesses.map((access) => ({ access, sql, isAlone: accesses.length === 1 }));
      });
    }),
  );
}

function newCandidates(
  wanted: readonly WantedAccess[],
  surroundings: Surroundings,
): { candidates: Candidate[]; left: { statement: string; reason: string }[] } {
  const left: { statement: string; reason: string }[] = [];
  const candidates = candidatesFor(wanted, surroundings).filter((candidate) => {
    const existing = existingFor(candidate, surroundings.indexes);
    if (existing) left.push({ statement: candidateText(candidate), reason: `${existing} does it already` });
    return existing === undefined;
  });
  for (const candidate of candidates.slice(mostTrials)) {
    left.push({
      statement: candidateText(candidate),
      reason: `not tried: ${mostTrials} others read more rows`,
    });
  }
  return { candidates: candidates.slice(0, mostTrials), left };
}

/** With HypoPG where it can; what it cannot pretend, and all where it is not there, is made on a copy. */
async function tryAll(
  candidates: readonly Candidate[],
  queries: readonly TriedQuery[],
  base: Design,
  isHypothetical: boolean,
  context: ComparisonContext,
): Promise<Trial[]> {
  const { designs, options, progress, signal } = context;
  const onTrial = (done: number, of: number) =>
    progress.step(`asking the planner about index ${done + 1} of ${of}`);
  const limits = { timeoutMs: options.proofTimeout, signal, onTrial };
  const pretended = isHypothetical
    ? await tryCandidates(base.ready.database, 'hypothetical', candidates, queries, limits)
    : [];
  const known = pretended.filter(({ sizeBytes }) => sizeBytes !== null);
  const others = candidates.filter((candidate) => !known.some((trial) => trial.candidate === candidate));
  if (others.length === 0) return known;
  const scratch = await designs.writable(base);
  try {
    return [...known, ...(await tryCandidates(scratch.database, 'real', others, queries, limits))];
  } finally {
    await scratch.copy?.drop();
  }
}
