import { parsePlans } from '../../analysis/plan/parse-plan.ts';
import { indexOf, type PartitionNames } from '../../analysis/plan/partitions.ts';
import { PlanFields } from '../../analysis/plan/plan-fields.ts';
import { nodesOf } from '../../analysis/plan/plan-node.ts';
import { type Client, connect, cutConnection } from '../../database/connect.ts';
import { type TrialManner, withIndex } from '../../database/hypothetical-index.ts';
import { readPartitionNames } from '../../database/partition-names.ts';
import { capturePlans } from '../../database/plan-capture.ts';
import { applySessionSettings } from '../../database/session-settings.ts';
import type { ProofArm } from '../compare/proof-arm.ts';
import type { ProofParameters } from '../compare/proof-parameters.ts';
import { sessionSettings } from '../load/session-settings.ts';
import type { DatabaseAccess } from '../server-access.ts';
import { type Candidate, indexStatements } from './candidate.ts';

/** A query as the planner is asked about it. */
export interface TriedQuery {
  /** The question that it belongs to: a scenario, or a mix. */
  readonly scenario: string;
  readonly arm: ProofArm;
  /** Its share of the whole. */
  readonly weight: number;
  readonly sets: readonly ProofParameters[];
}

/** What the planner makes of a candidate. */
export interface Trial {
  readonly candidate: Candidate;
  /** The questions whose plans would use it. */
  readonly usedBy: readonly string[];
  /** Of the planner's costs, the share that it would save: the mean over parameters, weighted by query. */
  readonly saving: number;
  /** Null where the server refused to make it. */
  readonly sizeBytes: number | null;
}

export interface TrialOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  onTrial(done: number, of: number): void;
}

/**
 * Asks the planner about each candidate alone, in a database to be thrown away, or with HypoPG in any. Rejects when the
 * connection is lost, and with the signal's reason.
 */
export async function tryCandidates(
  { config, address }: DatabaseAccess,
  manner: TrialManner,
  candidates: readonly Candidate[],
  queries: readonly TriedQuery[],
  { timeoutMs, signal, onTrial }: TrialOptions,
): Promise<Trial[]> {
  signal.throwIfAborted();
  const client = await connect(config, address);
  const cut = () => cutConnection(client);
  signal.addEventListener('abort', cut, { once: true });
  try {
    const partitions = await readPartitionNames(client);
    const before = await costsOf(client, queries, timeoutMs, partitions);
    const trials: Trial[] = [];
    for (const candidate of candidates) {
      onTrial(trials.length, candidates.length);
      await restoreSession(client);
      const found = await withIndex(
        client,
        manner,
        indexStatements(candidate),
        async ({ name, sizeBytes }) => {
          const after = await costsOf(client, queries, timeoutMs, partitions);
          await restoreSession(client);
          return {
            usedBy: usersOf(name, after.indexes, queries),
            saving: savingOf(before.costs, after.costs, queries),
            sizeBytes,
          };
        },
      );
      trials.push({ candidate, ...(found ?? { usedBy: [], saving: 0, sizeBytes: null }) });
    }
    return trials;
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', cut);
    await client.end().catch(() => {});
  }
}

/** Indexes are made without the time limit of queries, and may be made at all. */
async function restoreSession(client: Client): Promise<void> {
  await applySessionSettings(client, { statementTimeoutMs: 0, readOnly: false });
}

/** By query and parameter set, null where it cannot be planned. */
type Costs = readonly (readonly (number | null)[])[];

async function costsOf(
  client: Client,
  queries: readonly TriedQuery[],
  timeoutMs: number,
  partitions: PartitionNames,
): Promise<{ costs: Costs; indexes: readonly ReadonlySet<string>[] }> {
  const indexes: Set<string>[] = [];
  const costs: (number | null)[][] = [];
  for (const { arm, sets } of queries) {
    const planMode = arm.planMode ?? 'auto';
    const settings = sessionSettings([arm.query], { statementTimeout: timeoutMs, planMode });
    await applySessionSettings(client, { ...settings, others: { ...settings.others, ...arm.settings } });
    const own: (number | null)[] = [];
    const used = new Set<string>();
    for (const { values } of sets) {
      const captured = await capturePlans(client, arm.query.statements, values[0]!, {
        timeoutMs,
        planMode,
        analyze: false,
      });
      const answers = captured.map(({ json }) => json);
      own.push(
        answers.includes(null) ? null : answers.reduce<number>((sum, json) => sum + plannedCost(json), 0),
      );
      for (const plan of answers.flatMap((json) => (json === null ? [] : parsePlans(json)))) {
        for (const node of nodesOf(plan.root)) used.add(indexOf(node, partitions) ?? '');
      }
    }
    costs.push(own);
    indexes.push(used);
  }
  return { costs, indexes };
}

function usersOf(
  name: string,
  indexes: readonly ReadonlySet<string>[],
  queries: readonly TriedQuery[],
): string[] {
  const users = queries.filter((_, query) => indexes[query]!.has(name)).map(({ scenario }) => scenario);
  return [...new Set(users)];
}

/** In the planner's units, of all plans of one EXPLAIN; 0 of a command that has none. */
function plannedCost(json: unknown): number {
  const plans = (Array.isArray(json) ? json : []).filter((entry) => entry !== 'Utility Statement');
  return plans.reduce<number>(
    (sum, entry) => sum + PlanFields.of(entry, 'a plan').object('Plan').number('Total Cost'),
    0,
  );
}

/** Each parameter counts alike, however dear it is: a celebrity's page must not outweigh all others. */
export function savingOf(
  before: Costs,
  after: Costs,
  queries: readonly { readonly weight: number }[],
): number {
  const shares = queries.map(({ weight }, query) => {
    const savings = before[query]!.flatMap((cost, set) => {
      const then = after[query]![set];
      return cost === null || then === null || then === undefined || cost <= 0 ? [] : [1 - then / cost];
    });
    const mean = savings.length === 0 ? 0 : savings.reduce((sum, saving) => sum + saving, 0) / savings.length;
    return { weight, mean };
  });
  const weights = shares.reduce((sum, { weight }) => sum + weight, 0);
  return weights === 0 ? 0 : shares.reduce((sum, { weight, mean }) => sum + weight * mean, 0) / weights;
}
