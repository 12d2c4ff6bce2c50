import { systemClock } from '../../core/clock.ts';
import { closeAll } from '../../core/concurrency.ts';
import { planAhead } from '../../database/plan-ahead.ts';
import { openWireSession, type WireSession, type WireSessionOptions } from '../../database/wire-session.ts';
import { type Arm, otherArm } from '../../engine/paired/arms.ts';
import { runPairedLoad } from '../../engine/paired/paired-load.ts';
import { prime } from '../../engine/priming.ts';
import { planCounts } from '../load/plan-counts.ts';
import type { PlanCounts } from '../load/task.ts';
import { armSessionOptions, openArm } from './arm-sessions.ts';
import { ArmWorlds } from './arm-worlds.ts';
import { summarizeBlock } from './pairs-block.ts';
import { pairedWorkload, primingDraw } from './pairs-draw.ts';
import type { PairBlock, PairedArm, PairsResult, PairsTask } from './task.ts';

export interface PairsListener {
  /** All connections are open and warm. */
  ready(): void;
  /** Whether there is to be another block; meanwhile all clients are idle. */
  block(block: PairBlock): boolean | Promise<boolean>;
  readonly utilization?: () => number;
  readonly signal?: AbortSignal;
}

/** Backends fill their caches before the clock, as far as they get: their plans are made whatever it takes. */
const primingMs = 100;

/** What the thread's connections are opened with. */
type BothOptions = readonly [baseline: WireSessionOptions, contender: WireSessionOptions];
type Pair = [baseline: WireSession, contender: WireSession];

/**
 * A load of pairs from the first connection to the last; each block has connections of its own. Throws an `ArmFailure`
 * when they could not be opened at the beginning, and a usage error for queries that cannot be asked the same.
 */
export async function workOnPairs(task: PairsTask, listener: PairsListener): Promise<PairsResult> {
  const { baseline, contender } = task;
  const worlds = new ArmWorlds();
  const workload = pairedWorkload(task, worlds);
  const optionsOf = (arm: PairedArm) => armSessionOptions(arm, [arm.query], task);
  const options: BothOptions = [optionsOf(baseline), optionsOf(contender)];
  // Which arm's server processes are started first takes turns, too.
  let first: Arm = 0;
  const open = () => openPairs(task, options, worlds, first);
  const sessions = await open();
  const plans = new PlanTally();
  const renew = async () => {
    first = otherArm(first);
    const fresh = await open();
    const used = sessions.splice(0, sessions.length, ...fresh);
    await plans.add(used);
    await closeAll(used.flat());
  };
  try {
    listener.ready();
    const record = await runPairedLoad({
      sessions,
      workload,
      clock: systemClock,
      seed: task.seed,
      statementTimeoutMs: task.statementTimeoutMs,
      warmupMs: task.warmupMs,
      size: task.size,
      reopen: (_, arm) => openWireSession(options[arm]),
      renew,
      onBlock: (block) => listener.block(summarizeBlock(block)),
      ...(listener.utilization && { utilization: listener.utilization }),
      ...(listener.signal && { signal: listener.signal }),
    });
    await plans.add(sessions);
    return { record, plans: plans.counts };
  } finally {
    await closeAll(sessions.flat());
  }
}

/** A connection to each arm for every client, primed; all of them or none. */
async function openPairs(
  task: PairsTask,
  options: BothOptions,
  worlds: ArmWorlds,
  first: Arm,
): Promise<Pair[]> {
  const byArm: [WireSession[], WireSession[]] = [[], []];
  try {
    for (const arm of [first, otherArm(first)]) {
      byArm[arm] = await openArm(armOf(task, arm), options[arm], task.clients);
    }
    await Promise.all(([0, 1] as const).map((arm) => primeArm(task, worlds, arm, byArm[arm])));
  } catch (error) {
    await closeAll(byArm.flat());
    throw error;
  }
  return byArm[0].map((session, client): Pair => [session, byArm[1][client]!]);
}

async function primeArm(
  task: PairsTask,
  worlds: ArmWorlds,
  arm: Arm,
  sessions: readonly WireSession[],
): Promise<void> {
  const place = armOf(task, arm);
  const next = primingDraw(task, worlds, place);
  const { statements } = place.query;
  await Promise.all(sessions.map((each) => planAhead(each, 0, statements, () => next().values)));
  await prime(sessions, [0], next, { clock: systemClock, limitMs: primingMs });
}

function armOf({ baseline, contender }: PairsTask, arm: Arm): PairedArm {
  return arm === 0 ? baseline : contender;
}

/** How executions were planned, over all connections that there have been. */
class PlanTally {
  counts: PairsResult['plans'] = [
    { generic: 0, custom: 0 },
    { generic: 0, custom: 0 },
  ];

  async add(pairs: readonly Pair[]): Promise<void> {
    const [baseline, contender] = this.counts;
    this.counts = [await this.#sum(baseline, pairs, 0), await this.#sum(contender, pairs, 1)];
  }

  async #sum(before: PlanCounts, pairs: readonly Pair[], arm: Arm): Promise<PlanCounts> {
    const sessions = pairs.map((pair) => pair[arm]);
    const [{ generic, custom }] = (await planCounts(sessions, 1)) as [PlanCounts];
    return { generic: before.generic + generic, custom: before.custom + custom };
  }
}
