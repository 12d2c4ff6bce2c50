import type { PlanMode } from '../../core/plan-mode.ts';
import type { PortableConfig } from '../../database/portable-config.ts';
import type { PlainTally } from '../../database/statement-tally.ts';
import type { LoadPlan } from '../../engine/load-plan.ts';
import type { Share } from '../../engine/schedule.ts';
import type { ThreadRecord } from '../../engine/thread-record.ts';
import type { SecondRecord } from '../../engine/timeline.ts';
import type { WorldOptions } from '../../population/world.ts';
import type { ParameterLists } from '../../scenario/parameter-lists.ts';
import type { Query } from '../../scenario/query.ts';

/** What the threads of a run have in common. */
export interface LoadTask {
  readonly connection: PortableConfig;
  readonly parts: readonly {
    readonly query: Query;
    readonly weight: number;
    readonly lists: ParameterLists;
  }[];
  /** Whose values the parameters are; undefined where no query needs them. */
  readonly world: WorldOptions | undefined;
  readonly stratum: string | undefined;
  readonly seed: number;
  readonly plan: LoadPlan;
  readonly warmupMs: number;
  readonly primingMs: number;
  readonly statementTimeoutMs: number;
  readonly planMode: PlanMode;
  /** Of the variant, set on every connection. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Connections of all threads together. */
  readonly clients: number;
  /** Tells the fresh keys of this run from those of others; 0 for a run that writes none. */
  readonly runNumber: number;
}

/** One thread's part. */
export interface ThreadTask extends LoadTask {
  readonly share: Share;
  /** Of this thread: how many connections, and the number of the first among all. */
  readonly ownClients: number;
  readonly firstClient: number;
}

/** To the thread. */
export type Order =
  | { readonly kind: 'start'; readonly startNs: number }
  /** The run is to end now, with what it has. */
  | { readonly kind: 'stop' };

/** How often the server planned a query's statements, by what. */
export interface PlanCounts {
  readonly generic: number;
  readonly custom: number;
}

/** From the thread. */
export type Report =
  | { readonly kind: 'ready' }
  | { readonly kind: 'second'; readonly second: SecondRecord }
  | {
      readonly kind: 'record';
      readonly record: ThreadRecord;
      readonly tally: PlainTally;
      readonly plans: readonly PlanCounts[];
    }
  /** `code` is the SQLSTATE or the system's error code, if it has one. */
  | { readonly kind: 'failed'; readonly message: string; readonly code: string | undefined };
