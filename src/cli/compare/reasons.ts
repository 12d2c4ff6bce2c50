import { tableOf } from '../../analysis/plan/partitions.ts';
import { planDifference } from '../../analysis/plan/plan-difference.ts';
import { nodesOf } from '../../analysis/plan/plan-node.ts';
import { planTree } from '../../analysis/plan/plan-tree.ts';
import { median } from '../../core/statistics.ts';
import type { ProofArm } from './proof-arm.ts';
import { ProofDraws, type ProofParameters } from './proof-parameters.ts';
import {
  type ArmCapture,
  type CapturedOperation,
  type CaptureLimits,
  captureArms,
} from './reasons-capture.ts';

/** Why an arm is fast or slow: what it makes the server do, and how. Plain data. */
export interface ArmReasons {
  readonly arm: string;
  /** How many parameter sets came to which end; only those `done` have work. */
  readonly outcomes: Readonly<Record<CapturedOperation['outcome'], number>>;
  /** Of the first operation that failed, the server's message. */
  readonly failure: string | null;
  /** Null when none was run to its end. */
  readonly work: ReasonWork | null;
  /** The same over those parameters that this arm and the baseline ran to their end; null when there are none. */
  readonly paired: { readonly baseline: ReasonWork; readonly contender: ReasonWork } | null;
  /** For the same parameters on every arm; null when it could not be planned. */
  readonly plan: ReasonPlan | null;
  /** Tables that any of its plans reads, by name; partitions by their table's. */
  readonly tables: readonly string[];
  /** What `plan` does otherwise than the baseline's, a sentence each; empty for the baseline. */
  readonly differences: readonly string[];
}

/** Work of one operation: the median over parameter sets, as many of each stratum, whatever their share of a run. */
export interface ReasonWork {
  /** Parameter sets that it is taken from. */
  readonly parameters: number;
  readonly sharedBlocks: number;
  readonly rowsExamined: number;
  readonly tempBlocks: number;
  readonly walRecords: number;
  readonly walBytes: number;
  /** The worst of all, not the median: how many times the planner was off. Null when no plan can tell. */
  readonly worstEstimateError: number | null;
}

export interface ReasonPlan {
  /** Equal texts are the same plan, whatever its costs. */
  readonly fingerprint: string;
  /** A line a node, indented; for several statements one after another. */
  readonly tree: readonly string[];
  readonly stratum: string;
  /** Whether its rows are what happened, or what the planner expects. */
  readonly isAnalyzed: boolean;
  /** Parameter sets that were planned, and those of them with this plan. */
  readonly captures: number;
  readonly same: number;
  /** EXPLAIN's JSON, a statement each. */
  readonly explain: readonly unknown[];
}

export interface ReasonsOptions extends CaptureLimits {
  readonly seed: number;
  /** Parameter sets, divided among the strata. */
  readonly parameters: number;
  /** The only one whose parameters are drawn. */
  readonly stratum?: string | undefined;
  /** For keys of new rows. */
  readonly nowMs: number;
}

/** Characters of a line of a tree. */
const treeWidth = 100;

/**
 * Explains the same parameters on every arm, the baseline first: the first of those that the proof of equal answers
 * compares, in turn from all strata. Not to be called during a measurement. Throws as {@link captureArms}.
 */
export async function findReasons(arms: readonly ProofArm[], options: ReasonsOptions): Promise<ArmReasons[]> {
  return reasonsOf(await captureArms(arms, drawParameterSets(arms, options), options));
}

/** Parameters for all arms, the baseline's first, in turn from all strata, or of one; fewer where there are no more. */
export function drawParameterSets(
  arms: readonly ProofArm[],
  { seed, parameters, stratum, nowMs }: Pick<ReasonsOptions, 'seed' | 'parameters' | 'stratum' | 'nowMs'>,
): ProofParameters[] {
  const draws = new ProofDraws(arms, seed, nowMs);
  const sets: ProofParameters[] = [];
  let strata = draws.strata.filter((each) => stratum === undefined || each === stratum);
  while (strata.length > 0 && sets.length < parameters) {
    // A stratum that has no more leaves its turns to the others.
    strata = strata.filter((stratum) => {
      if (sets.length >= parameters) return false;
      const set = draws.next(stratum);
      if (set) sets.push(set);
      return set !== undefined;
    });
  }
  return sets;
}

