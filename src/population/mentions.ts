import { RandomSequence, Stream } from '../core/random.ts';
import type { Profile } from './profile.ts';
import type { Society } from './society.ts';

/** Whom posts mention: well-known accounts, and people of the author's community, whom authors mostly follow. */
export class Mentions {
  readonly #profile: Profile['mentions'];
  readonly #society: Society;
  readonly #stream: Stream;
  readonly #random = new RandomSequence();

  constructor(seed: number, profile: Profile, society: Society) {
    this.#profile = profile.mentions;
    this.#society = society;
    this.#stream = new Stream(seed, 'mentions');
  }

  /** The user whom a post mentions, one of those `alive`; undefined for most posts. */
  of(post: number, author: number, alive: number): number | undefined {
    if (this.#stream.uniform(post, 0) >= this.#profile.share) return undefined;
    const random = this.#random;
    this.#stream.reseed(random, post);
    const isNeighbour = this.#stream.uniform(post, 1) >= this.#profile.popular;
    const community = this.#society.communityOf(author);
    const neighbour = isNeighbour ? this.#society.drawNeighbour(community, alive, random) : undefined;
    return neighbour ?? this.#society.drawPopular(alive, random);
  }
}
