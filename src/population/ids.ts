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
const binaryView = new DataView(binary.buffer);

/** Characters of an id as text. */
export const textLength = 36;

/**
 * The keys of one table: version 4 UUIDs whose bits look random and are a keyed bijection of (ordinal, part), two
 * 32-bit numbers: unique by construction, computed wherever they are referenced, never looked up.
 */
export class IdSpace {
  readonly #key0: number;
  readonly #key1: number;
  readonly #key2: number;
  readonly #key3: number;

  constructor(seed: number, kind: EntityKind) {
    const stream = new Stream(seed, `id/${kind}`);
    [this.#key0, this.#key1, this.#key2, this.#key3] = [0, 1, 2, 3].map((round) => stream.u32(round) | 0) as [
      number,
      number,
      number,
      number,
    ];
  }

  /** Writes the 16 bytes of an id. `part` counts within a parent (the k-th like of a post); 0 where there is none. */
  write(ordinal: number, part: number, into: DataView, offset: number): void {
    // A three-round Feistel network (Luby and Rackoff 1988): a bijection of 64 bits that looks random.
    let left = ordinal | 0;
    let right = part | 0;
    left ^= mix32(right ^ this.#key0);
    right ^= mix32(left ^ this.#key1);
    left ^= mix32(right ^ this.#key2);
    const more = mix32(left + right + this.#key3);
    // All 64 bits of the bijection are kept, around the version (4) and the variant (binary 10).
    into.setInt32(offset, left);
    into.setInt32(offset + 4, (right & 0xffff0000) | 0x4000 | ((right >>> 4) & 0x0fff));
    into.setInt32(offset + 8, 0x80000000 | ((right & 0x0f) << 26) | ((more >>> 6) & 0x03ffffff));
    into.setInt32(offset + 12, Math.imul(more, 0x9e3779b1) ^ left);
  }

  /** Writes the {@link textLength} characters of an id in PostgreSQL's text format. */
  writeText(ordinal: number, part: number, into: Uint8Array, offset: number): void {
    this.write(ordinal, part, binaryView, 0);
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
