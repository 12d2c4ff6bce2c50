import { mix32 } from './random.ts';

/** Rows and the two sums of one part. */
const wordsPerPart = 3;

/**
 * A checksum of a set of rows that does not depend on their order: the sums of two 32-bit hashes of each row's
 * bytes. Equal content gives equal checksums; different content gives equal ones with probability 2^-64. It guards
 * against faults, not against forgers. Kept apart for each of some parts of the set, it tells in which of them two
 * sets differ.
 */
export class ContentChecksum {
  readonly #words: Uint32Array<ArrayBuffer>;

  constructor(parts = 1) {
    this.#words = new Uint32Array(parts * wordsPerPart);
  }

  static of(words: Uint32Array): ContentChecksum {
    const checksum = new ContentChecksum(words.length / wordsPerPart);
    checksum.#words.set(words);
    return checksum;
  }

  /** All there is to it, for {@link of} in another thread. */
  get words(): Uint32Array<ArrayBuffer> {
    return this.#words.slice();
  }

  get parts(): number {
    return this.#words.length / wordsPerPart;
  }

  get rows(): number {
    let rows = 0;
    for (let at = 0; at < this.#words.length; at += wordsPerPart) rows += this.#words[at]!;
    return rows;
  }

  rowsIn(part: number): number {
    return this.#words[part * wordsPerPart]!;
  }

  /** Adds one row: the bytes from `start` up to `end`. */
  addRow(bytes: Uint8Array, start: number, end: number, part = 0): void {
    let first = end - start;
    let second = 0x2545f491;
    let at = start;
    for (; at + 4 <= end; at += 4) {
      const word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
      first = Math.imul((first << 15) | (first >>> 17), 0x9e3779b1) ^ word;
      second = Math.imul(second ^ word, 0x85ebca6b) + (second >>> 13);
    }
    for (; at < end; at++) {
      first = Math.imul(first, 0x01000193) ^ bytes[at]!;
      second = Math.imul(second ^ bytes[at]!, 0xc2b2ae35);
    }
    const words = this.#words;
    const place = part * wordsPerPart;
    words[place]!++;
    words[place + 1]! += mix32(first);
    words[place + 2]! += mix32(second ^ first);
  }

  /** Adds all rows of another checksum with as many parts. */
  add(other: ContentChecksum): void {
    for (let i = 0; i < this.#words.length; i++) this.#words[i]! += other.#words[i]!;
  }

  /** The parts whose content differs from that of the other checksum. */
  differences(other: ContentChecksum): number[] {
    const parts = Array.from({ length: this.parts }, (_, part) => part);
    return parts.filter((part) => {
      const at = part * wordsPerPart;
      return [at, at + 1, at + 2].some((word) => this.#words[word] !== other.#words[word]);
    });
  }

  /** 16 hexadecimal digits, whatever the parts. */
  get value(): string {
    const sums = new Uint32Array(2);
    for (let at = 0; at < this.#words.length; at += wordsPerPart) {
      sums[0]! += this.#words[at + 1]!;
      sums[1]! += this.#words[at + 2]!;
    }
    return [...sums].map((sum) => sum.toString(16).padStart(8, '0')).join('');
  }
}