/** What the captures of all arms say, the baseline's first. */
export function reasonsOf(captures: readonly ArmCapture[]): ArmReasons[] {
  const [baseline] = captures as [ArmCapture];
  const shown = representativeSet(captures);
  const sideOf = ({ operations, partitions }: ArmCapture) => ({
    plans: operations[shown]!.plans,
    partitions,
  });
  return captures.map((capture) => {
    const { arm, operations } = capture;
    const ends = (outcome: CapturedOperation['outcome']) =>
      operations.filter((operation) => operation.outcome === outcome).length;
    const isBaseline = capture === baseline;
    return {
      arm,
      outcomes: {
        done: ends('done'),
        'timed out': ends('timed out'),
        failed: ends('failed'),
        'not run': ends('not run'),
      },
      failure: operations.find(({ outcome }) => outcome === 'failed')?.message ?? null,
      work: workOf(operations),
      paired: isBaseline ? null : pairedWork(baseline, capture),
      plan: shown < 0 ? null : planOf(capture, shown),
      tables: tablesOf(capture),
      differences: isBaseline || shown < 0 ? [] : planDifference(sideOf(baseline), sideOf(capture)),
    };
  });
}

function pairedWork(baseline: ArmCapture, contender: ArmCapture): ArmReasons['paired'] {
  const isRun = (_: unknown, index: number) =>
    baseline.operations[index]!.work !== null && contender.operations[index]!.work !== null;
  const [from, to] = [baseline, contender].map(({ operations }) => workOf(operations.filter(isRun)));
  return from && to ? { baseline: from, contender: to } : null;
}

function workOf(operations: readonly CapturedOperation[]): ReasonWork | null {
  const works = operations.flatMap(({ work }) => (work ? [work] : []));
  if (works.length === 0) return null;
  const middle = (figure: (work: (typeof works)[number]) => number) => median(works.map(figure));
  const errors = works.flatMap(({ worstEstimate }) => (worstEstimate ? [worstEstimate.ratio] : []));
  return {
    parameters: works.length,
    sharedBlocks: middle((work) => work.sharedBlocks),
    rowsExamined: middle((work) => work.rowsExamined),
    tempBlocks: middle((work) => work.tempBlocks),
    walRecords: middle((work) => work.walRecords),
    walBytes: middle((work) => work.walBytes),
    worstEstimateError: errors.length > 0 ? Math.max(...errors) : null,
  };
}

/**
 * The parameter set whose plans are shown: one that most arms ran to its end, with the plan that the baseline has most
 * often, and of these the one in the middle of the work. -1 when there are none that could be planned.
 */
function representativeSet(captures: readonly ArmCapture[]): number {
  const { operations } = captures[0]!;
  let candidates = [...operations.keys()].filter((set) =>
    captures.every((capture) => capture.operations[set]!.plans.length > 0),
  );
  const runs = (set: number) => captures.filter((capture) => capture.operations[set]!.work).length;
  candidates = withMost(candidates, runs);
  candidates = withMost(candidates, (set) => alike(operations, operations[set]!.fingerprint));
  const effort = (set: number) =>
    captures.map((capture) => capture.operations[set]!.work).find((work) => work !== null)?.sharedBlocks ?? 0;
  candidates.sort((a, b) => effort(a) - effort(b) || a - b);
  return candidates[Math.floor((candidates.length - 1) / 2)] ?? -1;
}

function withMost(sets: readonly number[], count: (set: number) => number): number[] {
  const most = Math.max(...sets.map(count));
  return sets.filter((set) => count(set) === most);
}

function alike(operations: readonly CapturedOperation[], fingerprint: string): number {
  return operations.filter((operation) => operation.fingerprint === fingerprint).length;
}

function planOf({ operations, partitions }: ArmCapture, set: number): ReasonPlan {
  const { plans, fingerprint, stratum, explain } = operations[set]!;
  return {
    fingerprint,
    tree: plans.flatMap((plan) => planTree(plan, treeWidth, partitions)),
    stratum,
    isAnalyzed: plans.every(({ isAnalyzed }) => isAnalyzed),
    captures: operations.filter((operation) => operation.plans.length > 0).length,
    same: alike(operations, fingerprint),
    explain,
  };
}

function tablesOf({ operations, partitions }: ArmCapture): string[] {
  const nodes = operations.flatMap(({ plans }) => plans.flatMap(({ root }) => nodesOf(root)));
  const names = nodes.map((node) => tableOf(node, partitions)).filter((name) => name !== null);
  return [...new Set(names)].sort();
}
