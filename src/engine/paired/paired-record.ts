import type { QueryIdentity } from '../../core/operation.ts';
import { Bins } from '../bins.ts';
import { joinRecords, type QueryOutcome } from '../outcome.ts';
import { type Recording, recordingOf } from '../record.ts';
import type { Recorder } from '../recorder.ts';
import type { ThreadHealth } from '../thread-health.ts';
import type { ByArm } from './arms.ts';

/** Why a load of pairs, or of slices, ended. What was complete by then counts in any case. */
export type PairedEnd =
  | { readonly reason: 'completed' }
  | { readonly reason: 'interrupted' }
  /** A block, or a slice, came to its limit with nothing that counts: the errors say why. */
  | { readonly reason: 'nothing-compared' }
  /** No client had its connections at the end; `message` is the last error. */
  | { readonly reason: 'connections-lost'; readonly message: string };

interface PairedCounts {
  readonly end: PairedEnd;
  readonly clients: number;
  /** Clients that gave up reconnecting before the load was over. */
  readonly clientsLost: number;
  readonly reconnects: number;
  /** Connections cut because no answer came, not even that of the statement timeout. */
  readonly abandoned: number;
  /** Of all blocks together. */
  readonly windowMs: number;
  readonly pairs: number;
  readonly excluded: number;
  /** Share of the time that the client's event loop was busy, from 0 to 1. */
  readonly utilization: number;
}

/**
 * What a load of pairs has come to, in a form that passes between threads. Where a block was cut off, what it had
 * recorded is in the recording and in no block.
 */
export interface PairedRecord extends PairedCounts {
  /** The baseline is its first query, the contender its second. */
  readonly recording: Recording;
}

export function pairedRecord(recorder: Recorder, counts: PairedCounts): PairedRecord {
  return { ...counts, recording: recordingOf(recorder) };
}

/** One arm over all blocks: counters, errors, latencies with histograms, by stratum too. */
export type ArmOutcome = Omit<QueryOutcome, 'service' | 'completedInWindow' | 'throughputPerSecond'>;

/** `queries` are the workload's: the baseline's and the contender's. */
export function armOutcomes(
  recording: Recording,
  queries: ByArm<QueryIdentity>,
): { readonly baseline: ArmOutcome; readonly contender: ArmOutcome } {
  const [baseline, contender] = queryOutcomes(recording, queries).map(
    ({ service, completedInWindow, throughputPerSecond, ...outcome }) => outcome,
  );
  return { baseline: baseline!, contender: contender! };
}

/** Sums up a recording that is no run's of its own. Its throughput says nothing: the window is not known here. */
export function queryOutcomes(
  recording: Recording,
  queries: readonly QueryIdentity[],
): readonly QueryOutcome[] {
  const record = {
    end: { reason: 'completed' as const },
    clients: 0,
    clientsLost: 0,
    reconnects: 0,
    abandoned: 0,
    waiting: 0,
    windowMs: 0,
    recording,
    bins: new Bins(0, 0),
    health: noHealth,
  };
  const plan = { kind: 'closed' as const, durationMs: 0, thinkTimeMs: 0 };
  return joinRecords([record], { plan, queries, warmupMs: 0, timeline: [] }).queries;
}

const noHealth: ThreadHealth = {
  dispatchLagP99Ns: null,
  dispatchLagP999Ns: null,
  responseP99Ns: null,
  responseP999Ns: null,
  eventLoopUtilization: 0,
  eventLoopDelayP99Ns: 0,
  scheduled: 0,
  dispatched: 0,
  occupancyObserved: 0,
  occupancyFromLatencies: 0,
};
