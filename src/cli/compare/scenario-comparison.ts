import { stoppingRule } from '../../analysis/compare/stopping-rule.ts';
import { defaultBlockSize } from '../../engine/paired/block-size.ts';
import { defaultSliceSize } from '../../engine/paired/slice.ts';
import type { ComparedScenario } from '../../report/comparison/comparison.ts';
import type { Contrast } from '../../report/comparison/contrast.ts';
import type { Proof } from '../../report/comparison/proof.ts';
import { type ArmLists, listsOfArm } from './arm-lists.ts';
import { placeOf } from './arm-place.ts';
import { proveArms } from './arm-proof.ts';
import { describeArms, reasonsOf } from './arm-reasons.ts';
import type { ArmPlan, ArmPlans } from './arms.ts';
import type { CompareOptions } from './compare-options.ts';
import type { CompareProgress } from './compare-progress.ts';
import { describePairs, describeSlices, wantedPairs, wantedSlices } from './contrast.ts';
import type { Design, Designs } from './designs.ts';
import { compareOnce } from './once.ts';
import { runPairs } from './pairs.ts';
import { isOnce, isPaired } from './question.ts';
import { runSlices } from './slices.ts';
import type { WritableDesigns } from './writable-designs.ts';

/** An arm that is ready to run. */
export interface ReadyArm {
  readonly plan: ArmPlan;
  readonly design: Design;
  /** By part of its mix. */
  readonly lists: ArmLists;
}

export interface ComparisonContext {
  readonly designs: Designs;
  readonly writable: WritableDesigns;
  readonly options: CompareOptions;
  readonly progress: CompareProgress;
  readonly signal: AbortSignal;
}

/** Proves every contender of a question equal to its baseline, measures it against it, and looks for the reasons. */
export async function compareScenario(
  { scenario, arms: plans, left }: ArmPlans,
  context: ComparisonContext,
): Promise<ComparedScenario> {
  const arms: ReadyArm[] = [];
  for (const plan of plans) {
    const design = context.designs.of(plan);
    arms.push({ plan, design, lists: await listsOfArm(plan, design.ready.database) });
  }
  const [baseline, ...contenders] = arms as [ReadyArm, ...ReadyArm[]];
  if (isOnce({ scenario, arms: plans, left })) {
    const contrasts: Contrast[] = [];
    for (const contender of contenders) contrasts.push(await compareOnce(baseline, contender, context));
    return { scenario, arms: describeArms(arms, null), left: [...left], contrasts };
  }
  const proofs = await proveArms(baseline, contenders, context);
  // Of nothing but different answers there is nothing to explain.
  const isAnyProven = proofs.some(({ proof }) => proof !== null && proof.mismatch === null);
  const reasons = isAnyProven ? await reasonsOf(arms, context) : null;
  const contrasts: Contrast[] = [];
  for (const [index, contender] of contenders.entries()) {
    const contrast = await contrastOf(
      { scenario, arms: plans, left },
      baseline,
      contender,
      proofs[index]!,
      context,
    );
    const isMeasured = contrast.status === 'measured';
    contrasts.push({
      ...contrast,
      planDifference: isMeasured ? [...(reasons?.[index + 1]?.differences ?? [])] : [],
    });
  }
  return { scenario, arms: describeArms(arms, reasons), left: [...left], contrasts };
}

type Measured = Pick<Contrast, 'latency' | 'throughput'>;

/** A proof, or why there is none. */
export type ProofOutcome =
  | { readonly proof: Proof; readonly isEnough: boolean }
  | { readonly proof: null; readonly reason: Contrast['reason'] };

async function contrastOf(
  plans: ArmPlans,
  baseline: ReadyArm,
  contender: ReadyArm,
  outcome: ProofOutcome,
  context: ComparisonContext,
): Promise<Contrast> {
  const { proof } = outcome;
  const bare = { arm: contender.plan.name, proof, latency: null, throughput: null, planDifference: [] };
  if (context.signal.aborted) return { ...bare, status: 'not reached', reason: null };
  if (!proof) return { ...bare, status: 'failed', reason: outcome.reason };
  if (proof.mismatch) return { ...bare, status: 'different', reason: null };
  if (!outcome.isEnough) {
    const text = `answers to ${proof.compared} of ${proof.parameters} parameters could be compared: the others timed out, or could not be told from ties`;
    return {
      ...bare,
      status: 'unproven',
      reason: {
        text,
        remedy: 'give them more time (--proof-timeout 30s), or prove them on a smaller --scale',
      },
    };
  }
  const measured = isPaired(plans)
    ? await inPairs(baseline, contender, context)
    : await inSlices(baseline, contender, context);
  return { ...bare, ...measured };
}

