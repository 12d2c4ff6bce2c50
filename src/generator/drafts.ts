/**
 * The rows of one chunk before they are encoded: a time, up to four whole numbers each (ordinals, parts) and perhaps
 * the time of what they refer to, in columns. Sorting by time here puts the rows on disk in the order in which an application would have written them.
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

  /** Indexes of the drafts by time, ties in the order of adding. */
  order(): Uint32Array {
    const { length } = this;
    const order = new Uint32Array(length);
    if (this.#isSorted) {
      for (let i = 0; i < length; i++) order[i] = i;
      return order;
    }
    sortByKey(this.#keys(), order);
    // Times too close for the keys to tell apart are in order of adding: put the few that differ right.
    const { time } = this;
    for (let i = 1; i < length; i++) {
      const index = order[i]!;
      let at = i;
      for (; at > 0 && time[order[at - 1]!]! > time[index]!; at--) order[at] = order[at - 1]!;
      order[at] = index;
    }
    return order;
  }

  /** The times as 32-bit numbers, as finely as these can tell them apart. */
  #keys(): Uint32Array {
    const { length, time } = this;
    let from = Number.POSITIVE_INFINITY;
    let until = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < length; i++) {
      from = Math.min(from, time[i]!);
      until = Math.max(until, time[i]!);
    }
    const scale = 0xffffffff / (until - from);
    const keys = new Uint32Array(length);
    for (let i = 0; i < length; i++) keys[i] = Math.floor((time[i]! - from) * scale);
    return keys;
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

const digitBits = 11;
const digits = 1 << digitBits;

/** Stable radix sort: fills `order` with the indexes of the keys in rising order. Several times as fast as the native one. */
function sortByKey(keys: Uint32Array, order: Uint32Array): void {
  const { length } = keys;
  let from = new Uint32Array(length);
  for (let i = 0; i < length; i++) from[i] = i;
  let into = new Uint32Array(length);
  const counts = new Uint32Array(digits);
  for (let shift = 0; shift < 32; shift += digitBits) {
    counts.fill(0);
    for (let i = 0; i < length; i++) counts[(keys[i]! >>> shift) & (digits - 1)]!++;
    let before = 0;
    for (let digit = 0; digit < digits; digit++) {
      const count = counts[digit]!;
      counts[digit] = before;
      before += count;
    }
    for (let i = 0; i < length; i++) {
      const index = from[i]!;
      const digit = (keys[index]! >>> shift) & (digits - 1);
      into[counts[digit]!] = index;
      counts[digit]!++;
    }
    [from, into] = [into, from];
  }
  order.set(from);
}
