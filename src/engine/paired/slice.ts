/** When a slice of closed load on one arm is over. */
export interface SliceSize {
  /** From its first operation to its end, of which the first part does not count. */
  readonly sliceMs: number;
  /** The part that does not count: until the arm's caches and the processor's are its own again. */
  readonly dropShare: number;
  /** It goes on until so many operations have ended that count. */
  readonly leastOperations: number;
  /** But it ends after so long with the operations it has then, one at least. */
  readonly limitMs: number;
}

/** METHOD, section 3.4. */
export const defaultSliceMs = 1000;

/** The part of a slice that METHOD drops. */
export const dropShare = 0.1;

/** Slices that last so long when 200 operations fit in, as METHOD has it, and up to 15 s when not. */
export function sliceSizeOf(sliceMs: number): SliceSize {
  return { sliceMs, dropShare, leastOperations: 200, limitMs: Math.max(15_000, sliceMs) };
}

/** One slice on one arm. An operation counts if it was sent inside the window, and then however long it takes. */
export interface Slice {
  /** Of the window, which is the slice without its dropped beginning. */
  readonly windowMs: number;
  /** Of operations that count and succeeded or timed out, in the order in which they ended. */
  readonly durationsNs: Float64Array;
  /** 1 where the operation timed out: it would have taken longer. */
  readonly censored: Uint8Array;
  /** Index into the workload's queries. */
  readonly queries: Uint8Array;
  /** Operations that count and failed. */
  readonly failed: number;
  /** Successful completions inside the window, whenever they were sent. */
  readonly completedInWindow: number;
  /** Successful operations of the whole slice, what was dropped and what ended after it too: what the server worked for. */
  readonly executed: number;
}

/** A slice that grows while it is run. */
export class SliceTimings {
  #durationsNs = new Float64Array(4096);
  #censored = new Uint8Array(4096);
  #queries = new Uint8Array(4096);
  #count = 0;
  failed = 0;
  completedInWindow = 0;
  executed = 0;

  get count(): number {
    return this.#count;
  }

  add(durationNs: number, isCensored: boolean, query: number): void {
    if (this.#count === this.#durationsNs.length) this.#grow();
    const at = this.#count++;
    // A ratio takes durations above 0, and clocks have their steps.
    this.#durationsNs[at] = Math.max(1, durationNs);
    this.#censored[at] = Number(isCensored);
    this.#queries[at] = query;
  }

  /** The arrays are the caller's; the next slice begins empty. */
  take(windowMs: number): Slice {
    const slice: Slice = {
      windowMs,
      durationsNs: this.#durationsNs.slice(0, this.#count),
      censored: this.#censored.slice(0, this.#count),
      queries: this.#queries.slice(0, this.#count),
      failed: this.failed,
      completedInWindow: this.completedInWindow,
      executed: this.executed,
    };
    this.#count = 0;
    this.failed = 0;
    this.completedInWindow = 0;
    this.executed = 0;
    return slice;
  }

  #grow(): void {
    const capacity = 2 * this.#count;
    const [durationsNs, censored, queries] = [this.#durationsNs, this.#censored, this.#queries];
    this.#durationsNs = new Float64Array(capacity);
    this.#durationsNs.set(durationsNs);
    this.#censored = new Uint8Array(capacity);
    this.#censored.set(censored);
    this.#queries = new Uint8Array(capacity);
    this.#queries.set(queries);
  }
}

/** Several turns of an arm as the one slice that they make. */
export function joinSlices(turns: readonly Slice[]): Slice {
  const sum = (of: (turn: Slice) => number) => turns.reduce((total, turn) => total + of(turn), 0);
  const count = sum(({ durationsNs }) => durationsNs.length);
  const joined = {
    durationsNs: new Float64Array(count),
    censored: new Uint8Array(count),
    queries: new Uint8Array(count),
  };
  let at = 0;
  for (const turn of turns) {
    joined.durationsNs.set(turn.durationsNs, at);
    joined.censored.set(turn.censored, at);
    joined.queries.set(turn.queries, at);
    at += turn.durationsNs.length;
  }
  return {
    ...joined,
    windowMs: sum(({ windowMs }) => windowMs),
    failed: sum(({ failed }) => failed),
    completedInWindow: sum(({ completedInWindow }) => completedInWindow),
    executed: sum(({ executed }) => executed),
  };
}
