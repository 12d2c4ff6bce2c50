import type { LogRatio } from '../../analysis/compare/censored-ratio.ts';
import type { ExitCode } from '../../core/errors.ts';
import type { LatencyFigure } from '../../core/latency.ts';
import type { PlanMode } from '../../core/plan-mode.ts';
import type { PortableConfig } from '../../database/portable-config.ts';
import type { Arm, ByArm } from '../../engine/paired/arms.ts';
import type { BlockSize } from '../../engine/paired/block-size.ts';
import type { PairedEnd, PairedRecord } from '../../engine/paired/paired-record.ts';
import type { Slice, SliceSize } from '../../engine/paired/slice.ts';
import type { SliceLoadRecord } from '../../engine/paired/slice-load.ts';
import type { WorldOptions } from '../../population/world.ts';
import type { ParameterLists } from '../../scenario/parameter-lists.ts';
import type { Query } from '../../scenario/query.ts';
import type { PlanCounts } from '../load/task.ts';

/** Where one side of a comparison is, and how its connections are set. */
export interface ArmPlace {
  readonly connection: PortableConfig;
  /** For messages. */
  readonly address: string;
  /** Of every connection, by name, over what the harness sets. */
  readonly settings: Readonly<Record<string, string>>;
  /** Whose values the parameters are; undefined where no query needs them. */
  readonly world: WorldOptions | undefined;
}

/** One side of paired operations. */
export interface PairedArm extends ArmPlace {
  /** That reads: of a write, the second arm would find done what the first has done. */
  readonly query: Query;
  /** The baseline's serve both arms, unless their worlds differ. */
  readonly lists: ParameterLists;
}

/** What loads of pairs and of slices have in common. */
export interface ComparisonTask {
  /** Each has a connection to either arm; about as many as cores, and two at least (METHOD, section 3.3). */
  readonly clients: number;
  readonly seed: number;
  readonly statementTimeoutMs: number;
  readonly warmupMs: number;
  readonly planMode: PlanMode;
  readonly stratum?: string | undefined;
}

export interface PairsTask extends ComparisonTask {
  readonly baseline: PairedArm;
  readonly contender: PairedArm;
  readonly size: BlockSize;
}

/** One arm in one block of pairs, over the pairs that count. */
export interface ArmBlock {
  /** Succeeded or timed out. */
  readonly operations: number;
  readonly timedOut: number;
  /** Their pairs are left out. */
  readonly failed: number;
  readonly p50: LatencyFigure;
  /** Null with fewer than 20 pairs. */
  readonly p95: LatencyFigure | null;
}

/** One block of pairs. */
export interface PairBlock {
  /** Since the first block began. */
  readonly startMs: number;
  readonly durationMs: number;
  readonly pairs: number;
  /** Pairs left out because an operation failed. */
  readonly excluded: number;
  /** Of ln(contender / baseline) of the pairs: the mean of the medians by the arm that went first. */
  readonly median: LogRatio;
  /** The same of each stratum's pairs, by its index; null where it had none. */
  readonly strata: readonly (LogRatio | null)[];
  /** Of the arms' p95; null with fewer than 20 pairs. */
  readonly p95: LogRatio | null;
  readonly baseline: ArmBlock;
  readonly contender: ArmBlock;
}

/** To the thread of pairs. */
export type PairsOrder =
  /** Go on until there are so many blocks, and ask again then. */
  | { readonly kind: 'until'; readonly blocks: number }
  /** There are enough blocks. */
  | { readonly kind: 'over' }
  /** End now. */
  | { readonly kind: 'stop' };

/** From the thread of pairs. */
export type PairsReport =
  | { readonly kind: 'ready' }
  | { readonly kind: 'block'; readonly block: PairBlock }
  | { readonly kind: 'done'; readonly result: PairsResult }
  | ThreadFailed;

/** What came of a load of pairs, besides its blocks. */
export interface PairsResult {
  readonly record: PairedRecord;
  readonly plans: readonly [baseline: PlanCounts, contender: PlanCounts];
}

/** The thread's work could not begin, or had a fault. */
export interface ThreadFailed {
  readonly kind: 'failed';
  readonly message: string;
  /** The SQLSTATE or the system's error code, if it has one. */
  readonly code: string | undefined;
  /** Of the arm whose connections could not be opened. */
  readonly address: string | undefined;
  /** Of an expected failure that is no connection's. */
  readonly expected?: { readonly exitCode: ExitCode; readonly next: string | undefined } | undefined;
}

/** One side of paired slices: what it runs, each query as often as its weight says. */
export interface SliceArm extends ArmPlace {
  /** As many on both arms, in the same order and with the baseline's weights. */
  readonly parts: readonly {
    readonly query: Query;
    readonly weight: number;
    readonly lists: ParameterLists;
  }[];
  /** Tells the keys that this run writes from those of others in the arm's database; 0 where it writes none. */
  readonly runNumber: number;
}

export interface SlicesTask extends ComparisonTask {
  readonly baseline: SliceArm;
  readonly contender: SliceArm;
  readonly size: SliceSize;
}

/** A turn, of so many that make a slice; the turns of one number begin at the same point of the parameters. */
export interface Turn {
  readonly kind: 'turn';
  readonly arm: Arm;
  readonly turn: number;
  readonly turns: number;
}

/** What the thread of slices may be told to run. */
export type TurnOrder = Turn | { readonly kind: 'warm'; readonly arm: Arm };

/** To the thread of slices. */
export type SlicesOrder =
  | TurnOrder
  /** There are enough. */
  | { readonly kind: 'over' }
  /** End the turn under way, and those that follow, at once. */
  | { readonly kind: 'stop' };

/** From the thread of slices. */
export type SlicesReport =
  | { readonly kind: 'ready' }
  /** Undefined when the arm cannot go on. */
  | { readonly kind: 'turn'; readonly slice: Slice | undefined }
  | { readonly kind: 'done'; readonly result: SlicesResult }
  | ThreadFailed;

/** What came of a load of slices, besides the slices. */
export interface SlicesResult {
  /** Undefined where all went well. */
  readonly end: PairedEnd | undefined;
  readonly records: ByArm<SliceLoadRecord>;
  /** By query of the mix. */
  readonly plans: ByArm<readonly PlanCounts[]>;
  readonly utilization: number;
}
