import { mix32, Stream } from '../core/random.ts';

/** What has a key of its own. The kind keys the bijection, so that ids of different tables look unrelated. */
export const entityKinds = [
  'users',
  'user_settings',
  'user_addresses',
  'user_preferences',
  'notification_preferences',
  'follows',
  'blocks',
  'posts',
  'post_media',
  'post_tags',
  'comments',
  'likes',
  'shares',
  'bookmarks',
  'conversations',
  'conversation_participants',
  'messages',
  'message_reads',
  'notifications',
] as const;
export type EntityKind = (typeof entityKinds)[number];

const hexDigits = new TextEncoder().encode('0123456789abcdef');
const binary = new Uint8Array(16);

/** Characters of an id as text. */
export const textLength = 36;

/**
 * The keys of one table: version 4 UUIDs whose bits look random and are a keyed bijection of (ordinal, part), two
 * 32-bit numbers: unique by construction, computed wherever they are referenced, never looked up.
 */
export class IdSpace {
  readonly #keys: Uint32Array;

  constructor(seed: number, kind: EntityKind) {
    const stream = new Stream(seed, `id/${kind}`);
    this.#keys = Uint32Array.from({ length: 6 }, (_, round) => stream.u32(round));
  }

  /** Writes the 16 bytes of an id. `part` counts within a parent (the k-th like of a post); 0 where there is none. */
  write(ordinal: number, part: number, into: Uint8Array, offset: number): void {
    const keys = this.#keys;
    // A four-round Feistel network: a bijection of 64 bits.
    let left = ordinal | 0;
    let right = part | 0;
    left ^= mix32(right ^ keys[0]!);
    right ^= mix32(left ^ keys[1]!);
    left ^= mix32(right ^ keys[2]!);
    right ^= mix32(left ^ keys[3]!);
    const extra = mix32(left ^ keys[4]!);
    const more = mix32(right ^ keys[5]!);
    // All 64 bits of the bijection are kept: left in bytes 0-3, right in bytes 4, 5, 7 and 9.
    into[offset] = left >>> 24;
    into[offset + 1] = left >>> 16;
    into[offset + 2] = left >>> 8;
    into[offset + 3] = left;
    into[offset + 4] = right >>> 24;
    into[offset + 5] = right >>> 16;
    into[offset + 6] = 0x40 | (extra & 0x0f); // version 4
    into[offset + 7] = right >>> 8;
    into[offset + 8] = 0x80 | ((extra >>> 4) & 0x3f); // variant 10
    into[offset + 9] = right;
    into[offset + 10] = extra >>> 10;
    into[offset + 11] = extra >>> 18;
    into[offset + 12] = more;
    into[offset + 13] = more >>> 8;
    into[offset + 14] = more >>> 16;
    into[offset + 15] = more >>> 24;
  }

  /** Writes the {@link textLength} characters of an id in PostgreSQL's text format. */
  writeText(ordinal: number, part: number, into: Uint8Array, offset: number): void {
    this.write(ordinal, part, binary, 0);
    let at = offset;
    for (let i = 0; i < 16; i++) {
      if (i === 4 || i === 6 || i === 8 || i === 10) into[at++] = 0x2d; // '-'
      into[at++] = hexDigits[binary[i]! >>> 4]!;
      into[at++] = hexDigits[binary[i]! & 0x0f]!;
    }
  }

  text(ordinal: number, part = 0): string {
    const bytes = Buffer.allocUnsafe(textLength);
    this.writeText(ordinal, part, bytes, 0);
    return bytes.toString('latin1');
  }
}
