import type { Operation } from '../../core/operation.ts';
import { type RandomSequence, Stream } from '../../core/random.ts';
import type { Arm } from '../../engine/paired/arms.ts';
import { type Lane, MixedWorkload } from '../../engine/workload.ts';
import { domainsOf } from '../../population/domains.ts';
import { FreshKeys } from '../../population/fresh-keys.ts';
import { ArmSource, listsFor } from './arm-source.ts';
import type { ArmWorlds } from './arm-worlds.ts';
import type { SlicesTask } from './task.ts';

/** Further than any turn. */
const primingTurn = 1_000_000;

/**
 * What one arm runs, turn by turn. Turns of one number begin at the same point of the same sequences, one a client,
 * whatever either arm got through before; keys for new rows are never drawn twice.
 */
export class SliceWorkload {
  readonly workload: MixedWorkload;
  readonly #task: SlicesTask;
  readonly #arm: Arm;
  readonly #worlds: ArmWorlds;
  readonly #reseeds: ((ordinal: number) => void)[] = [];

  constructor(task: SlicesTask, arm: Arm, worlds: ArmWorlds) {
    this.#task = task;
    this.#arm = arm;
    this.#worlds = worlds;
    const { baseline, clients } = task;
    const lanes = Array.from({ length: clients }, (_, client) => this.#lane(client));
    this.workload = new MixedWorkload(
      this.#place.parts.map(({ query }, part) => ({
        scenario: query.scenario,
        name: query.name,
        weight: baseline.parts[part]!.weight,
      })),
      lanes,
    );
  }

  /** Brings all clients to where the turns of this number begin. */
  begin(turn: number): void {
    const { clients } = this.#task;
    // Of what was written a moment ago to the same database, there would be nothing left to do.
    const place = sharesRows(this.#task) ? 2 * turn + this.#arm : turn;
    for (const [index, reseed] of this.#reseeds.entries()) reseed(place * clients + (index % clients));
  }

  /** Operations to warm connections with, by query; undefined for those that write. */
  primingDraws(): ((() => Operation) | undefined)[] {
    return this.#place.parts.map(({ query }, part) => {
      if (query.writes) return undefined;
      const random = this.#stream(part).sequence(primingTurn * this.#task.clients);
      const source = this.#source(part, random, undefined);
      return () => ({ query: part, ...source.draw() });
    });
  }

  get #place() {
    return this.#arm === 0 ? this.#task.baseline : this.#task.contender;
  }

  #lane(client: number): Lane {
    const { clients, seed } = this.#task;
    const { parts, runNumber } = this.#place;
    // Also where both arms write to one database, no two clients have the same keys.
    const lane = this.#arm * clients + client;
    const fresh =
      runNumber > 0
        ? new FreshKeys({ run: runNumber, lane, lanes: 2 * clients, nowMs: Date.now })
        : undefined;
    return {
      choice: this.#sequence(new Stream(seed, 'queries')),
      sources: parts.map((_, part) => this.#source(part, this.#sequence(this.#stream(part)), fresh)),
    };
  }

  #source(part: number, random: RandomSequence, fresh: FreshKeys | undefined): ArmSource {
    const { baseline, stratum } = this.#task;
    const { world: options, parts } = this.#place;
    const world = this.#worlds.of(options);
    const own = baseline.parts[part]!;
    return new ArmSource({
      baseline: own.query,
      query: parts[part]!.query,
      domains: world && domainsOf(world, fresh),
      random,
      lists: listsFor({ ...own, world: baseline.world }, { ...parts[part]!, world: options }),
      stratum,
    });
  }

  #stream(part: number): Stream {
    return new Stream(
      this.#task.seed,
      `parameters/${this.#task.baseline.parts[part]!.query.scenario}/${part}`,
    );
  }

  #sequence(stream: Stream): RandomSequence {
    const sequence = stream.sequence(0);
    this.#reseeds.push((ordinal) => stream.reseed(sequence, ordinal));
    return sequence;
  }
}

/** Whether one arm finds what the other has written. */
function sharesRows({ baseline, contender }: SlicesTask): boolean {
  const databaseOf = ({ connection }: SlicesTask['baseline']) => {
    const { host, port, database } = connection.config;
    return JSON.stringify([host, port, database]);
  };
  const writes = baseline.parts.some(({ query }) => query.writes);
  return writes && databaseOf(baseline) === databaseOf(contender);
}
