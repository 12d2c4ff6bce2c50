import { firstFreshOrdinal, type IdSpace } from './ids.ts';

const ordinalsPerRun = 0x1_0000_0000 - firstFreshOrdinal;

/** Ids that begin with their time, and numbers, keep 29 bits of the part. */
export const maxRun = 0x1fff_ffff;

export interface FreshKeyOptions {
  /** The number of the run on its database, 1 to {@link maxRun}: no two runs have the same. */
  run: number;
  /** Which of the clients, of all threads together, counted from 0. */
  lane: number;
  /** How many clients there are. */
  lanes: number;
  /** The time of rows that are written now, in milliseconds since 1970; ids that carry a time need it. */
  nowMs: () => number;
}

/**
 * Keys for rows that a run writes: those of the population are a bijection of (ordinal, part), and these take
 * ordinals that it never reaches, every client its own, and the run's number for the part. So no key meets one of the
 * population, of another client, thread or run, and nobody needs to be asked. A run has a thousand million.
 */
export class FreshKeys {
  readonly #run: number;
  readonly #lanes: number;
  readonly #nowMs: () => number;
  #next: number;

  constructor({ run, lane, lanes, nowMs }: FreshKeyOptions) {
    if (!Number.isInteger(run) || run < 1 || run > maxRun)
      throw new RangeError(`run ${run} is not 1..${maxRun}`);
    if (!Number.isInteger(lane) || lane < 0 || lane >= lanes)
      throw new RangeError(`lane ${lane} of ${lanes}`);
    this.#run = run;
    this.#lanes = lanes;
    this.#nowMs = nowMs;
    this.#next = lane;
  }

  /** A key in PostgreSQL's text format. */
  draw(space: IdSpace): string {
    const ordinal = this.#next;
    if (ordinal >= ordinalsPerRun)
      throw new RangeError(`a run has ${ordinalsPerRun} keys, and all are drawn`);
    this.#next += this.#lanes;
    return space.text(firstFreshOrdinal + ordinal, this.#run, this.#nowMs());
  }
}
