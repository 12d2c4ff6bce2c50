import { DistinctSet } from '../core/distinct-set.ts';
import { QuantileTable } from '../core/distributions.ts';
import { pow } from '../core/portable-math.ts';
import { RandomSequence, Stream } from '../core/random.ts';
import type { Audience } from './audience.ts';
import { end } from './calendar.ts';
import type { Posts } from './posts.ts';
import type { Profile } from './profile.ts';
import { Reactions } from './reactions.ts';
import type { Society } from './society.ts';

/** The comments of one post, in the order they were drawn. Entries whose time is past the end do not exist. */
export interface Thread {
  count: number;
  author: Uint32Array;
  /** Index of the comment answered, -1 for a comment on the post itself. A parent is always earlier. */
  parent: Int32Array;
  timeMs: Float64Array;
}

/** Comment threads: who answers what, and when. */
export class Threads {
  readonly #profile: Profile;
  readonly #society: Society;
  readonly #posts: Posts;
  readonly #audience: Audience;
  readonly #stream: Stream;
  readonly #likeStream: Stream;
  /** Time to a reply: the longest times u^2.5 (LDBC SNB datagen). */
  readonly #delay: QuantileTable;
  readonly #random = new RandomSequence();
  readonly #chosen = new DistinctSet();
  readonly #likes = new Reactions();
  #thread: Thread = emptyThread(64);

  constructor(seed: number, profile: Profile, society: Society, posts: Posts, audience: Audience) {
    this.#profile = profile;
    this.#society = society;
    this.#posts = posts;
    this.#audience = audience;
    this.#stream = new Stream(seed, 'comments');
    this.#likeStream = new Stream(seed, 'comment-likes');
    const { delayHours, delayPower } = profile.comments;
    this.#delay = new QuantileTable(
      (u) => 1000 + delayHours * 3_600_000 * (delayPower === 0 ? 1 : pow(u, delayPower)),
    );
  }

  /** The thread under a post. Valid until the next call. */
  of(post: number): Thread {
    const count = this.#posts.commentTarget(post);
    if (count > this.#thread.author.length) this.#thread = emptyThread(count * 2);
    const thread = this.#thread;
    thread.count = count;
    if (count === 0) return thread;
    const random = this.#random;
    this.#stream.reseed(random, post);
    const createdAt = this.#posts.createdAt(post);
    const alive = this.#posts.aliveAt(post);
    const community = this.#society.communityOf(this.#posts.authorOf(post));
    for (let index = 0; index < count; index++) {
      const isNeighbour = random.uniform() < this.#profile.comments.insideCommunity;
      const neighbour = isNeighbour ? this.#society.drawNeighbour(community, alive, random) : undefined;
      thread.author[index] = neighbour ?? this.#society.drawActive(alive, random);
      const parent = this.#drawParent(index, random);
      thread.parent[index] = parent;
      thread.timeMs[index] =
        (parent < 0 ? createdAt : thread.timeMs[parent]!) + this.#delay.at(random.uniform());
    }
    return thread;
  }

  /** Likes on the comments of a post, whose thread is given. Valid until the next call. */
  likesOn(post: number, thread: Thread): Reactions {
    const likes = this.#likes;
    likes.clear();
    if (thread.count === 0) return likes;
    const random = this.#random;
    this.#likeStream.reseed(random, post);
    const alive = this.#posts.aliveAt(post);
    const onComments = this.#profile.likes.onComments;
    for (let comment = 0; comment < thread.count; comment++) {
      const commentedAt = thread.timeMs[comment]!;
      if (commentedAt >= end) continue;
      this.#chosen.clear();
      // Geometric with the mean asked for.
      while (random.uniform() < onComments / (1 + onComments)) {
        const user = this.#society.drawActive(alive, random);
        const time = commentedAt + this.#audience.drawDelayMs(random);
        if (this.#chosen.add(user) && time < end) likes.add(user, time, comment);
      }
    }
    return likes;
  }

  /** The post itself, a recent comment (novelty) or an early one (popularity). Gomez et al. 2013. */
  #drawParent(index: number, random: RandomSequence): number {
    const u = random.uniform();
    if (index === 0 || u < this.#profile.comments.rootBias) return -1;
    const v = random.uniform();
    const { rootBias, noveltyShare } = this.#profile.comments;
    const isNovel = u < rootBias + noveltyShare * (1 - rootBias);
    return isNovel ? index - 1 - Math.floor(index * v * v * v) : Math.floor(index * v * v);
  }
}

function emptyThread(capacity: number): Thread {
  return {
    count: 0,
    author: new Uint32Array(capacity),
    parent: new Int32Array(capacity),
    timeMs: new Float64Array(capacity),
  };
}
