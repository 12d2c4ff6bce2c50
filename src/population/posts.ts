import { lognormalQuantile, QuantileTable } from '../core/distributions.ts';
import { exp, ln, pow } from '../core/portable-math.ts';
import { RandomSequence, Stream } from '../core/random.ts';
import type { Growth } from './growth.ts';
import type { Hashtags } from './hashtags.ts';
import type { Profile } from './profile.ts';
import type { Society } from './society.ts';
import { Timeline } from './timeline.ts';
import type { Users } from './users.ts';

/** A post follows up on one at most so far back, as a share of all before it: some weeks; and at least on its like. */
const [longestGap, decadesOfGaps] = [0.05, 4];

/** So finely is tabulated who is there to write and react: to the hour. */
const aliveCells = 1 << 14;

const unknown = -1;

/** Posts in time order: who wrote them, when, about what, and how much attention they get. */
export class Posts {
  readonly count: number;
  readonly #profile: Profile;
  readonly #society: Society;
  readonly #timeline: Timeline;
  readonly #stream: Stream;
  readonly #random = new RandomSequence();
  /** Users who have joined when each of {@link aliveCells} equal parts of the posts begins. */
  readonly #alive: Uint32Array;
  readonly #aliveCellsPerPost: number;
  /** What is known of the post asked about last, or {@link unknown}: questions about one post come together. */
  #last = -1;
  #lastCreatedAt = unknown;
  #lastAuthor = unknown;
  #lastAttention = unknown;
  readonly #hashtags: Hashtags;
  readonly #likes: QuantileTable;
  readonly #comments: QuantileTable;
  /** How far back a follow-up goes, as a share of all posts before it: density 1/t. */
  readonly #gap: QuantileTable;

