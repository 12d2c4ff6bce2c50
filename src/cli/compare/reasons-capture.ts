import pLimit from 'p-limit';
import { parsePlans } from '../../analysis/plan/parse-plan.ts';
import type { PartitionNames } from '../../analysis/plan/partitions.ts';
import { planFingerprint } from '../../analysis/plan/plan-fingerprint.ts';
import type { Plan } from '../../analysis/plan/plan-node.ts';
import { type PlanWork, planWork } from '../../analysis/plan/plan-work.ts';
import { closeAll, openAll } from '../../core/concurrency.ts';
import { type Client, connect, cutConnection } from '../../database/connect.ts';
import { readPartitionNames } from '../../database/partition-names.ts';
import { type CapturedPlan, capturePlans } from '../../database/plan-capture.ts';
import { applySessionSettings } from '../../database/session-settings.ts';
import { sessionSettings } from '../load/session-settings.ts';
import type { ProofArm, Values } from './proof-arm.ts';
import type { ProofParameters } from './proof-parameters.ts';

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
  /** After so long nothing more is run, on any arm, and the rest explained only. */
  readonly budgetMs: number;
  /** How many statements run at the same time, over all arms. */
  readonly atOnce: number;
  readonly signal: AbortSignal;
}

const outcomes = ['done', 'not run', 'timed out', 'failed'] as const;

/**
 * The plans and the work of every arm for each of the parameter sets. Several arms at the same time, so that times mean
 * nothing; they run the same sets to their ends, as far as each can. Whatever a query writes is rolled back. Throws a
 * BenchError when an arm cannot be reached, and the signal's reason when aborted.
 */
export async function captureArms(
  arms: readonly ProofArm[],
  sets: readonly ProofParameters[],
  { timeoutMs, budgetMs, atOnce, signal }: CaptureLimits,
): Promise<ArmCapture[]> {
  signal.throwIfAborted();
  const connections = await openAll(arms.map((arm) => CaptureConnection.open(arm, timeoutMs)));
  const cut = () => {
    for (const connection of connections) connection.cut();
  };
  signal.addEventListener('abort', cut);
  try {
    // It may have come while the connections were made.
    signal.throwIfAborted();
    const end = performance.now() + budgetMs;
    const limit = pLimit(atOnce);
    for (const { stratum, values } of sets) {
      const analyze = performance.now() < end;
      await Promise.all(
        connections.map((connection, place) =>
          limit(() => connection.explain(stratum, values[place]!, analyze)),
        ),
      );
    }
    return connections.map(({ capture }) => capture);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', cut);
    await closeAll(connections);
  }
}

/** A connection to an arm, with its settings. */
class CaptureConnection {
  readonly #arm: ProofArm;
  readonly #client: Client;
  readonly #timeoutMs: number;
  readonly #partitions: PartitionNames;
  readonly #operations: CapturedOperation[] = [];

  private constructor(arm: ProofArm, client: Client, timeoutMs: number, partitions: PartitionNames) {
    this.#arm = arm;
    this.#client = client;
    this.#timeoutMs = timeoutMs;
    this.#partitions = partitions;
  }

  static async open(arm: ProofArm, timeoutMs: number): Promise<CaptureConnection> {
    const client = await connect(arm.config, arm.address);
    try {
      const planMode = arm.planMode ?? 'auto';
      const settings = sessionSettings([arm.query], { statementTimeout: timeoutMs, planMode });
      await applySessionSettings(client, { ...settings, others: { ...settings.others, ...arm.settings } });
      return new CaptureConnection(arm, client, timeoutMs, await readPartitionNames(client));
    } catch (error) {
      await client.end().catch(() => {});
      throw error;
    }
  }

  /** The next parameter set; without `analyze` it is only planned. */
  async explain(stratum: string, values: Values, analyze: boolean): Promise<void> {
    const { query, planMode = 'auto' } = this.#arm;
    // The first one leaves the entries of the catalogue for all others.
    const alwaysTwice = this.#operations.length === 0;
    const options = { timeoutMs: this.#timeoutMs, planMode, analyze, alwaysTwice };
    const captured = await capturePlans(this.#client, query.statements, values, options);
    this.#operations.push(operationOf(stratum, captured, this.#partitions));
  }

  get capture(): ArmCapture {
    return { arm: this.#arm.name, partitions: this.#partitions, operations: this.#operations };
  }

  cut(): void {
    cutConnection(this.#client);
  }

  async close(): Promise<void> {
    await this.#client.end().catch(() => {});
  }
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
