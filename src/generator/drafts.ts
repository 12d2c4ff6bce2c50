import { TimeSorter } from './time-sorter.ts';

/**
 * The rows of one chunk before they are encoded: a time, up to four whole numbers each (ordinals, parts) and perhaps
 * the time of what they refer to, in columns. Sorting by time here puts the rows on disk in the order in which an
 * application would have written them.
 */
export class Drafts {
  length = 0;
  time = new Float64Array(4096);
  a = new Uint32Array(4096);
  b = new Uint32Array(4096);
  c = new Uint32Array(4096);
  d = new Uint32Array(4096);
  /** What {@link refer} has told; of other rows, nothing. */
  reference = new Float64Array(4096);
  #isSorted = true;
  #order = new Uint32Array(0);
  readonly #sorter = new TimeSorter();

  clear(): void {
    this.length = 0;
    this.#isSorted = true;
  }

  add(timeMs: number, a: number, b = 0, c = 0, d = 0): void {
    if (this.length === this.time.length) this.#grow();
    const at = this.length++;
    if (at > 0 && timeMs < this.time[at - 1]!) this.#isSorted = false;
    this.time[at] = timeMs;
    this.a[at] = a;
    this.b[at] = b;
    this.c[at] = c;
    this.d[at] = d;
  }

  /** The time of what the row added last refers to, where it is known now and dear to compute later. */
  refer(timeMs: number): void {
    this.reference[this.length - 1] = timeMs;
  }

  /** Indexes of the drafts by time, ties in the order of adding. Valid until the next call. */
  order(): Uint32Array {
    const { length } = this;
    if (this.#order.length < length) this.#order = new Uint32Array(this.time.length);
    const order = this.#order.subarray(0, length);
    if (this.#isSorted) for (let i = 0; i < length; i++) order[i] = i;
    else this.#sort(order);
    return order;
  }

  #sort(order: Uint32Array): void {
    const { length, time } = this;
    this.#sorter.sort(time, order);
    // Times too close for the keys to tell apart are in order of adding: put the few that differ right.
    let latest = time[order[0]!]!;
    for (let i = 1; i < length; i++) {
      const index = order[i]!;
      const timeMs = time[index]!;
      if (timeMs >= latest) {
        latest = timeMs;
        continue;
      }
      let at = i;
      for (; at > 0 && time[order[at - 1]!]! > timeMs; at--) order[at] = order[at - 1]!;
      order[at] = index;
    }
  }

  #grow(): void {
    const capacity = this.time.length * 2;
    for (const column of ['time', 'reference'] as const) {
      const larger = new Float64Array(capacity);
      larger.set(this[column]);
      this[column] = larger;
    }
    for (const column of ['a', 'b', 'c', 'd'] as const) {
      const larger = new Uint32Array(capacity);
      larger.set(this[column]);
      this[column] = larger;
    }
  }
}
