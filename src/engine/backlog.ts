/** Arrivals that wait for a connection, first come, first served. Grows as it must, and never shrinks. */
export class Backlog {
  #intendedNs = new Float64Array(1024);
  #dispatchNs = new Float64Array(1024);
  #first = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Of the first; undefined behaviour when empty. */
  get intendedNs(): number {
    return this.#intendedNs[this.#first]!;
  }

  get dispatchNs(): number {
    return this.#dispatchNs[this.#first]!;
  }

  push(intendedNs: number, dispatchNs: number): void {
    if (this.#length === this.#intendedNs.length) this.#grow();
    const at = (this.#first + this.#length++) % this.#intendedNs.length;
    this.#intendedNs[at] = intendedNs;
    this.#dispatchNs[at] = dispatchNs;
  }

  shift(): void {
    this.#first = (this.#first + 1) % this.#intendedNs.length;
    this.#length--;
  }

  #grow(): void {
    this.#intendedNs = unrolled(this.#intendedNs, this.#first);
    this.#dispatchNs = unrolled(this.#dispatchNs, this.#first);
    this.#first = 0;
  }
}

/** Twice as large, the ring laid out from its beginning. */
function unrolled(ring: Float64Array, first: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(ring.length * 2);
  larger.set(ring.subarray(first));
  larger.set(ring.subarray(0, first), ring.length - first);
  return larger;
}