/** What came of a contender: its figures, and why there are none, or fewer. */
type Outcome = Measured & Pick<Contrast, 'status' | 'reason'>;

async function inPairs(
  baseline: ReadyArm,
  contender: ReadyArm,
  context: ComparisonContext,
): Promise<Outcome> {
  const { options, progress, signal } = context;
  const bar = progress.contrast(baseline.plan.name, contender.plan.name);
  const outcome = await runPairs(
    {
      ...loadOf(options),
      clients: options.clients,
      baseline: pairedArm(baseline),
      contender: pairedArm(contender),
      size: defaultBlockSize,
    },
    {
      wanted: wantedPairs(options.margin),
      onBlock: (block) => bar.add(block.median),
      signal,
    },
  );
  if (outcome.blocks.length === 0)
    return { ...nothing(outcome.end, signal), latency: null, throughput: null };
  const latency = describePairs(outcome, options.margin, options.seed);
  bar.end(latency.median);
  return { ...endOf(outcome.end), latency, throughput: null };
}

async function inSlices(
  baseline: ReadyArm,
  contender: ReadyArm,
  context: ComparisonContext,
): Promise<Outcome> {
  const { options, progress, signal, writable } = context;
  const bar = progress.contrast(baseline.plan.name, contender.plan.name);
  const writes = baseline.plan.mix.parts.some(({ query }) => query.writes);
  const outcome = await writable.with([baseline, contender], writes, (places) =>
    runSlices(
      {
        ...loadOf(options),
        clients: options.sliceClients,
        baseline: { ...places[0], parts: partsOf(baseline), runNumber: writes ? 1 : 0 },
        contender: { ...places[1], parts: partsOf(contender), runNumber: writes ? 1 : 0 },
        size: { ...defaultSliceSize, sliceMs: options.slice },
      },
      {
        wanted: wantedSlices(options.margin),
        onPair: (pair) => pair.throughput && bar.add(pair.throughput),
        mayPauseAutovacuum: true,
        signal,
      },
    ),
  );
  if (outcome.pairs.length === 0) return { ...nothing(outcome.end, signal), latency: null, throughput: null };
  const throughput = describeSlices(outcome, {
    clients: options.sliceClients,
    sliceMs: options.slice,
    dropShare: defaultSliceSize.dropShare,
    margin: options.margin,
    parts: baseline.plan.mix.parts,
  });
  bar.end(throughput.throughput ?? throughput.p50);
  return { ...endOf(outcome.end), latency: null, throughput };
}

export function loadOf({ seed, statementTimeout, warmup, planMode, stratum }: CompareOptions) {
  return { seed, statementTimeoutMs: statementTimeout, warmupMs: warmup, planMode, stratum };
}

function pairedArm({ plan, design, lists }: ReadyArm) {
  return { ...placeOf(design.ready), query: plan.mix.parts[0]!.query, lists: lists[0]! };
}

function partsOf({ plan, lists }: ReadyArm) {
  return plan.mix.parts.map(({ query, weight }, part) => ({ query, weight, lists: lists[part]! }));
}

type End = Awaited<ReturnType<typeof runPairs>>['end'];

export function endOf(end: End): Pick<Contrast, 'status' | 'reason'> {
  if (end.reason === 'completed') return { status: 'measured', reason: null };
  return { status: 'measured', reason: reasonOf(end) };
}

export function nothing(end: End, signal: AbortSignal): Pick<Contrast, 'status' | 'reason'> {
  return { status: signal.aborted ? 'not reached' : 'failed', reason: reasonOf(end) };
}

function reasonOf(end: End): Contrast['reason'] {
  switch (end.reason) {
    case 'completed':
      return { text: 'there was nothing to compare', remedy: null };
    case 'interrupted':
      return { text: 'stopped by a signal', remedy: null };
    case 'nothing-compared':
      return { text: 'no operation succeeded on both arms', remedy: 'see the errors in the result file' };
    case 'connections-lost':
      return { text: `all connections were lost: ${end.message}`, remedy: "see the server's log" };
  }
}

/** Of the stopping rule, for the result file. */
export const looks: number[] = [...stoppingRule.looks];
