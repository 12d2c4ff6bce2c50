import { lognormalQuantile } from '../core/distributions.ts';
import { Stream } from '../core/random.ts';
import { dayMs, start } from './calendar.ts';
import { Timeline, userGrowth } from './growth.ts';
import type { Profile } from './profile.ts';
import type { Society } from './society.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Who the users are and when they joined. Ordinals are join order. */
export class Users {
  readonly count: number;
  readonly #profile: Profile;
  readonly #society: Society;
  readonly #vocabulary: Vocabulary;
  readonly #timeline: Timeline;
  readonly #stream: Stream;

  constructor(seed: number, count: number, profile: Profile, society: Society, vocabulary: Vocabulary) {
    this.count = count;
    this.#profile = profile;
    this.#society = society;
    this.#vocabulary = vocabulary;
    this.#timeline = new Timeline(count, userGrowth(profile.initialUsers));
    this.#stream = new Stream(seed, 'users');
  }

  /** Milliseconds since 1970. The initial users joined in the 30 days before the start. */
  joinedAt(user: number): number {
    const jitter = this.#stream.uniform(user, 0);
    const initial = this.#profile.initialUsers * this.count;
    if (user + jitter < initial) return start - 30 * dayMs * (1 - (user + jitter) / initial);
    return this.#timeline.timeOf(user, jitter);
  }

  /** How many users have surely joined by a time at or after the start; at least one. */
  aliveAt(clockMs: number): number {
    return Math.max(1, this.#timeline.countAt(clockMs));
  }

  firstName(user: number): string {
    const other = this.#otherName(user);
    return other ? other[0] : this.#asciiFirstName(user);
  }

  lastName(user: number): string {
    const other = this.#otherName(user);
    return other ? other[1] : this.#asciiLastName(user);
  }

  /** Unique by construction: it ends in the ordinal. Lower-case ASCII. */
  username(user: number): string {
    const name = `${this.#asciiFirstName(user)}_${this.#asciiLastName(user)}`
      .toLowerCase()
      .replace(/[^a-z_]/g, '');
    return `${name}_${user.toString(36)}`;
  }

  /** Accounts this user follows of those who joined before: a target, met as far as there are that many. */
  followingTarget(user: number): number {
    const { median, medianActive, sigma, max, density } = this.#profile.following;
    const groupMedian = (this.#society.isActive(user) ? medianActive : median) * density;
    const target = lognormalQuantile(this.#stream.uniform(user, 1), groupMedian, sigma);
    return Math.min(max, Math.floor(target + this.#stream.uniform(user, 2)), Math.ceil(user * 0.8));
  }

  /** One user in eight has a name in another script or with accents. */
  #otherName(user: number): readonly [string, string] | undefined {
    if (this.#stream.u32(user, 3) % 8 !== 0) return undefined;
    const names = this.#vocabulary.otherNames;
    return names[this.#stream.below(names.length, user, 4)];
  }

  #asciiFirstName(user: number): string {
    const names = this.#vocabulary.firstNames;
    return names[this.#stream.below(names.length, user, 5)]!;
  }

  #asciiLastName(user: number): string {
    const names = this.#vocabulary.lastNames;
    return names[this.#stream.below(names.length, user, 6)]!;
  }
}
