import { DistinctSet } from '../core/distinct-set.ts';
import { RandomSequence, Stream } from '../core/random.ts';
import { dayMs, end } from './calendar.ts';
import type { Profile } from './profile.ts';
import { Reactions } from './reactions.ts';
import type { Society } from './society.ts';
import type { Users } from './users.ts';

/**
 * Who follows whom. A user, on joining, follows accounts that exist; some follow back. So every follow belongs to
 * the later joiner of its pair: pairs are distinct and both ends exist, by construction.
 */
export class Follows {
  readonly #profile: Profile['following'];
  readonly #society: Society;
  readonly #users: Users;
  readonly #stream: Stream;
  readonly #random = new RandomSequence();
  readonly #chosen = new DistinctSet();
  readonly #follows = new Reactions();

  constructor(seed: number, profile: Profile, society: Society, users: Users) {
    this.#profile = profile.following;
    this.#society = society;
    this.#users = users;
    this.#stream = new Stream(seed, 'follows');
  }

  /** The follows between `joiner` and earlier users that happen before the end of time. Valid until the next call. */
  of(joiner: number): Reactions {
    const follows = this.#follows;
    follows.clear();
    const target = this.#users.followingTarget(joiner);
    if (target === 0) return follows;
    const random = this.#random;
    this.#stream.reseed(random, joiner);
    this.#chosen.clear();
    const joinedAt = this.#users.joinedAt(joiner);
    const community = this.#society.communityOf(joiner);
    // Who has followed most of a community goes on to the next one in the order of similarity.
    const enough = 0.6 * this.#society.communitySize(joiner);
    let inside = 0;
    for (let pick = 0; pick < target; pick++) {
      const isInside = random.uniform() < this.#profile.insideCommunity && enough >= 0.6;
      const nearby = isInside ? this.#society.nearby(community, Math.floor(inside / enough)) : -1;
      const following = this.#pick(joiner, nearby, random);
      if (following < 0) continue;
      if (isInside) inside++;
      const followedAt = this.#momentAfter(joinedAt, random);
      if (followedAt < end) follows.add(joiner, followedAt, following);
      const backProbability = isInside ? this.#profile.backInside : this.#profile.backOutside;
      if (random.uniform() >= backProbability) continue;
      const backAt = followedAt + random.uniform() * 3 * dayMs;
      if (backAt < end) follows.add(following, backAt, joiner);
    }
    return follows;
  }

  /** Somebody before the joiner not chosen yet, or -1 when a few tries found nobody. */
  #pick(joiner: number, community: number, random: RandomSequence): number {
    for (let attempt = 0; attempt < 8; attempt++) {
      const candidate =
        community >= 0
          ? (this.#society.drawNeighbour(community, joiner, random) ?? -1)
          : this.#society.drawPopular(joiner, random);
      if (candidate >= 0 && this.#chosen.add(candidate)) return candidate;
    }
    return -1;
  }

  /** Most follows come soon after joining, some months later: 120 days x u^4, a week in the median. */
  #momentAfter(joinedAt: number, random: RandomSequence): number {
    const u = random.uniform();
    return joinedAt + 120 * dayMs * u * u * u * u + 60_000;
  }
}
