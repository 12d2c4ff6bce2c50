import { Stream } from '../core/random.ts';

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

/**
 * How ids look. `uuidv4`, as the schema's own default makes them: random. `uuidv7`: the row's time, then random, so
 * that new rows are at the end of an index.
 */
export const keyStyles = ['uuidv4', 'uuidv7'] as const;
export type KeyStyle = (typeof keyStyles)[number];

const hexDigits = new TextEncoder().encode('0123456789abcdef');
const binary = new Uint8Array(16);
const binaryView = new DataView(binary.buffer);

/** Characters of an id as text. */
export const textLength = 36;

/**
 * The keys of one table: a keyed bijection of (ordinal, part), two 32-bit numbers, and so unique by construction,
 * computed wherever they are referenced, never looked up. `part` counts within a parent (the k-th like of a post);
 * 0 where there is none.
 */
export abstract class IdSpace {
  protected readonly key0: number;
  protected readonly key1: number;
  protected readonly key2: number;
  protected readonly key3: number;

  constructor(seed: number, kind: EntityKind) {
    const stream = new Stream(seed, `id/${kind}`);
    [this.key0, this.key1, this.key2, this.key3] = [0, 1, 2, 3].map((round) => stream.u32(round) | 0) as [
      number,
      number,
      number,
      number,
    ];
  }

  /**
   * Writes the 16 bytes of an id. `timeMs` is the time of the row that has the id, for whom it is at hand: it is
   * computed otherwise, where the style of the keys asks for it.
   */
  abstract write(ordinal: number, part: number, into: DataView, offset: number, timeMs?: number): void;

  /** Writes the {@link textLength} characters of an id in PostgreSQL's text format. */
  writeText(ordinal: number, part: number, into: Uint8Array, offset: number, timeMs?: number): void {
    this.write(ordinal, part, binaryView, 0, timeMs);
    let at = offset;
    for (let i = 0; i < 16; i++) {
      if (i === 4 || i === 6 || i === 8 || i === 10) into[at++] = 0x2d; // '-'
      into[at++] = hexDigits[binary[i]! >>> 4]!;
      into[at++] = hexDigits[binary[i]! & 0x0f]!;
    }
  }

  text(ordinal: number, part = 0, timeMs?: number): string {
    const bytes = Buffer.allocUnsafe(textLength);
    this.writeText(ordinal, part, bytes, 0, timeMs);
    return bytes.toString('latin1');
  }
}
