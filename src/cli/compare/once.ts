import { type LogRatio, pairLogRatio } from '../../analysis/compare/censored-ratio.ts';
import { blocksWanted } from '../../analysis/compare/stopping-rule.ts';
import { Stream } from '../../core/random.ts';
import { nsPerMs } from '../../core/units.ts';
import { ArmOrder } from '../../engine/paired/arm-order.ts';
import { contender as contenderArm } from '../../engine/paired/arms.ts';
import { boundsInFile } from '../../report/comparison/block.ts';
import type { Contrast } from '../../report/comparison/contrast.ts';
import type { OnceFigures, OncePair } from '../../report/comparison/once.ts';
import type { ComparisonContext } from './comparison-context.ts';
import { type FreshCopy, withFreshCopies } from './once-copies.ts';
import { type Effect, proveEffect } from './once-effect.ts';
import { OnceFailure } from './once-operation.ts';
import { describeOnce } from './once-result.ts';
import { sampleOnce } from './once-sample.ts';
import { drawOnce } from './once-values.ts';
import type { Values } from './proof-arm.ts';
import type { ReadyArm } from './ready-arm.ts';

/**
 * Operations that use up what they work on (`-- @once`): proves that both arms leave the same rows, then runs each once
 * on a fresh copy of its design, pair after pair, until the stopping rule has enough. A pair is a block. Never both arms
 * at once; each two pairs hold both orders.
 */
export async function compareOnce(
  baseline: ReadyArm,
  contender: ReadyArm,
  context: ComparisonContext,
): Promise<Contrast> {
  const arm = contender.plan.name;
  const bare = {
    arm,
    reason: null,
    proof: null,
    latency: null,
    throughput: null,
    once: null,
    planDifference: [],
  };
  if (context.signal.aborted) return { ...bare, status: 'not reached' };
  const arms = [baseline, contender] as const;
  try {
    const outcome = await withFreshCopies(
      arms,
      (design) => context.designs.writable(design),
      (copies) => measure(arms, copies, context),
    );
    return { ...bare, ...outcome };
  } catch (error) {
    if (context.signal.aborted) return { ...bare, status: 'not reached' };
    if (!(error instanceof OnceFailure)) throw error;
    return { ...bare, status: 'failed', reason: { text: error.message, remedy: null } };
  }
}

type Arms = readonly [ReadyArm, ReadyArm];
type Copies = readonly [FreshCopy, FreshCopy];

async function measure(
  [baseline, contender]: Arms,
  copies: Copies,
  context: ComparisonContext,
): Promise<Pick<Contrast, 'status'> & Partial<Contrast>> {
  const { options, progress, signal } = context;
  const values = drawOnce(baseline, contender, options);
  progress.step(`comparing what ${baseline.plan.name} and ${contender.plan.name} leave`);
  const effect = await proveEffect(
    [
      { arm: baseline, copy: await copies[0].next(), values: values[0] },
      { arm: contender, copy: await copies[1].next(), values: values[1] },
    ],
    context,
  );
  if (effect.kind !== 'same') return { status: effect.kind, reason: { text: effect.text, remedy: null } };
  const bar = progress.contrast(baseline.plan.name, contender.plan.name);
  const order = new ArmOrder(new Stream(options.seed, 'order of once').sequence(0));
  const pairs: OncePair[] = [];
  const ratios: LogRatio[] = [];
  while (!signal.aborted && blocksWanted(ratios, options.margin) !== null) {
    const contenderFirst = order.next() === contenderArm;
    const pair = await runPair([baseline, contender], copies, { values, contenderFirst, effect }, context);
    if (!pair) break;
    const time = ratioOf(pair.baseline, pair.contender);
    bar.add(time);
    ratios.push(time);
    pairs.push({ contenderFirst, time: boundsInFile(time), ...pair });
  }
  if (pairs.length === 0) return { status: 'not reached' };
  const once = describeOnce(pairs, ratios, effect, options.margin);
  bar.end(once.time);
  const reason = signal.aborted ? { text: 'stopped by a signal', remedy: null } : null;
  return { status: 'measured', reason, once };
}

interface Turn {
  readonly values: readonly [Values, Values];
  readonly contenderFirst: boolean;
  readonly effect: Extract<Effect, { kind: 'same' }>;
}

/** Undefined when it was interrupted. */
async function runPair(
  arms: Arms,
  copies: Copies,
  { values, contenderFirst, effect }: Turn,
  context: ComparisonContext,
): Promise<Pick<OncePair, 'baseline' | 'contender'> | undefined> {
  const tables = effect.changed.map(({ table }) => table);
  const figures: OnceFigures[] = [];
  try {
    for (const side of contenderFirst ? ([1, 0] as const) : ([0, 1] as const)) {
      const copy = await copies[side].next();
      figures[side] = await sampleOnce(arms[side], copy, { values: values[side], tables }, context);
    }
  } catch (error) {
    if (context.signal.aborted) return undefined;
    throw error;
  }
  return { baseline: figures[0]!, contender: figures[1]! };
}

function ratioOf(baseline: OnceFigures, contender: OnceFigures): LogRatio {
  const timing = ({ durationMs, timedOut }: OnceFigures) => ({
    durationNs: durationMs * nsPerMs,
    isCensored: timedOut,
  });
  return pairLogRatio(timing(baseline), timing(contender));
}
