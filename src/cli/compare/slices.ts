import { usageError } from '../../core/errors.ts';
import { Stream } from '../../core/random.ts';
import { pauseAutovacuum } from '../../database/autovacuum.ts';
import { type Client, connect } from '../../database/connect.ts';
import { fromPortable } from '../../database/portable-config.ts';
import {
  makeCheckpoint,
  readServerWork,
  type ServerWork,
  sumOfWork,
  workBetween,
} from '../../database/server-work.ts';
import { ArmOrder } from '../../engine/paired/arm-order.ts';
import { type Arm, type ByArm, otherArm } from '../../engine/paired/arms.ts';
import { type PairedEnd, queryOutcomes } from '../../engine/paired/paired-record.ts';
import { joinSlices, type Slice } from '../../engine/paired/slice.ts';
import type { SliceLoadRecord } from '../../engine/paired/slice-load.ts';
import { turnsFor } from '../../engine/paired/turns.ts';
import { strataOf } from '../../scenario/strata.ts';
import type { PlanCounts } from '../load/task.ts';
import { SlicesLink } from './slices-link.ts';
import { pairOfSlices, type SlicePair } from './slices-pair.ts';
import type { SliceArm, SlicesResult, SlicesTask } from './task.ts';

export type { SlicePair } from './slices-pair.ts';

export interface SlicesControl {
  /** How many pairs of slices to have before it is asked again, null when there are enough. */
  wanted(pairs: readonly SlicePair[]): number | null;
  onReady?(): void;
  onPair?(pair: SlicePair): void;
  /** The databases are ours to keep autovacuum from, as long as it takes. For arms that write. */
  readonly mayPauseAutovacuum: boolean;
  /** Ends it within 2 s, with the pairs that were complete. */
  readonly signal: AbortSignal;
}

type QueryOutcomes = ReturnType<typeof queryOutcomes>;

/** One arm over all its slices. */
export interface ArmSlices extends Omit<SliceLoadRecord, 'recording'> {
  /** By query of the mix: counters, errors, latencies with histograms, by stratum too. */
  readonly queries: readonly (Omit<
    QueryOutcomes[number],
    'service' | 'completedInWindow' | 'throughputPerSecond'
  > & { readonly plans: PlanCounts })[];
}

/** What a load of slices has come to. */
export interface SlicesOutcome {
  readonly end: PairedEnd;
  /** That each slice was cut into. */
  readonly turns: number;
  readonly pairs: readonly SlicePair[];
  readonly baseline: ArmSlices;
  readonly contender: ArmSlices;
  /** Share of the time that the client's event loop was busy, mean over slices, from 0 to 1. */
  readonly utilization: number;
}

/** How long an autovacuum that is at work already may go on. */
const autovacuumWaitMs = 10_000;

/**
 * Paired slices on a thread of their own: closed load on one arm, then on the other, then on the other again and on the
 * one (ABBA, or BAAB by chance), until there are as many pairs as are wanted. Never both arms at once. Slices of short
 * operations are cut into several such turns. Between turns the server's counters are read. A checkpoint goes before the
 * first turn that counts, where the user may.
 *
 * Rejects with an environment error when connections could not be opened, and with a usage error for mixes that do not
 * match; once it runs, whatever happens is an outcome.
 */
export async function runSlices(task: SlicesTask, control: SlicesControl): Promise<SlicesOutcome> {
  requireMatch(task);
  const clients = await connectBoth(task);
  const resume: (() => Promise<void>)[] = [];
  try {
    const writes = task.baseline.parts.some(({ query }) => query.writes);
    if (writes && control.mayPauseAutovacuum) {
      for (const client of clients) resume.push(await pauseAutovacuum(client, autovacuumWaitMs));
    }
    return await new SlicesRun(task, control, clients).run();
  } finally {
    for (const giveBack of resume) await giveBack().catch(() => {});
    await Promise.all(clients.map((client) => client.end().catch(() => {})));
  }
}

class SlicesRun {
  readonly #task: SlicesTask;
  readonly #control: SlicesControl;
  readonly #clients: ByArm<Client>;
  readonly #pairs: SlicePair[] = [];
  readonly #order: ArmOrder;
  #turns = 1;

  constructor(task: SlicesTask, control: SlicesControl, clients: ByArm<Client>) {
    this.#task = task;
    this.#control = control;
    this.#clients = clients;
    this.#order = new ArmOrder(new Stream(task.seed, 'order of slices').sequence(0));
  }

