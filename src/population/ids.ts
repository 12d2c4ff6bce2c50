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
 * that new rows are at the end of an index. `bigint`: numbers of 8 bytes that rise with the order of creation, as an
 * identity column gives them.
 */
export const keyStyles = ['uuidv4', 'uuidv7', 'bigint'] as const;
export type KeyStyle = (typeof keyStyles)[number];

/** The most characters of an id as text. */
export const maxTextLength = 36;

/** Ordinals from here on are those of rows that runs write: those of the population end far below, missing ones too. */
export const firstFreshOrdinal = 0xc000_0000;

/**
 * The keys of one table: a bijection of (ordinal, part), two 32-bit numbers, and so unique by construction, computed
 * wherever they are referenced, never looked up. `part` counts within a parent (the k-th like of a post); 0 where there
 * is none.
 */
export interface IdSpace {
  /** Bytes of an id. */
  readonly bytes: number;
  /** Whether JSON has ids as numbers, as `jsonb_build_object` makes them: not as texts. */
  readonly isNumeric: boolean;

  /**
   * Writes the bytes of an id, as PostgreSQL's binary format has them. `timeMs` is the time of the row that has the id,
   * for whom it is at hand: it is computed otherwise, where the style of the keys asks for it.
   */
  write(ordinal: number, part: number, into: DataView, offset: number, timeMs?: number): void;

  /**
   * Writes an id in PostgreSQL's text format, of at most {@link maxTextLength} characters. Returns how many they are.
   */
  writeText(ordinal: number, part: number, into: Uint8Array, offset: number, timeMs?: number): number;

  text(ordinal: number, part?: number, timeMs?: number): string;
}
