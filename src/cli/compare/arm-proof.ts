import type { Contrast } from '../../report/comparison/contrast.ts';
import type { Proof as DescribedProof } from '../../report/comparison/proof.ts';
import type { ReadyVariant } from '../variants/ready-variant.ts';
import type { CompareOptions } from './compare-options.ts';
import type { ComparisonContext } from './comparison-context.ts';
import { proveEquivalence } from './proof.ts';
import type { ProofArm } from './proof-arm.ts';
import type { Proof } from './proof-contender.ts';
import type { ReadyArm } from './ready-arm.ts';

/** A proof, or why there is none. */
export type ProofOutcome =
  | { readonly proof: DescribedProof; readonly isEnough: boolean }
  | { readonly proof: null; readonly reason: Contrast['reason'] };

/** So many answers, at least, must have been compared and found equal before anything is timed. */
const leastCompared = 10;

/**
 * Whether each contender gives the answers of the baseline, to every query of its mix. Failures to ask are outcomes too:
 * one contender that cannot be asked does not spoil the others.
 */
export async function proveArms(
  baseline: ReadyArm,
  contenders: readonly ReadyArm[],
  context: ComparisonContext,
): Promise<ProofOutcome[]> {
  try {
    return await proveAll(baseline, contenders, context);
  } catch (error) {
    if (!context.signal.aborted) throw error;
    return contenders.map(() => ({ proof: null, reason: null }));
  }
}

async function proveAll(
  baseline: ReadyArm,
  contenders: readonly ReadyArm[],
  context: ComparisonContext,
): Promise<ProofOutcome[]> {
  const writes = baseline.plan.mix.parts.some(({ query }) => query.writes);
  const proofs: Proof[][] = contenders.map(() => []);
  if (writes) {
    // What is rolled back leaves dead rows all the same: in copies, which are dropped.
    for (const [index, contender] of contenders.entries()) {
      await context.writable.with([baseline, contender], true, async (_, copies) => {
        for (const part of baseline.plan.mix.parts.keys()) {
          const arms = [
            proofArmOf(baseline, part, copies[0]!, context.options),
            proofArmOf(contender, part, copies[1]!, context.options),
          ] as const;
          proofs[index]!.push(...(await prove(arms[0], [arms[1]], context)));
        }
      });
    }
  } else {
    for (const part of baseline.plan.mix.parts.keys()) {
      const others = contenders.map((contender) =>
        proofArmOf(contender, part, contender.design.ready, context.options),
      );
      const found = await prove(
        proofArmOf(baseline, part, baseline.design.ready, context.options),
        others,
        context,
      );
      for (const [index, proof] of found.entries()) proofs[index]!.push(proof);
    }
  }
  return proofs.map((all) => outcomeOf(all));
}

function prove(
  baseline: ProofArm,
  contenders: readonly ProofArm[],
  { options, progress, signal }: ComparisonContext,
): Promise<Proof[]> {
  return proveEquivalence(baseline, contenders, {
    seed: options.seed,
    parameters: options.proof,
    timeoutMs: options.proofTimeout,
    atOnce: options.clients,
    signal,
    onProgress: (tried, of) => progress.proof(tried, of),
  });
}

/** One query of an arm, on its design or a copy of it. */
export function proofArmOf(
  { plan, lists }: ReadyArm,
  part: number,
  { database, settings, world }: ReadyVariant,
  { planMode }: Pick<CompareOptions, 'planMode'>,
): ProofArm {
  return {
    name: plan.name,
    ...database,
    query: plan.mix.parts[part]!.query,
    settings,
    world: world.options,
    lists: lists[part]!,
    planMode,
  };
}

function outcomeOf(proofs: readonly Proof[]): ProofOutcome {
  const isEnough = proofs.every(
    ({ parameters, compared }) => compared >= Math.min(leastCompared, parameters),
  );
  return { proof: describeProofs(proofs), isEnough };
}

/** Of all queries of a mix together. */
function describeProofs(proofs: readonly Proof[]): DescribedProof {
  const sum = (figure: (proof: Proof) => number) => proofs.reduce((total, proof) => total + figure(proof), 0);
  const mismatch = proofs.map((proof) => proof.mismatch).find((found) => found !== null);
  return {
    parameters: sum(({ parameters }) => parameters),
    compared: sum(({ compared }) => compared),
    timedOut: {
      baseline: sum(({ timedOut }) => timedOut.baseline),
      contender: sum(({ timedOut }) => timedOut.contender),
    },
    undecided: sum(({ undecided }) => undecided),
    strata: proofs.flatMap(({ strata }) =>
      strata.map(({ stratum, parameters, compared }) => ({ stratum, parameters, compared })),
    ),
    omittedColumns: [...new Set(proofs.flatMap(({ omittedColumns }) => omittedColumns))],
    mismatch: mismatch ? describeMismatch(mismatch) : null,
  };
}

function describeMismatch(mismatch: NonNullable<Proof['mismatch']>): DescribedProof['mismatch'] {
  const { arm: _, kind: __, columns, baseline, contender, parameters, ...rest } = mismatch;
  return {
    ...rest,
    parameters: { ...parameters },
    columns: [...columns],
    baseline: baseline && [...baseline],
    contender: contender && [...contender],
  };
}
