import type { BinRecord } from './bins.ts';
import type { Recording } from './record.ts';
import type { ThreadHealth } from './thread-health.ts';

/** Why a run ended. An interrupted one had a shorter window, one that was overloaded or lost its connections as well. */
export type RunEnd =
  | { readonly reason: 'completed' }
  | { readonly reason: 'interrupted' }
  /** Open load: more operations waited than the server could be expected to work off. */
  | { readonly reason: 'overloaded' }
  /** No client had a connection at the end; `message` is the last error. */
  | { readonly reason: 'connections-lost'; readonly message: string };

/** What one thread hands over at the end of a run. */
export interface ThreadRecord {
  readonly end: RunEnd;
  readonly clients: number;
  /** Clients that gave up reconnecting before the run was over. */
  readonly clientsLost: number;
  readonly reconnects: number;
  /** Connections cut because no answer came, not even that of the statement timeout. */
  readonly abandoned: number;
  /** Operations that waited for a connection when the run ended. */
  readonly waiting: number;
  /** What elapsed of the measure window. */
  readonly windowMs: number;
  readonly recording: Recording;
  readonly bins: BinRecord;
  readonly health: ThreadHealth;
}
