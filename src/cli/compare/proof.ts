import pLimit from 'p-limit';
import { closeAll, openAll } from '../../core/concurrency.ts';
import { classedParameter } from '../../scenario/strata.ts';
import { type ProofArm, ProofConnection } from './proof-arm.ts';
import { ContenderProof, isTimeout, type Proof } from './proof-contender.ts';
import { ProofDraws, type ProofParameters } from './proof-parameters.ts';

export type { ProofArm } from './proof-arm.ts';
export type { Proof } from './proof-contender.ts';
export type { Mismatch } from './proof-mismatch.ts';

export interface ProofOptions {
  readonly seed: number;
  /** How many parameter sets, spread over all strata (METHOD, section 3.1: 50 or more). */
  readonly parameters: number;
  /** Of each statement; what takes longer is not compared. */
  readonly timeoutMs: number;
  /** How many statements run at the same time, over all arms: more than there are cores only make each other late. */
  readonly atOnce: number;
  readonly signal: AbortSignal;
  readonly onProgress?: (tried: number, of: number) => void;
}

/**
 * Compares what each contender answers with what the baseline answers, parameter by parameter, all arms asked for the
 * same. What writes is rolled back, and must be given databases that may get dead rows: not a dataset itself.
 *
 * Fewer parameters are tried where there are no more different ones, where a stratum keeps running into the timeout,
 * and after a contender's first mismatch. Throws a usage error for a query that takes parameters which the baseline
 * does not have, and an environment error when a connection is lost.
 */
export async function proveEquivalence(
  baseline: ProofArm,
  contenders: readonly ProofArm[],
  options: ProofOptions,
): Promise<Proof[]> {
  const arms = [baseline, ...contenders];
  const draws = new ProofDraws(arms, options.seed, Date.now());
  options.signal.throwIfAborted();
  const connections = await openAll(arms.map((arm) => ProofConnection.open(arm, options.timeoutMs)));
  const cut = () => {
    for (const connection of connections) connection.cut();
  };
  options.signal.addEventListener('abort', cut);
  try {
    const [reference, ...others] = connections;
    const proofs = others.map((connection) => new ContenderProof(reference!, connection, draws.strata));
    await tryAll(draws, reference!, proofs, options);
    return proofs.map((proof) => proof.result);
  } catch (error) {
    options.signal.throwIfAborted();
    throw error;
  } finally {
    options.signal.removeEventListener('abort', cut);
    await closeAll(connections);
  }
}

/** One parameter set of each stratum after the other, so that a mismatch shows soon wherever it is. */
async function tryAll(
  draws: ProofDraws,
  baseline: ProofConnection,
  proofs: readonly ContenderProof[],
  { parameters, atOnce, signal, onProgress }: ProofOptions,
): Promise<void> {
  const { query, lists } = baseline.arm;
  const isClassed = classedParameter(query, lists) >= 0;
  const wanted = query.parameters.length === 0 ? 1 : parameters;
  let strata = [...draws.strata];
  let tried = 0;
  while (tried < wanted && strata.length > 0) {
    const done = new Set<string>();
    for (const stratum of strata) {
      if (tried === wanted) break;
      signal.throwIfAborted();
      const open = proofs.filter((proof) => proof.isOpen(stratum));
      const drawn = open.length > 0 ? draws.next(stratum) : undefined;
      if (!drawn) {
        done.add(stratum);
        continue;
      }
      await tryOne(drawn, baseline, open, proofs, { isClassed, atOnce });
      tried++;
      onProgress?.(tried, wanted);
    }
    strata = strata.filter((stratum) => !done.has(stratum));
  }
}

/**
 * Arms that read are asked at the same time; those that write one after the other, since they may share a database. A
 * contender whose turn comes when the baseline has timed out is not asked any more: there is nothing to compare with.
 */
async function tryOne(
  { stratum, values }: ProofParameters,
  baseline: ProofConnection,
  open: readonly ContenderProof[],
  proofs: readonly ContenderProof[],
  { isClassed, atOnce }: { isClassed: boolean; atOnce: number },
): Promise<void> {
  const valuesOf = (proof: ContenderProof) => values[proofs.indexOf(proof) + 1]!;
  const writes = [baseline, ...open.map(({ contender }) => contender)].some(({ arm }) => arm.query.writes);
  const limit = pLimit(writes ? 1 : atOnce);
  let isLate = false;
  const askBaseline = async () => {
    const answer = await baseline.fetch(values[0]!);
    isLate = isTimeout(answer);
    return answer;
  };
  const ask = async (proof: ContenderProof) => (isLate ? undefined : proof.contender.fetch(valuesOf(proof)));
  const [reference, answers] = await Promise.all([
    limit(askBaseline),
    Promise.all(open.map((proof) => limit(ask, proof))),
  ]);
  for (const [index, proof] of open.entries()) {
    const place = { stratum, isClassed, baseline: values[0]!, contender: valuesOf(proof) };
    await proof.judge(place, reference, answers[index]);
  }
}
