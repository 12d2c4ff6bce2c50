import { AliasTable, zipfWeights } from '../core/distributions.ts';
import { Stream } from '../core/random.ts';
import { dayMs, start } from './calendar.ts';
import type { Profile } from './profile.ts';

/** At most this many hashtags stand under a post. */
export const maxHashtags = 4;

export const hashtagMonthMs = 30.4 * dayMs;

/** Flash mobs take to one of so many hashtags, not those that everybody uses anyway. */
const mobTags = 256;

/** A hashtag that draws a crowd: from `startMs`, for as long as the profile says. */
export interface FlashMob {
  tag: number;
  startMs: number;
}

/** What posts are about: hashtags, which drift by month, and some of which draw a crowd for some days. */
export class Hashtags {
  readonly size: number;
  readonly mobMs: number;
  readonly #profile: Profile['hashtags'];
  readonly #mobShare: number;
  readonly #mobProbability: number;
  readonly #stream: Stream;
  readonly #mobStream: Stream;
  readonly #ranks: AliasTable;
  /** How many hashtags a post has, by thousandths of all posts. */
  readonly #counts: Uint8Array;

  /** `size` is how many different ones there are: at most as many as the profile wants. */
  constructor(seed: number, { hashtags, flashMobs }: Profile, size: number) {
    this.size = size;
    this.mobMs = flashMobs.hours * 3_600_000;
    this.#profile = hashtags;
    this.#mobShare = flashMobs.share;
    this.#mobProbability = (flashMobs.perMonth * this.mobMs) / hashtagMonthMs;
    this.#stream = new Stream(seed, 'hashtags');
    this.#mobStream = new Stream(seed, 'flash-mobs');
    this.#ranks = new AliasTable(zipfWeights(size, hashtags.zipf));
    const total = hashtags.counts.reduce((sum, weight) => sum + weight, 0);
    const limits = hashtags.counts.map(
      (_, count) => hashtags.counts.slice(0, count + 1).reduce((sum, weight) => sum + weight, 0) / total,
    );
    this.#counts = Uint8Array.from({ length: 1000 }, (_, i) =>
      limits.findIndex((limit) => (i + 0.5) / 1000 < limit),
    );
  }

  /** How many hashtags a post would have if none came twice. */
  wanted(post: number): number {
    return this.#counts[this.#stream.below(1000, post, 0)]!;
  }

  /** Distinct indexes into the vocabulary, written to `into`; returns how many. */
  of(post: number, createdAt: number, into: Uint16Array): number {
    const wanted = this.wanted(post);
    const month = Math.floor((createdAt - start) / hashtagMonthMs);
    let count = 0;
    const mob = wanted > 0 ? this.#mobOf(post, createdAt) : -1;
    if (mob >= 0) into[count++] = mob;
    for (let attempt = count; attempt < wanted; attempt++) {
      const rank = this.#ranks.draw(this.#stream.uniform(post, 1 + attempt));
      const tag = this.at(rank, month);
      if (!isAmong(into, count, tag)) into[count++] = tag;
    }
    return count;
  }

  /** The hashtag of a rank in a month: beyond the lasting ones they drift, each month others take the middle ranks. */
  at(rank: number, month: number): number {
    const { lasting, driftPerMonth } = this.#profile;
    if (rank < lasting) return rank;
    return lasting + ((rank - lasting + month * driftPerMonth) % (this.size - lasting));
  }

  /** What is on at a time, if anything: one at a time at most. */
  mobAt(timeMs: number): FlashMob | undefined {
    const period = Math.floor((timeMs - start) / this.mobMs);
    if (this.#mobStream.uniform(period, 0) >= this.#mobProbability) return undefined;
    const startMs = start + period * this.mobMs;
    const { lasting } = this.#profile;
    const rank = (lasting + this.#mobStream.below(mobTags, period, 1)) % this.size;
    return { tag: this.at(rank, Math.floor((startMs - start) / hashtagMonthMs)), startMs };
  }

  /** A crowd grows evenly until half of its time, and shrinks as it grew. */
  #mobOf(post: number, createdAt: number): number {
    const mob = this.mobAt(createdAt);
    if (!mob) return -1;
    const height = 1 - Math.abs((2 * (createdAt - mob.startMs)) / this.mobMs - 1);
    return this.#stream.uniform(post, 6) < this.#mobShare * height ? mob.tag : -1;
  }
}

function isAmong(tags: Uint16Array, count: number, tag: number): boolean {
  for (let i = 0; i < count; i++) if (tags[i] === tag) return true;
  return false;
}
