import { systemClock } from '../../core/clock.ts';
import { openWireSession, type WireSession, type WireSessionOptions } from '../../database/wire-session.ts';
import { runPairedLoad } from '../../engine/paired/paired-load.ts';
import { prime } from '../../engine/priming.ts';
import { planCounts } from '../load/plan-counts.ts';
import { armSessionOptions, closeAll, openArm } from './arm-sessions.ts';
import { summarizeBlock } from './pairs-block.ts';
import { pairedWorkload, primingDraw } from './pairs-draw.ts';
import type { PairBlock, PairsResult, PairsTask } from './task.ts';

export interface PairsListener {
  /** All connections are open and warm. */
  ready(): void;
  /** Whether there is to be another block; meanwhile all clients are idle. */
  block(block: PairBlock): boolean | Promise<boolean>;
  readonly utilization?: () => number;
  readonly signal?: AbortSignal;
}

/** Backends run through their plans before the clock; slow queries must make do with the warmup. */
const primingMs = 500;

/**
 * A load of pairs from the first connection to the last. Throws an `ArmFailure` when connections could not be opened, and
 * a usage error for queries that cannot be asked the same.
 */
export async function workOnPairs(task: PairsTask, listener: PairsListener): Promise<PairsResult> {
  const { baseline, contender, clients } = task;
  const workload = pairedWorkload(task);
  const options = [baseline, contender].map((arm) => armSessionOptions(arm, [arm.query], task)) as [
    WireSessionOptions,
    WireSessionOptions,
  ];
  const sessions: [WireSession, WireSession][] = [];
  try {
    const onBaseline = await openArm(baseline, options[0], clients);
    try {
      const onContender = await openArm(contender, options[1], clients);
      sessions.push(
        ...onBaseline.map((session, client): [WireSession, WireSession] => [session, onContender[client]!]),
      );
    } catch (error) {
      await closeAll(onBaseline);
      throw error;
    }
    await primePairs(task, sessions);
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
      onBlock: (block) => listener.block(summarizeBlock(block)),
      ...(listener.utilization && { utilization: listener.utilization }),
      ...(listener.signal && { signal: listener.signal }),
    });
    const plansOf = async (arm: 0 | 1) =>
      (
        await planCounts(
          sessions.map((pair) => pair[arm]),
          1,
        )
      )[0]!;
    return { record, plans: [await plansOf(0), await plansOf(1)] };
  } finally {
    await closeAll(sessions.flat());
  }
}

/** One arm after the other. */
async function primePairs(task: PairsTask, sessions: readonly [WireSession, WireSession][]): Promise<void> {
  for (const arm of [0, 1] as const) {
    const draw = primingDraw(task);
    await prime(
      sessions.map((pair) => pair[arm]),
      [0],
      () => draw()[arm],
      { clock: systemClock, limitMs: primingMs },
    );
  }
}