  async run(): Promise<SlicesOutcome> {
    const link = new SlicesLink(this.#task, this.#control.signal);
    try {
      await link.ready;
      this.#control.onReady?.();
      await this.#warmUp(link);
      let wanted = this.#control.wanted(this.#pairs) ?? 0;
      while (this.#pairs.length < wanted) {
        const pair = await this.#pair(link);
        if (!pair) break;
        this.#pairs.push(pair);
        this.#control.onPair?.(pair);
        if (this.#pairs.length >= wanted) wanted = this.#control.wanted(this.#pairs) ?? 0;
      }
      return this.#outcome(await link.finish());
    } finally {
      await link.close();
    }
  }

  async #warmUp(link: SlicesLink): Promise<void> {
    const warmups: Slice[] = [];
    if (this.#task.warmupMs > 0) {
      for (const arm of [0, 1] as const) {
        const warmup = await link.turn({ kind: 'warm', arm });
        if (warmup) warmups.push(warmup);
      }
    }
    this.#turns = turnsFor(this.#task.size, warmups);
    for (const client of this.#clients) await makeCheckpoint(client);
  }

  /** Undefined when an arm cannot go on. */
  async #pair(link: SlicesLink): Promise<SlicePair | undefined> {
    const done: ByArm<TurnDone[]> = [[], []];
    let first: Arm | undefined;
    for (let turn = 0; turn < this.#turns; turn++) {
      const leader = this.#order.next();
      first ??= leader;
      for (const arm of [leader, otherArm(leader)]) {
        const one = await this.#turn(link, arm, this.#pairs.length * this.#turns + turn);
        if (!one) return undefined;
        done[arm].push(one);
      }
    }
    const [baseline, contender] = [joinTurns(done[0]), joinTurns(done[1])];
    return pairOfSlices(baseline, contender, first === 1, this.#task.baseline.parts.length);
  }

  async #turn(link: SlicesLink, arm: Arm, turn: number): Promise<TurnDone | undefined> {
    const start = await readServerWork(this.#clients[arm]);
    const slice = await link.turn({ kind: 'turn', arm, turn, turns: this.#turns });
    if (!slice) return undefined;
    return { slice, work: workBetween(start, await readServerWork(this.#clients[arm])) };
  }

  #outcome({ end, records, plans, utilization }: SlicesResult): SlicesOutcome {
    const { baseline, contender } = this.#task;
    return {
      end: end ?? { reason: this.#control.signal.aborted ? 'interrupted' : 'completed' },
      turns: this.#turns,
      pairs: this.#pairs,
      baseline: armSlices(baseline, baseline, records[0], plans[0]),
      contender: armSlices(baseline, contender, records[1], plans[1]),
      utilization,
    };
  }
}

interface TurnDone {
  readonly slice: Slice;
  readonly work: ServerWork | null;
}

function joinTurns(turns: readonly TurnDone[]): TurnDone {
  return {
    slice: joinSlices(turns.map(({ slice }) => slice)),
    work: sumOfWork(turns.map(({ work }) => work)),
  };
}

function armSlices(
  baseline: SliceArm,
  { parts }: SliceArm,
  { recording, ...record }: SliceLoadRecord,
  plans: readonly PlanCounts[],
): ArmSlices {
  const identities = parts.map(({ query }, part) => {
    const own = baseline.parts[part]!;
    return { scenario: query.scenario, query: query.name, strata: strataOf(own.query, own.lists) };
  });
  return {
    ...record,
    queries: queryOutcomes(recording, identities).map(
      ({ service, completedInWindow, throughputPerSecond, ...outcome }, part) => ({
        ...outcome,
        plans: plans[part]!,
      }),
    ),
  };
}

async function connectBoth({ baseline, contender }: SlicesTask): Promise<[Client, Client]> {
  const first = await connect(fromPortable(baseline.connection), baseline.address);
  try {
    return [first, await connect(fromPortable(contender.connection), contender.address)];
  } catch (error) {
    await first.end().catch(() => {});
    throw error;
  }
}

function requireMatch({ baseline, contender }: SlicesTask): void {
  const scenariosOf = ({ parts }: SliceArm) => parts.map(({ query }) => query.scenario).join(', ');
  if (scenariosOf(baseline) === scenariosOf(contender)) return;
  throw usageError(
    `one side of the comparison runs ${scenariosOf(baseline)}, the other ${scenariosOf(contender)}`,
    'both sides run the same scenarios in the same order',
  );
}
