import { mix32 } from './random.ts';

/**
 * A checksum of a set of rows that does not depend on their order: the sums of two 32-bit hashes of each row's
 * bytes. Equal content gives equal checksums; different content gives equal ones with probability 2^-64. It guards
 * against faults, not against forgers.
 */
export class ContentChecksum {
  rows = 0;
  #first = 0;
  #second = 0;

  /** Adds one row: the bytes from `start` up to `end`. */
  addRow(bytes: Uint8Array, start: number, end: number): void {
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
    this.rows++;
    this.#first = (this.#first + mix32(first)) >>> 0;
    this.#second = (this.#second + mix32(second ^ first)) >>> 0;
  }

  /** Adds all rows of another checksum. */
  add({ rows, value }: { rows: number; value: string }): void {
    this.rows += rows;
    this.#first = (this.#first + Number.parseInt(value.slice(0, 8), 16)) >>> 0;
    this.#second = (this.#second + Number.parseInt(value.slice(8), 16)) >>> 0;
  }

  /** 16 hexadecimal digits. */
  get value(): string {
    return [this.#first, this.#second].map((sum) => sum.toString(16).padStart(8, '0')).join('');
  }
}
