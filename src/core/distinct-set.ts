import { mix32 } from './random.ts';

/** A reusable set of unsigned 32-bit integers: emptied in constant time, for "distinct likers of one post". */
export class DistinctSet {
  #values = new Uint32Array(64);
  #rounds = new Uint32Array(64);
  #round = 1;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  clear(): void {
    this.#size = 0;
    if (++this.#round === 0xffffffff) {
      this.#rounds.fill(0);
      this.#round = 1;
    }
  }

  /** False when the value was there already. */
  add(value: number): boolean {
    if (this.#size * 2 >= this.#values.length) this.#grow();
    return this.#insert(value);
  }

  #insert(value: number): boolean {
    const mask = this.#values.length - 1;
    let slot = mix32(value) & mask;
    while (this.#rounds[slot] === this.#round) {
      if (this.#values[slot] === value) return false;
      slot = (slot + 1) & mask;
    }
    this.#rounds[slot] = this.#round;
    this.#values[slot] = value;
    this.#size++;
    return true;
  }

  #grow(): void {
    const values = this.#values;
    const rounds = this.#rounds;
    this.#values = new Uint32Array(values.length * 2);
    this.#rounds = new Uint32Array(values.length * 2);
    this.#size = 0;
    for (let slot = 0; slot < values.length; slot++) {
      if (rounds[slot] === this.#round) this.#insert(values[slot]!);
    }
  }
}
