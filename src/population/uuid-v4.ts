import { mix32 } from '../core/random.ts';
import { UuidSpace } from './uuid-space.ts';

/** Ids that look random, and know nothing of time. */
export class UuidV4Space extends UuidSpace {
  override write(ordinal: number, part: number, into: DataView, offset: number): void {
    // A three-round Feistel network (Luby and Rackoff 1988): a bijection of 64 bits that looks random.
    let left = ordinal | 0;
    let right = part | 0;
    left ^= mix32(right ^ this.key0);
    right ^= mix32(left ^ this.key1);
    left ^= mix32(right ^ this.key2);
    // Bits beyond those of the bijection need only look like the others: no round of their own.
    const more = Math.imul(left ^ this.key3, 0x21f0aaad) ^ right;
    // All 64 bits of the bijection are kept, around the version (4) and the variant (binary 10).
    into.setInt32(offset, left);
    into.setInt32(offset + 4, (right & 0xffff0000) | 0x4000 | ((right >>> 4) & 0x0fff));
    into.setInt32(offset + 8, 0x80000000 | ((right & 0x0f) << 26) | ((more >>> 6) & 0x03ffffff));
    into.setInt32(offset + 12, Math.imul(more, 0x9e3779b1) ^ left);
  }
}
