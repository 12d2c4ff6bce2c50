import type { Arm } from '../../report/comparison/arm.ts';
import { sqlHash } from '../sql-hash.ts';
import { proofArmOf } from './arm-proof.ts';
import type { ComparisonContext } from './comparison-context.ts';
import type { ReadyArm } from './ready-arm.ts';
import { type ArmReasons, findReasons } from './reasons.ts';

/** Parameter sets that are explained, over all strata. */
const parameters = 20;
/** Of all arms together: from there on they are only planned. */
const budgetMs = 10_000;

/**
 * Why the arms of a question are as fast as they are, the baseline's first. Null for several queries at once, and for
 * what writes: dead rows would be left in what is measured next.
 */
export async function reasonsOf(
  arms: readonly ReadyArm[],
  { options, progress, signal }: ComparisonContext,
): Promise<ArmReasons[] | null> {
  const isPlain = arms.every(({ plan }) => plan.mix.parts.length === 1 && !plan.mix.parts[0]!.query.writes);
  if (!isPlain || signal.aborted) return null;
  try {
    const { seed, stratum, proofTimeout: timeoutMs, clients: atOnce } = options;
    const sides = arms.map((arm) => proofArmOf(arm, 0, arm.design.ready, options));
    progress.step('looking at the plans');
    const limits = { timeoutMs, budgetMs, atOnce, signal };
    return await findReasons(sides, { seed, parameters, stratum, nowMs: Date.now(), ...limits });
  } catch (error) {
    if (!signal.aborted) throw error;
    return null;
  }
}

export function describeArms(arms: readonly ReadyArm[], reasons: readonly ArmReasons[] | null): Arm[] {
  return arms.map(({ plan, design }, index) => ({
    name: plan.name,
    role: index === 0 ? 'baseline' : 'contender',
    variant: design.name,
    query: describeQueries(plan.mix),
    tables: [...(reasons?.[index]?.tables ?? [])],
    work: describeWork(reasons?.[index]),
    plan: describePlan(reasons?.[index]),
  }));
}

function describeQueries({ summary, parts }: ReadyArm['plan']['mix']): Arm['query'] {
  const queries = parts.map(({ query }) => query);
  return {
    name: queries.length === 1 ? queries[0]!.name : 'mix',
    summary,
    file: queries.map(({ file }) => file).join(' '),
    sql: queries.map(({ source }) => source).join('\n'),
    sqlHash: sqlHash({ statements: queries.flatMap(({ statements }) => statements) }),
  };
}

function describeWork(reasons: ArmReasons | undefined): Arm['work'] {
  if (!reasons?.work) return null;
  const { parameters, sharedBlocks, rowsExamined, tempBlocks, worstEstimateError } = reasons.work;
  return { parameters, sharedBlocks, rowsExamined, tempBlocks, worstEstimateError };
}

function describePlan(reasons: ArmReasons | undefined): Arm['plan'] {
  if (!reasons?.plan) return null;
  const { fingerprint, tree, stratum, captures, same, explain } = reasons.plan;
  return { fingerprint, tree: [...tree], stratum, captures, same, explain };
}