  constructor(
    seed: number,
    profile: Profile,
    growth: Growth,
    society: Society,
    users: Users,
    hashtags: Hashtags,
  ) {
    this.count = Math.round(users.count * profile.posts.perUser);
    this.#profile = profile;
    this.#society = society;
    this.#timeline = new Timeline(Math.max(1, this.count), growth.activity);
    this.#alive = Uint32Array.from({ length: aliveCells }, (_, cell) =>
      users.aliveAt(growth.activity.timeOf(cell / aliveCells)),
    );
    this.#aliveCellsPerPost = aliveCells / Math.max(1, this.count);
    this.#stream = new Stream(seed, 'posts');
    this.#hashtags = hashtags;
    this.#likes = zeroInflated(profile.likes, society, lognormal);
    this.#comments = zeroInflated(profile.comments, society, cutPowerLaw);
    this.#gap = new QuantileTable((p) => longestGap * exp(-decadesOfGaps * Math.LN10 * p));
  }

  createdAt(post: number): number {
    this.#recall(post);
    if (this.#lastCreatedAt < 0) {
      this.#lastCreatedAt = this.#timeline.timeOf(post, this.#stream.uniform(post, 0));
    }
    return this.#lastCreatedAt;
  }

  /** How many users have surely joined when a post is written: who may write it and react to it. */
  aliveAt(post: number): number {
    return this.#alive[Math.floor(post * this.#aliveCellsPerPost)]!;
  }

  /** How many posts surely exist at a time. */
  countAt(clockMs: number): number {
    return Math.min(this.count, this.#timeline.countAt(clockMs));
  }

  authorOf(post: number): number {
    this.#recall(post);
    if (this.#lastAuthor < 0) {
      const source = this.#followsUp(post);
      this.#stream.reseed(this.#random, source);
      this.#lastAuthor = this.#society.drawActive(this.aliveAt(source), this.#random);
    }
    return this.#lastAuthor;
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
    if (this.#hashtags.wanted(post) === 0) return 0;
    return this.#hashtags.of(post, this.createdAt(post), into);
  }

  hasPlace(post: number): boolean {
    return this.#stream.uniform(post, 16) < this.#profile.posts.placeShare;
  }

  isEdited(post: number): boolean {
    return this.#stream.uniform(post, 17) < this.#profile.posts.editedShare;
  }

  /** Likes this post would get in unlimited time: zero-inflated lognormal x the author's attention. */
  likeTarget(post: number): number {
    return this.#audience(post, this.#likes, 10, this.#profile.likes.mostOfAlive);
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

  /**
   * The post whose author writes this one as well: itself, or an earlier one, so that the gaps between the posts of
   * one user have a fat tail. How far back is counted in posts, which come as time goes; one post in four is there to
   * be followed up on.
   */
  #followsUp(post: number): number {
    if (post % 4 === 0 || this.#stream.uniform(post, 18) >= this.#profile.when.followUpShare) return post;
    const source = post - 1 - Math.floor(post * this.#gap.at(this.#stream.uniform(post, 19)));
    return source - (source % 4);
  }

  #recall(post: number): void {
    if (this.#last === post) return;
    this.#last = post;
    this.#lastCreatedAt = unknown;
    this.#lastAuthor = unknown;
    this.#lastAttention = unknown;
  }

  /** How much more attention than the mean a post gets: its author's. */
  #attentionOf(post: number): number {
    const author = this.authorOf(post);
    if (this.#lastAttention < 0) this.#lastAttention = this.#society.attentionOf(author);
    return this.#lastAttention;
  }

  #audience(post: number, counts: QuantileTable, lane: number, mostOfAlive: number): number {
    const base = counts.at(this.#stream.uniform(post, lane));
    if (base === 0) return 0;
    const target = base * this.#attentionOf(post);
    return Math.floor(
      Math.min(target, mostOfAlive * this.aliveAt(post)) + this.#stream.uniform(post, lane + 1),
    );
  }

  #fewerThanLikes(post: number, perPost: number, lane: number): number {
    const likes = this.likeTarget(post);
    return Math.floor((likes * perPost) / this.#profile.likes.perPost + this.#stream.uniform(post, lane));
  }
}

interface Reactions {
  perPost: number;
  zeroShare: number;
}

/**
 * Reactions by quantile of the posts, before the author's attention: none with some probability, else of a
 * distribution with the mean that is left. The probability is such that together with those few that attention and
 * rounding take away the zeros are as many as the profile wants (or as near as can be).
 */
function zeroInflated<Counts extends Reactions>(
  counts: Counts,
  society: Society,
  distribution: (counts: Counts, mean: number) => (p: number) => number,
): QuantileTable {
  if (counts.perPost === 0) return new QuantileTable(() => 0);
  const withZeros = (zeroShare: number) => {
    const others = distribution(counts, counts.perPost / (1 - zeroShare));
    return (p: number) => (p <= zeroShare ? 0 : others((p - zeroShare) / (1 - zeroShare)));
  };
  let [low, high] = [0, counts.zeroShare];
  for (let step = 0; step < 20; step++) {
    const middle = (low + high) / 2;
    if (shareOfNone(withZeros(middle), society) < counts.zeroShare) low = middle;
    else high = middle;
  }
  return new QuantileTable(withZeros(low));
}

/** Of posts whose reactions, times their author's attention, come to none: fractions are rounded by chance. */
function shareOfNone(quantile: (p: number) => number, society: Society): number {
  const cells = 100;
  const attention = Array.from({ length: cells }, (_, i) => society.attentionAt((i + 0.5) / cells));
  let none = 0;
  for (let i = 0; i < cells; i++) {
    const base = quantile((i + 0.5) / cells);
    for (const factor of attention) none += Math.max(0, 1 - base * factor);
  }
  return none / (cells * cells);
}

function lognormal({ sigma }: { sigma: number }, mean: number): (p: number) => number {
  // The mean of a lognormal is its median x exp(sigma^2 / 2).
  const median = mean / exp((sigma * sigma) / 2);
  return (p) => lognormalQuantile(p, median, sigma);
}

/** x^-exponent from a least value, chosen for the mean, to a cut-off (Gómez et al. 2013). */
function cutPowerLaw(counts: { exponent: number; cutoff: number }, mean: number): (p: number) => number {
  const { exponent, cutoff } = counts;
  // The integral of x^(power - exponent) from the least value to the cut-off.
  const moment = (least: number, power: number) => {
    const k = power + 1 - exponent;
    return Math.abs(k) < 1e-9 ? ln(cutoff / least) : (pow(cutoff, k) - pow(least, k)) / k;
  };
  let low = cutoff * 1e-12;
  let high = cutoff * (1 - 1e-9);
  for (let step = 0; step < 60; step++) {
    const least = Math.sqrt(low * high);
    if (moment(least, 1) / moment(least, 0) < mean) low = least;
    else high = least;
  }
  const least = low;
  const rest = pow(cutoff / least, 1 - exponent);
  return (p) => least * pow(1 - p * (1 - rest), 1 / (1 - exponent));
}
