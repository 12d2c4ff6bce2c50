import type { ByArm } from './arms.ts';

/** The pairs of one block, in the order in which they ended. */
export interface PairBlock {
  /** Since the first block began. */
  readonly startMs: number;
  readonly durationMs: number;
  /** Pairs of which both operations succeeded or timed out: the length of all arrays below. */
  readonly pairs: number;
  /** Pairs that are in none of them, because an operation failed. */
  readonly excluded: number;
  /** Operations of the block that failed. */
  readonly failed: ByArm<number>;
  /** From sending to the end; the statement timeout's value where that ended it. */
  readonly durationsNs: ByArm<Float64Array>;
  /** 1 where the operation timed out: it would have taken longer. */
  readonly censored: ByArm<Uint8Array>;
  /** 1 where the contender went first. */
  readonly contenderFirst: Uint8Array;
  /** Index into the workload's strata. */
  readonly strata: Uint8Array;
}

/** Takes timings without allocating, once it has its size. */
export class PairTimings {
  #capacity: number;
  #pairs = 0;
  #excluded = 0;
  readonly #failed: [number, number] = [0, 0];
  #durationsNs: [Float64Array, Float64Array];
  #censored: [Uint8Array, Uint8Array];
  #contenderFirst: Uint8Array;
  #strata: Uint8Array;

  constructor(capacity = 4096) {
    this.#capacity = capacity;
    this.#durationsNs = [new Float64Array(capacity), new Float64Array(capacity)];
    this.#censored = [new Uint8Array(capacity), new Uint8Array(capacity)];
    this.#contenderFirst = new Uint8Array(capacity);
    this.#strata = new Uint8Array(capacity);
  }

  get pairs(): number {
    return this.#pairs;
  }

  get excluded(): number {
    return this.#excluded;
  }

  add(durationsNs: ByArm<number>, censored: ByArm<boolean>, contenderFirst: boolean, stratum: number): void {
    if (this.#pairs === this.#capacity) this.#grow();
    const at = this.#pairs++;
    for (const arm of [0, 1] as const) {
      // A ratio takes durations above 0, and clocks have their steps.
      this.#durationsNs[arm][at] = Math.max(1, durationsNs[arm]);
      this.#censored[arm][at] = Number(censored[arm]);
    }
    this.#contenderFirst[at] = Number(contenderFirst);
    this.#strata[at] = stratum;
  }

  exclude(failed: ByArm<boolean>): void {
    this.#excluded++;
    for (const arm of [0, 1] as const) this.#failed[arm] += Number(failed[arm]);
  }

  /** What was taken since the last call; the arrays are the caller's. */
  take(startMs: number, durationMs: number): PairBlock {
    const pairs = this.#pairs;
    const block: PairBlock = {
      startMs,
      durationMs,
      pairs,
      excluded: this.#excluded,
      failed: [...this.#failed],
      durationsNs: [this.#durationsNs[0].slice(0, pairs), this.#durationsNs[1].slice(0, pairs)],
      censored: [this.#censored[0].slice(0, pairs), this.#censored[1].slice(0, pairs)],
      contenderFirst: this.#contenderFirst.slice(0, pairs),
      strata: this.#strata.slice(0, pairs),
    };
    this.#pairs = 0;
    this.#excluded = 0;
    this.#failed.fill(0);
    return block;
  }

  #grow(): void {
    this.#capacity *= 2;
    const larger = <Numbers extends Float64Array | Uint8Array>(from: Numbers, to: Numbers): Numbers => {
      to.set(from);
      return to;
    };
    const doubled = (from: Float64Array) => larger(from, new Float64Array(this.#capacity));
    const doubledFlags = (from: Uint8Array) => larger(from, new Uint8Array(this.#capacity));
    this.#durationsNs = [doubled(this.#durationsNs[0]), doubled(this.#durationsNs[1])];
    this.#censored = [doubledFlags(this.#censored[0]), doubledFlags(this.#censored[1])];
    this.#contenderFirst = doubledFlags(this.#contenderFirst);
    this.#strata = doubledFlags(this.#strata);
  }
}
