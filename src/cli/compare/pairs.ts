import { usageError } from '../../core/errors.ts';
import { type ArmOutcome, armOutcomes, type PairedRecord } from '../../engine/paired/paired-record.ts';
import { strataOf } from '../../scenario/strata.ts';
import type { PlanCounts } from '../load/task.ts';
import type { PairBlock, PairedArm, PairsOrder, PairsReport, PairsTask } from './task.ts';
import { CompareThread } from './threads.ts';

export interface PairsControl {
  /**
   * How many blocks to have before it is asked again, null when there are enough: `blocksWanted` of the blocks' medians.
   * Asked at the start, and whenever there are as many; the load stands still for the answer.
   */
  wanted(blocks: readonly PairBlock[]): number | null;
  onReady?(): void;
  onBlock?(block: PairBlock): void;
  /** Ends it within 2 s, with the blocks that were complete. */
  readonly signal: AbortSignal;
}

/** What a load of pairs has come to. */
export interface PairedOutcome extends Omit<PairedRecord, 'recording'> {
  readonly blocks: readonly PairBlock[];
  /** What the strata of the blocks are called. */
  readonly strata: readonly string[];
  /** Over all blocks: counters, errors, latencies with histograms, by stratum too. */
  readonly baseline: ArmOutcome & { readonly plans: PlanCounts };
  readonly contender: ArmOutcome & { readonly plans: PlanCounts };
}

/**
 * Paired operations on a thread of their own, block after block, until there are as many as are wanted. Rejects with an
 * environment error when connections could not be opened, and with a usage error for queries that write or cannot be asked
 * the same; once it runs, whatever happens is an outcome.
 */
export async function runPairs(task: PairsTask, control: PairsControl): Promise<PairedOutcome> {
  const { baseline, contender } = task;
  requireReads([baseline, contender]);
  const blocks: PairBlock[] = [];
  let thread: CompareThread<PairsOrder, PairsReport> | undefined;
  let wanted = control.wanted(blocks) ?? 0;
  const ask = () => {
    const next = control.wanted(blocks);
    if (next === null || next <= blocks.length) thread!.tell({ kind: 'over' });
    else {
      wanted = next;
      thread!.tell({ kind: 'until', blocks: next });
    }
  };
  const stop = () => thread?.tell({ kind: 'stop' });
  try {
    const done = new Promise<Extract<PairsReport, { kind: 'done' }>['result']>((resolve) => {
      thread = new CompareThread(new URL('./pairs-thread.js', import.meta.url), task, (report) => {
        if (report.kind === 'ready') control.onReady?.();
        else if (report.kind === 'done') resolve(report.result);
        else {
          blocks.push(report.block);
          control.onBlock?.(report.block);
          if (blocks.length >= wanted) ask();
        }
      });
      thread.tell({ kind: 'until', blocks: wanted });
    });
    control.signal.addEventListener('abort', stop);
    if (control.signal.aborted) stop();
    const { record, plans } = await Promise.race([done, thread!.failed]);
    return outcomeOf(task, blocks, record, plans);
  } finally {
    control.signal.removeEventListener('abort', stop);
    await thread?.close();
  }
}

function outcomeOf(
  { baseline, contender }: PairsTask,
  blocks: readonly PairBlock[],
  { recording, ...record }: PairedRecord,
  plans: readonly [PlanCounts, PlanCounts],
): PairedOutcome {
  const strata = strataOf(baseline.query, baseline.lists);
  const identity = ({ query }: PairedArm) => ({ scenario: query.scenario, query: query.name, strata });
  const arms = armOutcomes(recording, [identity(baseline), identity(contender)]);
  return {
    ...record,
    blocks,
    strata,
    baseline: { ...arms.baseline, plans: plans[0] },
    contender: { ...arms.contender, plans: plans[1] },
  };
}

function requireReads(arms: readonly PairedArm[]): void {
  const writer = arms.find(({ query }) => query.writes);
  if (!writer) return;
  throw usageError(
    `${writer.query.file} writes, and cannot be compared operation by operation`,
    'compare it in slices',
  );
}
