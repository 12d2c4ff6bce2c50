import { DistinctSet } from '../core/distinct-set.ts';
import { lognormalQuantile, QuantileTable } from '../core/distributions.ts';
import { RandomSequence, Stream } from '../core/random.ts';
import { dayMs, end, hourMs } from './calendar.ts';
import type { Posts } from './posts.ts';
import type { Profile } from './profile.ts';
import { Reactions } from './reactions.ts';
import type { Society } from './society.ts';

const longestDelayMs = 180 * dayMs;

/** Who reacts to a post, and when: likes, shares and bookmarks, each user at most once. */
export class Audience {
  readonly #insideCommunity: number;
  readonly #society: Society;
  readonly #posts: Posts;
  readonly #likes: Stream;
  readonly #shares: Stream;
  readonly #bookmarks: Stream;
  readonly #random = new RandomSequence();
  readonly #chosen = new DistinctSet();
  readonly #reactions = new Reactions();
  /** Lognormal: by default 88 % within a day, and a tail of months. */
  readonly #delay: QuantileTable;

  constructor(seed: number, profile: Profile, society: Society, posts: Posts) {
    this.#insideCommunity = profile.likes.insideCommunity;
    this.#society = society;
    this.#posts = posts;
    this.#likes = new Stream(seed, 'likes');
    this.#shares = new Stream(seed, 'shares');
    this.#bookmarks = new Stream(seed, 'bookmarks');
    const { delayHours, delaySigma } = profile.likes;
    this.#delay = new QuantileTable((p) =>
      Math.min(longestDelayMs, lognormalQuantile(p, delayHours * hourMs, delaySigma)),
    );
  }

  /** Valid until the next call, as the others are. */
  likesOf(post: number): Reactions {
    return this.#draw(this.#likes, this.#posts.likeTarget(post), post);
  }

  sharesOf(post: number): Reactions {
    return this.#draw(this.#shares, this.#posts.shareTarget(post), post);
  }

  bookmarksOf(post: number): Reactions {
    return this.#draw(this.#bookmarks, this.#posts.bookmarkTarget(post), post);
  }

  /** How long after a post or comment a reaction comes. */
  drawDelayMs(random: RandomSequence): number {
    return 1000 + this.#delay.at(random.uniform());
  }

  #draw(stream: Stream, target: number, post: number): Reactions {
    const reactions = this.#reactions;
    reactions.clear();
    if (target === 0) return reactions;
    const random = this.#random;
    stream.reseed(random, post);
    this.#chosen.clear();
    const createdAt = this.#posts.createdAt(post);
    const alive = this.#posts.aliveAt(post);
    const community = this.#society.communityOf(this.#posts.authorOf(post));
    let insideLeft = 0.7 * this.#society.communitySize(alive);
    for (let left = target; left > 0; left--) {
      const isInside = random.uniform() < this.#insideCommunity && insideLeft-- > 0;
      const user = this.#pick(isInside ? community : -1, alive, random);
      const time = createdAt + this.drawDelayMs(random);
      if (user >= 0 && time < end) reactions.add(user, time);
    }
    return reactions;
  }

  #pick(community: number, alive: number, random: RandomSequence): number {
    for (let attempt = 0; attempt < 8; attempt++) {
      const user =
        community >= 0
          ? (this.#society.drawNeighbour(community, alive, random) ?? -1)
          : this.#society.drawActive(alive, random);
      if (user >= 0 && this.#chosen.add(user)) return user;
    }
    return -1;
  }
}
