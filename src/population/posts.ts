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
    return this.#timeline.timeOf(post, this.#stream.uniform(post, 0));
  }

  /** How many posts surely exist at a time. */
  countAt(clockMs: number): number {
    return Math.min(this.count, this.#timeline.countAt(clockMs));
  }

  authorOf(post: number): number {
    this.#stream.reseed(this.#random, post);
    return this.#society.drawActive(this.#users.aliveAt(this.createdAt(post)), this.#random);
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
    const month = Math.floor((this.createdAt(post) - start) / (30.4 * dayMs));
    let count = 0;
    for (let attempt = 0; attempt < wanted; attempt++) {
      const rank = this.#hashtags.draw(this.#stream.uniform(post, 5 + attempt));
      // The head of the vocabulary is lasting; the rest drifts: each month other tags take the middle ranks.
      const tag = rank < 25 ? rank : 25 + ((rank - 25 + month * 61) % Math.max(1, this.#hashtagCount - 25));
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

  #audience(post: number, counts: QuantileTable, lane: number, mostOfAlive: number): number {
    const base = counts.at(this.#stream.uniform(post, lane));
    if (base === 0) return 0;
    const target = base * this.#society.attentionOf(this.authorOf(post));
    const alive = this.#users.aliveAt(this.createdAt(post));
    return Math.floor(Math.min(target, mostOfAlive * alive) + this.#stream.uniform(post, lane + 1));
  }

  #fewerThanLikes(post: number, perPost: number, lane: number): number {
    const likes = this.likeTarget(post);
    return Math.floor((likes * perPost) / this.#profile.likes.perPost + this.#stream.uniform(post, lane));
  }
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
