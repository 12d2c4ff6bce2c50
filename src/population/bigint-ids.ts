import { type EntityKind, firstFreshOrdinal, type IdSpace } from './ids.ts';

/** Tables with one row an ordinal: their parts are 0. */
const withoutParts: ReadonlySet<EntityKind> = new Set([
  'users',
  'user_settings',
  'posts',
  'conversations',
  'notifications',
]);

/** Where the ids of rows that runs write begin, in the upper half of an id: at 2^62. */
const freshHigh = 0x4000_0000;
const freshMask = 0x3fff_ffff;
const highUnit = 0x1_0000_0000;

/**
 * Ids that rise with the ordinal, and so with the order of creation, as an identity column gives them: whole numbers
 * from 1 up to 2^63 - 1. Three ranges, in which the order of the ids is that of what they are made of:
 * - rows that are the only ones of their ordinal: ordinal + 1, without gaps;
 * - rows that are one of their parent's: (ordinal + 1) * 2^30 + part. Parts are small but for their first bit, which
 *   moves to bit 29. There are gaps, and rows are in the order of their parents: a like stands with those of its post,
 *   not where it would have come in time;
 * - rows that runs write: 2^62 + run * 2^30 + number within the run, so above all of the population and of earlier
 *   runs, and above what the identity column itself gives, which goes on after the loaded rows.
 */
export class BigintSpace implements IdSpace {
  readonly bytes = 8;
  readonly isNumeric = true;
  readonly #hasParts: boolean;

  constructor(kind: EntityKind) {
    this.#hasParts = !withoutParts.has(kind);
  }

  write(ordinal: number, part: number, into: DataView, offset: number): void {
    const { high, low } = this.#halves(ordinal, part);
    into.setInt32(offset, high);
    into.setInt32(offset + 4, low);
  }

  writeText(ordinal: number, part: number, into: Uint8Array, offset: number): number {
    const text = this.text(ordinal, part);
    for (let i = 0; i < text.length; i++) into[offset + i] = text.charCodeAt(i);
    return text.length;
  }

  text(ordinal: number, part = 0): string {
    const { high, low } = this.#halves(ordinal, part);
    const value = high * highUnit + (low >>> 0);
    return Number.isSafeInteger(value) ? String(value) : String((BigInt(high) << 32n) | BigInt(low >>> 0));
  }

  #halves(ordinal: number, part: number): { high: number; low: number } {
    if (ordinal >= firstFreshOrdinal) {
      return { high: freshHigh | (part >>> 2), low: (part << 30) | (ordinal & freshMask) };
    }
    const place = ordinal + 1;
    if (!this.#hasParts) return { high: 0, low: place };
    return { high: place >>> 2, low: (place << 30) | ((part >>> 31) << 29) | (part & 0x1fff_ffff) };
  }
}
