import type { EntityKind } from '../population/ids.ts';

/**
 * Bytes on disk as a line through what two loaded datasets took. The part that does not grow is the first pages of
 * every index, free space maps, and in GIN indexes the words, which are the same few thousand at any size.
 */
export interface Footprint {
  fixedBytes: number;
  bytesPerRow: number;
}

/** Of a table: its heap and TOAST, and all its indexes together. */
export interface TableFootprint {
  heap: Footprint;
  index: Footprint;
}

/** What ids are to a table's size: of 16 bytes or of 8. */
export type KeyWidth = 'uuid' | 'bigint';

/** Measured on PostgreSQL 18 with 1,000 and 20,000 users; written by `npm run describe:footprint`. */
export const footprints: Record<KeyWidth, Record<EntityKind, TableFootprint>> = {
  uuid: {
    users: {
      heap: { fixedBytes: 19384, bytesPerRow: 406.6 },
      index: { fixedBytes: 201768, bytesPerRow: 240.6 },
    },
    user_settings: {
      heap: { fixedBytes: 32764, bytesPerRow: 106.5 },
      index: { fixedBytes: 35404, bytesPerRow: 62.9 },
    },
    user_addresses: {
      heap: { fixedBytes: 35568, bytesPerRow: 190 },
      index: { fixedBytes: 20926, bytesPerRow: 31.7 },
    },
    user_preferences: {
      heap: { fixedBytes: 39981, bytesPerRow: 98.4 },
      index: { fixedBytes: 36169, bytesPerRow: 79.9 },
    },
    notification_preferences: {
      heap: { fixedBytes: 32442, bytesPerRow: 93.2 },
      index: { fixedBytes: 37331, bytesPerRow: 72.4 },
    },
    follows: {
      heap: { fixedBytes: 114853, bytesPerRow: 84.9 },
      index: { fixedBytes: 62966, bytesPerRow: 212.4 },
    },
    blocks: {
      heap: { fixedBytes: 32287, bytesPerRow: 88.9 },
      index: { fixedBytes: 66405, bytesPerRow: 129.1 },
    },
    posts: {
      heap: { fixedBytes: 82432, bytesPerRow: 292.8 },
      index: { fixedBytes: 520160, bytesPerRow: 196.1 },
    },
    post_media: {
      heap: { fixedBytes: 47874, bytesPerRow: 239.5 },
      index: { fixedBytes: 21736, bytesPerRow: 31.6 },
    },
    post_tags: {
      heap: { fixedBytes: 9471, bytesPerRow: 87.4 },
      index: { fixedBytes: 33224, bytesPerRow: 79.8 },
    },
    comments: {
      heap: { fixedBytes: 22011, bytesPerRow: 147.9 },
      index: { fixedBytes: 282089, bytesPerRow: 136.7 },
    },
    likes: {
      heap: { fixedBytes: 24831, bytesPerRow: 84.9 },
      index: { fixedBytes: 167841, bytesPerRow: 185 },
    },
    shares: {
      heap: { fixedBytes: 40280, bytesPerRow: 98 },
      index: { fixedBytes: 78622, bytesPerRow: 157.2 },
    },
    bookmarks: {
      heap: { fixedBytes: 31642, bytesPerRow: 86.9 },
      index: { fixedBytes: 82432, bytesPerRow: 148.9 },
    },
    conversations: {
      heap: { fixedBytes: 45248, bytesPerRow: 92 },
      index: { fixedBytes: 19784, bytesPerRow: 31.3 },
    },
    conversation_participants: {
      heap: { fixedBytes: 20221, bytesPerRow: 98.6 },
      index: { fixedBytes: 36513, bytesPerRow: 81.5 },
    },
    messages: {
      heap: { fixedBytes: 36559, bytesPerRow: 150.6 },
      index: { fixedBytes: 94716, bytesPerRow: 113.5 },
    },
    message_reads: {
      heap: { fixedBytes: 31223, bytesPerRow: 84.7 },
      index: { fixedBytes: 38192, bytesPerRow: 81.2 },
    },
    notifications: {
      heap: { fixedBytes: 20048, bytesPerRow: 227.4 },
      index: { fixedBytes: 98000, bytesPerRow: 120.2 },
    },
  },
  bigint: {
    users: {
      heap: { fixedBytes: 28932, bytesPerRow: 347.9 },
      index: { fixedBytes: 203076, bytesPerRow: 231.1 },
    },
    user_settings: {
      heap: { fixedBytes: 32780, bytesPerRow: 90.1 },
      index: { fixedBytes: 37120, bytesPerRow: 44.8 },
    },
    user_addresses: {
      heap: { fixedBytes: 43366, bytesPerRow: 164.7 },
      index: { fixedBytes: 18548, bytesPerRow: 22.5 },
    },
    user_preferences: {
      heap: { fixedBytes: 40144, bytesPerRow: 82 },
      index: { fixedBytes: 40750, bytesPerRow: 61.3 },
    },
    notification_preferences: {
      heap: { fixedBytes: 30264, bytesPerRow: 77.5 },
      index: { fixedBytes: 42933, bytesPerRow: 54.1 },
    },
    follows: {
      heap: { fixedBytes: 42901, bytesPerRow: 61.1 },
      index: { fixedBytes: 94661, bytesPerRow: 148.7 },
    },
    blocks: {
      heap: { fixedBytes: 40977, bytesPerRow: 59.9 },
      index: { fixedBytes: 63618, bytesPerRow: 84.6 },
    },
    posts: {
      heap: { fixedBytes: 50464, bytesPerRow: 267.1 },
      index: { fixedBytes: 523520, bytesPerRow: 175.2 },
    },
    post_media: {
      heap: { fixedBytes: 16186, bytesPerRow: 187.1 },
      index: { fixedBytes: 20800, bytesPerRow: 22.4 },
    },
    post_tags: {
      heap: { fixedBytes: 35008, bytesPerRow: 69.2 },
      index: { fixedBytes: 39843, bytesPerRow: 63.5 },
    },
    comments: {
      heap: { fixedBytes: 36320, bytesPerRow: 119.9 },
      index: { fixedBytes: 283545, bytesPerRow: 116.3 },
    },
    likes: {
      heap: { fixedBytes: 81672, bytesPerRow: 60.4 },
      index: { fixedBytes: 164069, bytesPerRow: 129 },
    },
    shares: {
      heap: { fixedBytes: 45275, bytesPerRow: 74.3 },
      index: { fixedBytes: 80673, bytesPerRow: 104.6 },
    },
    bookmarks: {
      heap: { fixedBytes: 38722, bytesPerRow: 60.1 },
      index: { fixedBytes: 78526, bytesPerRow: 99.9 },
    },
    conversations: {
      heap: { fixedBytes: 46137, bytesPerRow: 75.7 },
      index: { fixedBytes: 24131, bytesPerRow: 22.3 },
    },
    conversation_participants: {
      heap: { fixedBytes: 37832, bytesPerRow: 68.8 },
      index: { fixedBytes: 45306, bytesPerRow: 53.7 },
    },
    messages: {
      heap: { fixedBytes: 91342, bytesPerRow: 122.9 },
      index: { fixedBytes: 107321, bytesPerRow: 93.7 },
    },
    message_reads: {
      heap: { fixedBytes: 29549, bytesPerRow: 61.4 },
      index: { fixedBytes: 31538, bytesPerRow: 54 },
    },
    notifications: {
      heap: { fixedBytes: 21240, bytesPerRow: 160.3 },
      index: { fixedBytes: 97912, bytesPerRow: 101.1 },
    },
  },
};
