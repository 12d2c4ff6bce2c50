const digitBits = 11;
const digits = 1 << digitBits;
const lowDigit = digits - 1;

/**
 * Sorts times by keys of two digits: fine enough to tell nearly all times of a chunk apart, and half the passes that
 * whole 32-bit keys would take. A stable radix sort, several times as fast as the native one.
 *
 * Every loop is a function of its own: of two in one function, called as rarely as once a chunk, V8 compiles the first
 * while it runs and falls back to the interpreter for the second, every time anew.
 */
export class TimeSorter {
  readonly #low = new Uint32Array(digits);
  readonly #high = new Uint32Array(digits);
  #keys = new Uint32Array(0);
  /** Keys and indexes after the first pass. */
  #halfKeys = new Uint32Array(0);
  #halfOrder = new Uint32Array(0);

  /** Fills `order` with the indexes of as many times, those with equal keys as they were. */
  sort(time: Float64Array, order: Uint32Array): void {
    const { length } = order;
    if (this.#keys.length < length) {
      this.#keys = new Uint32Array(time.length);
      this.#halfKeys = new Uint32Array(time.length);
      this.#halfOrder = new Uint32Array(time.length);
    }
    const times = time.subarray(0, length);
    const [from, until] = [least(times), greatest(times)];
    makeKeys(times, from, (digits * digits - 1) / (until - from), this.#keys);
    this.#low.fill(0);
    this.#high.fill(0);
    count(this.#keys, length, this.#low, this.#high);
    accumulate(this.#low);
    accumulate(this.#high);
    sortByLow(this.#keys, length, this.#low, this.#halfKeys, this.#halfOrder);
    sortByHigh(this.#halfKeys, this.#halfOrder, this.#high, order);
  }
}

function least(times: Float64Array): number {
  let result = Number.POSITIVE_INFINITY;
  for (let i = 0; i < times.length; i++) if (times[i]! < result) result = times[i]!;
  return result;
}

function greatest(times: Float64Array): number {
  let result = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < times.length; i++) if (times[i]! > result) result = times[i]!;
  return result;
}

function makeKeys(times: Float64Array, from: number, scale: number, keys: Uint32Array): void {
  for (let i = 0; i < times.length; i++) keys[i] = Math.floor((times[i]! - from) * scale);
}

function count(keys: Uint32Array, length: number, low: Uint32Array, high: Uint32Array): void {
  for (let i = 0; i < length; i++) {
    const key = keys[i]!;
    low[key & lowDigit]!++;
    high[key >>> digitBits]!++;
  }
}

/** Counts become the sums of those before: where each digit's first goes. */
function accumulate(counts: Uint32Array): void {
  let before = 0;
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i]!;
    counts[i] = before;
    before += count;
  }
}

function sortByLow(
  keys: Uint32Array,
  length: number,
  places: Uint32Array,
  intoKeys: Uint32Array,
  intoOrder: Uint32Array,
): void {
  for (let i = 0; i < length; i++) {
    const key = keys[i]!;
    const to = places[key & lowDigit]!++;
    intoKeys[to] = key;
    intoOrder[to] = i;
  }
}

function sortByHigh(keys: Uint32Array, order: Uint32Array, places: Uint32Array, into: Uint32Array): void {
  for (let i = 0; i < into.length; i++) into[places[keys[i]! >>> digitBits]!++] = order[i]!;
}
