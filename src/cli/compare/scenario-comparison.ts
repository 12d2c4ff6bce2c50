import { blockSizeOf } from '../../engine/paired/block-size.ts';
import type { ComparedScenario } from '../../report/comparison/comparison.ts';
import type { Contrast } from '../../report/comparison/contrast.ts';
import { listsOfArm } from './arm-lists.ts';
import { placeOf } from './arm-place.ts';
import { type ProofOutcome, proveArms } from './arm-proof.ts';
import { describeArms, reasonsOf } from './arm-reasons.ts';
import type { ArmPlans } from './arms.ts';
import { loadOf } from './compare-options.ts';
import type { ComparisonContext } from './comparison-context.ts';
import { describePairs, wantedPairs, wantedSlices } from './contrast.ts';
import { measured, unmeasured } from './contrast-outcome.ts';
import { compareOnce } from './once.ts';
import { runPairs } from './pairs.ts';
import { isOnce, isPaired } from './question.ts';
import type { ReadyArm } from './ready-arm.ts';
import { compareInSlices, type SlicedSide } from './sliced-contrast.ts';

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
  const outcomeOfLoad = isPaired(plans)
    ? await inPairs(baseline, contender, context)
    : await inSlices(baseline, contender, context);
  return { ...bare, ...outcomeOfLoad };
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
      size: blockSizeOf(options.block),
    },
    {
      wanted: wantedPairs(options.margin),
      onBlock: (block) => bar.add(block.median),
      signal,
    },
  );
  if (outcome.blocks.length === 0)
    return { ...unmeasured(outcome.end, signal), latency: null, throughput: null };
  const latency = describePairs(outcome, options.margin, options.seed);
  bar.end(latency.median);
  return { ...measured(outcome.end), latency, throughput: null };
}

async function inSlices(
  baseline: ReadyArm,
  contender: ReadyArm,
  context: ComparisonContext,
): Promise<Outcome> {
  const { options, progress } = context;
  const sides = [sideOf(baseline), sideOf(contender)] as const;
  const { load, ...outcome } = await compareInSlices(
    sides,
    {
      bar: progress.contrast(baseline.plan.name, contender.plan.name),
      wanted: wantedSlices(options.margin),
      stratum: options.stratum,
    },
    context,
  );
  return { ...outcome, latency: null, throughput: load };
}

function pairedArm({ plan, design, lists }: ReadyArm) {
  return { ...placeOf(design.ready), query: plan.mix.parts[0]!.query, lists: lists[0]! };
}

function sideOf({ plan, design, lists }: ReadyArm): SlicedSide {
  const parts = plan.mix.parts.map(({ query, weight }, part) => ({ query, weight, lists: lists[part]! }));
  return { design, parts };
}
