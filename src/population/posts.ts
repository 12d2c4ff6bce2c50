import { AliasTable, lognormalQuantile, QuantileTable, zipfWeights } from '../core/distributions.ts';
import { exp } from '../core/portable-math.ts';
import { RandomSequence, Stream } from '../core/random.ts';
import { dayMs, start } from './calendar.ts';
import { activityGrowth, Timeline } from './growth.ts';
import type { Profile } from './profile.ts';
import type { Society } from './society.ts';
import type { Users } from './users.ts';

/** At most this many hashtags stand under a post. */
export const maxHashtags = 4;

/** Posts in time order: who wrote them, when, about what, and how much attention they get. */
export class Posts {
  readonly count: number;
  readonly #profile: Profile;
  readonly #society: Society;
  readonly #users: Users;
  readonly #timeline: Timeline;
  readonly #stream: Stream;
  readonly #random = new RandomSequence();
  /** What is known of the post asked about last: questions about one post come together. */
  readonly #last = { post: -1, createdAt: 0, alive: 0, author: -1 };
  readonly #hashtags: AliasTable;
  readonly #hashtagCount: number;
  readonly #likes: QuantileTable;
  readonly #comments: QuantileTable;

  constructor(seed: number, profile: Profile, society: Society, users: Users, hashtagCount: number) {
    this.count = Math.round(users.count * profile.posts.perUser);
    this.#profile = profile;
    this.#society = society;
    this.#users = users;
    this.#timeline = new Timeline(Math.max(1, this.count), activityGrowth(profile.initialUsers));
    this.#stream = new Stream(seed, 'posts');
    this.#hashtagCount = hashtagCount;
    this.#hashtags = new AliasTable(zipfWeights(hashtagCount, profile.hashtags.zipf));
    this.#likes = zeroInflated(profile.likes);
    this.#comments = zeroInflated(profile.comments);
  }

  createdAt(post: number): number {
    return this.#recall(post).createdAt;
  }

  /** How many users have surely joined when a post is written: who may write it and react to it. */
  aliveAt(post: number): number {
    return this.#recall(post).alive;
  }

  /** How many posts surely exist at a time. */
  countAt(clockMs: number): number {
    return Math.min(this.count, this.#timeline.countAt(clockMs));
  }

  authorOf(post: number): number {
    const last = this.#recall(post);
    if (last.author < 0) {
      this.#stream.reseed(this.#random, post);
      last.author = this.#society.drawActive(last.alive, this.#random);
    }
    return last.author;
  }

  isPublic(post: number): boolean {
    return this.#stream.uniform(post, 1) < this.#profile.posts.publicShare;
  }

  /** The earlier post this one answers, mostly a recent one; -1 for none. */
  repliesTo(post: number): number {
    if (post === 0 || this.#stream.uniform(post, 2) >= this.#profile.posts.replyShare) return -1;
    const u = this.#stream.uniform(post, 3);
    return post - 1 - Math.floor(Math.min(post, this.count / 20) * u * u * u);
  }

  /** Indexes into the vocabulary's hashtags, distinct, written to `into`; returns how many. */
  hashtagsOf(post: number, into: Uint16Array): number {
    const wanted = hashtagCounts[this.#stream.u32(post, 4) % hashtagCounts.length]!;
    if (wanted === 0) return 0;
    const month = Math.floor((this.createdAt(post) - start) / hashtagMonthMs);
    let count = 0;
    for (let attempt = 0; attempt < wanted; attempt++) {
      const rank = this.#hashtags.draw(this.#stream.uniform(post, 5 + attempt));
      const tag = hashtagAt(rank, month, this.#hashtagCount);
      if (!into.subarray(0, count).includes(tag)) into[count++] = tag;
    }
    return count;
  }

  /** Likes this post would get in unlimited time: zero-inflated lognormal x the author's attention. */
  likeTarget(post: number): number {
    return this.#audience(post, this.#likes, 10, 0.2);
  }

  commentTarget(post: number): number {
    return this.#audience(post, this.#comments, 12, 0.05);
  }

  /** Shares and bookmarks come in the same places as likes, rarer. */
  shareTarget(post: number): number {
    return this.#fewerThanLikes(post, this.#profile.shares.perPost, 14);
  }

  bookmarkTarget(post: number): number {
    return this.#fewerThanLikes(post, this.#profile.bookmarks.perPost, 15);
  }

  #recall(post: number) {
    const last = this.#last;
    if (last.post !== post) {
      last.post = post;
      last.createdAt = this.#timeline.timeOf(post, this.#stream.uniform(post, 0));
      last.alive = this.#users.aliveAt(last.createdAt);
      last.author = -1;
    }
    return last;
  }

  #audience(post: number, counts: QuantileTable, lane: number, mostOfAlive: number): number {
    const base = counts.at(this.#stream.uniform(post, lane));
    if (base === 0) return 0;
    const target = base * this.#society.attentionOf(this.authorOf(post));
    return Math.floor(
      Math.min(target, mostOfAlive * this.aliveAt(post)) + this.#stream.uniform(post, lane + 1),
    );
  }

  #fewerThanLikes(post: number, perPost: number, lane: number): number {
    const likes = this.likeTarget(post);
    return Math.floor((likes * perPost) / this.#profile.likes.perPost + this.#stream.uniform(post, lane));
  }
}

/** So many hashtags at the head of the vocabulary are lasting. */
const lastingHashtags = 25;
export const hashtagMonthMs = 30.4 * dayMs;

/** The hashtag of a rank in a month: beyond the lasting ones they drift, each month others take the middle ranks. */
export function hashtagAt(rank: number, month: number, hashtags: number): number {
  if (rank < lastingHashtags) return rank;
  return lastingHashtags + ((rank - lastingHashtags + month * 61) % (hashtags - lastingHashtags));
}

/** 0 to 4 hashtags: 55 %, 22 %, 13 %, 6 % and 4 % of the posts. */
const hashtagCounts = Uint8Array.from(
  [55, 22, 13, 6, 4].flatMap((share, count) => new Array<number>(share).fill(count)),
);

/** Zero with probability zeroShare, else lognormal, so that the mean is perPost. */
function zeroInflated(counts: { perPost: number; zeroShare: number; sigma: number }): QuantileTable {
  const { perPost, zeroShare, sigma } = counts;
  // The mean of a lognormal is its median x exp(sigma^2 / 2).
  const median = perPost / (1 - zeroShare) / exp((sigma * sigma) / 2);
  return new QuantileTable((p) =>
    p <= zeroShare ? 0 : lognormalQuantile((p - zeroShare) / (1 - zeroShare), median, sigma),
  );
}
