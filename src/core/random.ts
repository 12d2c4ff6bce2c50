/**
 * All randomness of the harness. Two shapes: a {@link Stream} is a pure function of (seed, name, ordinal, lane),
 * so that any row can be made without the rows before it; a {@link RandomSequence} is an ordinary generator for
 * loops that draw one value after another. Both use 32-bit integer arithmetic only: same bits on every platform.
 */

/**
 * Bijective 32-bit mixer with low bias (0.17 by exhaustive test). The result is signed: V8 keeps signed 32-bit
 * integers out of the heap, unsigned ones it does not.
 * Source: C. Wellons, "Prospecting for Hash Functions", `lowbias32` with the constants of 2021.
 */
export function mix32(x: number): number {
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return x ^ (x >>> 15);
}

/** FNV-1a over UTF-16 code units; only to turn names and seeds into keys. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return mix32(hash);
}

const golden = 0x9e3779b9;
const perHighWord = 1 / 0x1_0000_0000;

/** A keyed hash of ordinals: independent draws by (name, ordinal, lane). Ordinals reach 2^53. */
export class Stream {
  readonly #key0: number;
  readonly #key1: number;

  constructor(seed: number, name: string) {
    const low = mix32(seed >>> 0) ^ Math.imul(mix32(Math.floor(seed * perHighWord) >>> 0), golden);
    this.#key0 = mix32(low ^ hashText(name));
    this.#key1 = mix32(this.#key0 ^ hashText(`${name}/1`) ^ golden);
  }

  /** A uniform integer in [0, 2^32). `lane` tells draws for one ordinal apart. */
  u32(ordinal: number, lane = 0): number {
    return mix32(this.hash(ordinal) ^ this.#key1 ^ Math.imul(lane + 1, golden)) >>> 0;
  }

  /** A uniform number in (0, 1): never 0, so that its logarithm exists. */
  uniform(ordinal: number, lane = 0): number {
    return (this.u32(ordinal, lane) + 0.5) * perHighWord;
  }

  /** A uniform integer in [0, below). */
  below(below: number, ordinal: number, lane = 0): number {
    return Math.floor(this.u32(ordinal, lane) * perHighWord * below);
  }

  /** A generator of its own for one ordinal, for rows that need an unknown number of draws. */
  sequence(ordinal: number): RandomSequence {
    const sequence = new RandomSequence();
    this.reseed(sequence, ordinal);
    return sequence;
  }

  /** Points an existing generator at an ordinal: {@link sequence} without the allocation. */
  reseed(sequence: RandomSequence, ordinal: number): void {
    const hash = this.hash(ordinal);
    sequence.seed(hash, mix32(hash ^ this.#key1), this.#key1);
  }

  /** 32 random bits, as a signed integer: half the work of {@link u32}, for who needs no lanes. */
  hash(ordinal: number): number {
    const high = ordinal >= 0x1_0000_0000 ? Math.floor(ordinal * perHighWord) : 0;
    return mix32((ordinal ^ this.#key0) + Math.imul(high, golden));
  }
}

/** The author's 12 rounds are for seeds such as 1, 2, 3; ours are hashes, and a bit spreads over the state in 4. */
const warmUpRounds = 4;

/**
 * sfc32 ("small fast counting", C. Doty-Humphrey, PractRand): 128 bits of state, passes PractRand and BigCrush.
 */
export class RandomSequence {
  #a = 0;
  #b = 0;
  #c = 0;
  #counter = 1;

  /** The words should be well mixed already; `c` may be the same for many sequences. */
  seed(a: number, b: number, c: number): void {
    this.#a = a | 0;
    this.#b = b | 0;
    this.#c = c | 0;
    this.#counter = 1;
    for (let i = 0; i < warmUpRounds; i++) this.u32();
  }

  u32(): number {
    const result = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + result;
    this.#c |= 0;
    return result >>> 0;
  }

  /** A uniform number in (0, 1). */
  uniform(): number {
    return (this.u32() + 0.5) * perHighWord;
  }

  /** A uniform integer in [0, below). */
  below(below: number): number {
    return Math.floor(this.u32() * perHighWord * below);
  }
}
