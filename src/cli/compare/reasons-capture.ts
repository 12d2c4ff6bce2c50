import { parsePlans } from '../../analysis/plan/parse-plan.ts';
import type { PartitionNames } from '../../analysis/plan/partitions.ts';
import { planFingerprint } from '../../analysis/plan/plan-fingerprint.ts';
import type { Plan } from '../../analysis/plan/plan-node.ts';
import { type PlanWork, planWork } from '../../analysis/plan/plan-work.ts';
import { type Client, connect, cutConnection } from '../../database/connect.ts';
import { readPartitionNames } from '../../database/partition-names.ts';
import { type CapturedPlan, capturePlans } from '../../database/plan-capture.ts';
import { applySessionSettings } from '../../database/session-settings.ts';
import { sessionSettings } from '../load/session-settings.ts';
import type { ProofArm, Values } from './proof-arm.ts';

/** Parameters of one operation, and their class. */
export interface ParameterSet {
  readonly stratum: string;
  /** In the order in which the arm's query declares them. */
  readonly values: Values;
}

/** How one arm answers one parameter set. */
export interface CapturedOperation {
  readonly stratum: string;
  /** The worst of its statements. */
  readonly outcome: CapturedPlan['outcome'];
  /** The server's, of the statement that timed out or failed. */
  readonly message: string | null;
  /** Of all its statements; null where one was not run to its end. */
  readonly work: PlanWork | null;
  readonly plans: readonly Plan[];
  /** Equal texts are the same plans; empty when not even planning was possible. */
  readonly fingerprint: string;
  /** As the server gave them, a statement each. */
  readonly explain: readonly unknown[];
}

/** How an arm answers all of them. */
export interface ArmCapture {
  readonly arm: string;
  readonly partitions: PartitionNames;
  /** In the order of the parameter sets. */
  readonly operations: readonly CapturedOperation[];
}

export interface CaptureLimits {
  /** For each statement; what takes longer is explained without running it. */
  readonly timeoutMs: number;
  /** After so long nothing more is run, and the rest explained only. */
  readonly budgetMs: number;
  readonly signal: AbortSignal;
}

const outcomes = ['done', 'not run', 'timed out', 'failed'] as const;

/**
 * The plans and the work of one arm for each of the parameter sets, on a connection with the arm's settings. Whatever a
 * query writes is rolled back. Throws a BenchError when the arm cannot be reached, and the signal's reason when aborted.
 */
export async function captureArm(
  arm: ProofArm,
  sets: readonly ParameterSet[],
  limits: CaptureLimits,
): Promise<ArmCapture> {
  limits.signal.throwIfAborted();
  const client = await connect(arm.config, arm.address);
  const cut = () => cutConnection(client);
  limits.signal.addEventListener('abort', cut, { once: true });
  try {
    // It may have come while the connection was made.
    limits.signal.throwIfAborted();
    return await captureOn(client, arm, sets, limits);
  } catch (error) {
    limits.signal.throwIfAborted();
    throw error;
  } finally {
    limits.signal.removeEventListener('abort', cut);
    await client.end().catch(() => {});
  }
}

async function captureOn(
  client: Client,
  arm: ProofArm,
  sets: readonly ParameterSet[],
  { timeoutMs, budgetMs }: CaptureLimits,
): Promise<ArmCapture> {
  const planMode = arm.planMode ?? 'auto';
  const settings = sessionSettings([arm.query], { statementTimeout: timeoutMs, planMode });
  await applySessionSettings(client, { ...settings, others: { ...settings.others, ...arm.settings } });
  const partitions = await readPartitionNames(client);
  const operations: CapturedOperation[] = [];
  const end = performance.now() + budgetMs;
  for (const { stratum, values } of sets) {
    const analyze = performance.now() < end;
    const captured = await capturePlans(client, arm.query.statements, values, {
      timeoutMs,
      planMode,
      analyze,
    });
    operations.push(operationOf(stratum, captured, partitions));
  }
  return { arm: arm.name, partitions, operations };
}

function operationOf(
  stratum: string,
  captured: readonly CapturedPlan[],
  partitions: PartitionNames,
): CapturedOperation {
  const plans = captured.flatMap(({ json }) => (json === null ? [] : parsePlans(json)));
  const outcome = outcomes.findLast((each) => captured.some((plan) => plan.outcome === each))!;
  return {
    stratum,
    outcome,
    message: captured.find((plan) => plan.outcome === outcome)!.message,
    work: outcome === 'done' ? planWork(plans) : null,
    plans,
    fingerprint: planFingerprint(plans, partitions),
    explain: captured.map(({ json }) => json),
  };
}
