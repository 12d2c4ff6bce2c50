import { mix32 } from '../core/random.ts';
import type { EntityKind } from './ids.ts';
import { UuidSpace } from './uuid-space.ts';

/** When the row of an id came into being, in milliseconds since 1970. */
export type TimeOf = (ordinal: number, part: number) => number;

const partMask = 0x3fff_ffff;

/**
 * Ids that rise with the time of their rows, to the microsecond, as PostgreSQL 18's own `uuidv7()` makes them: 48
 * bits of milliseconds and 12 of their fraction (RFC 9562, section 6.2, method 3), then 62 bits that look random.
 */
export class UuidV7Space extends UuidSpace {
  readonly #timeOf: TimeOf;

  /** `timeOf` is asked for ids that are written without a time. */
  constructor(seed: number, kind: EntityKind, timeOf: TimeOf) {
    super(seed, kind);
    this.#timeOf = timeOf;
  }

  override write(
    ordinal: number,
    part: number,
    into: DataView,
    offset: number,
    timeMs = this.#timeOf(ordinal, part),
  ): void {
    // The same whole microseconds as in the row's timestamp.
    const us = Math.floor(timeMs * 1000);
    const ms = Math.floor(us / 1000);
    const fraction = Math.floor(((us - ms * 1000) * 4096) / 1000);
    // A bijection of 62 bits: parts are small but for their first bit, which moves to where it is kept.
    let left = ordinal | 0;
    let right = (part & 0x1fff_ffff) | ((part >>> 31) << 29);
    left ^= mix32(right ^ this.key0);
    right ^= mix32(left ^ this.key1) & partMask;
    left ^= mix32(right ^ this.key2);
    into.setInt32(offset, Math.floor(ms / 0x1_0000));
    into.setInt32(offset + 4, (ms << 16) | 0x7000 | fraction);
    into.setInt32(offset + 8, 0x80000000 | right);
    into.setInt32(offset + 12, left);
  }
}
