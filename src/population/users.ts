import { lognormalQuantile } from '../core/distributions.ts';
import { Stream } from '../core/random.ts';
import { dayMs, start } from './calendar.ts';
import type { Growth } from './growth.ts';
import type { Profile } from './profile.ts';
import { meanFollowing, meanPicks, type Society } from './society.ts';
import type { ByteSink } from './text.ts';
import { Timeline } from './timeline.ts';
import type { Vocabulary } from './vocabulary.ts';
import { Words } from './words.ts';

/** What a user may leave out of their own description. */
export type OptionalField = keyof Profile['users']['empty'];

/** Faker's names are far shorter. */
const longestUsername = 256;
const underscore = 0x5f;

/** Who the users are and when they joined. Ordinals are join order. */
export class Users {
  readonly count: number;
  readonly #profile: Profile;
  /** Accounts a user follows back, on average, whatever else they follow: as many as pick them from nearby. */
  readonly #followedBack: number;
  readonly #society: Society;
  readonly #vocabulary: Vocabulary;
  readonly #timeline: Timeline;
  readonly #stream: Stream;
  readonly #firstLogins: readonly string[];
  readonly #lastLogins: readonly string[];
  readonly #firstLoginWords: Words;
  readonly #lastLoginWords: Words;

  constructor(
    seed: number,
    count: number,
    profile: Profile,
    growth: Growth,
    society: Society,
    vocabulary: Vocabulary,
  ) {
    this.count = count;
    this.#profile = profile;
    this.#followedBack = meanFollowing(profile) - meanPicks(profile);
    this.#society = society;
    this.#vocabulary = vocabulary;
    this.#timeline = new Timeline(count, growth.users);
    this.#stream = new Stream(seed, 'users');
    this.#firstLogins = vocabulary.firstNames.map(asLogin);
    this.#lastLogins = vocabulary.lastNames.map(asLogin);
    this.#firstLoginWords = new Words(this.#firstLogins);
    this.#lastLoginWords = new Words(this.#lastLogins);
  }

  /** Milliseconds since 1970. The initial users, one at least, joined in the 30 days before the start. */
  joinedAt(user: number): number {
    const jitter = this.#stream.uniform(user, 0);
    const initial = Math.max(1, this.#profile.growth.initialUsers * this.count);
    if (user + jitter < initial) return start - 30 * dayMs * (1 - (user + jitter) / initial);
    return this.#timeline.timeOf(user, jitter);
  }

  /** How many users have surely joined by a time at or after the start; at least one. */
  aliveAt(clockMs: number): number {
    return Math.max(1, this.#timeline.countAt(clockMs));
  }

  firstName(user: number): string {
    const other = this.#otherName(user);
    return other ? other[0] : this.#vocabulary.firstNames[this.#firstNameOf(user)]!;
  }

  lastName(user: number): string {
    const other = this.#otherName(user);
    return other ? other[1] : this.#vocabulary.lastNames[this.#lastNameOf(user)]!;
  }

  /** Unique by construction: it ends in the ordinal. Lower-case ASCII. */
  username(user: number): string {
    const first = this.#firstLogins[this.#firstNameOf(user)]!;
    const last = this.#lastLogins[this.#lastNameOf(user)]!;
    return `${first}_${last}_${user.toString(36)}`;
  }

  /** Appends the {@link username}: several times as fast as by way of a string. */
  writeUsername(user: number, sink: ByteSink): void {
    sink.reserve(longestUsername);
    const { bytes, view } = sink;
    let at = this.#firstLoginWords.write(this.#firstNameOf(user), view, sink.length);
    bytes[at++] = underscore;
    at = this.#lastLoginWords.write(this.#lastNameOf(user), view, at);
    bytes[at++] = underscore;
    let digits = 1;
    for (let power = 36; user >= power; power *= 36) digits++;
    sink.length = at + digits;
    for (let rest = user, to = sink.length; to > at; rest = Math.floor(rest / 36)) {
      const digit = rest % 36;
      bytes[--to] = digit < 10 ? 0x30 + digit : 0x61 - 10 + digit;
    }
  }

  /**
   * Accounts this user picks of those who joined before: a target, met as far as there are that many. Those followed
   * back come on top.
   */
  followingTarget(user: number): number {
    const { median, medianActive, sigma, max, density } = this.#profile.following;
    const groupMedian = (this.#society.isActive(user) ? medianActive : median) * density;
    const target = lognormalQuantile(this.#stream.uniform(user, 1), groupMedian, sigma);
    const picks = Math.max(0, target - this.#followedBack);
    return Math.min(max, Math.floor(picks + this.#stream.uniform(user, 2)), Math.ceil(user * 0.8));
  }

  isPrivate(user: number): boolean {
    return this.#stream.uniform(user, 7) < this.#profile.users.privateShare;
  }

  /** Whether the account is still in use. */
  isInUse(user: number): boolean {
    return this.#stream.uniform(user, 8) >= this.#profile.users.inactiveShare;
  }

  /** Whether a user has filled in a field. */
  has(user: number, field: OptionalField): boolean {
    return this.#stream.uniform(user, optionalLanes[field]) >= this.#profile.users.empty[field];
  }

  /** The name of those whose name is in another script or has accents. */
  #otherName(user: number): readonly [string, string] | undefined {
    if (this.#stream.uniform(user, 3) >= this.#profile.users.otherScriptShare) return undefined;
    const names = this.#vocabulary.otherNames;
    return names[this.#stream.below(names.length, user, 4)];
  }

  #firstNameOf(user: number): number {
    return this.#stream.below(this.#vocabulary.firstNames.length, user, 5);
  }

  #lastNameOf(user: number): number {
    return this.#stream.below(this.#vocabulary.lastNames.length, user, 6);
  }
}

/** Each its own draw. */
const optionalLanes: Readonly<Record<OptionalField, number>> = {
  bio: 16,
  avatar: 17,
  cover: 18,
  birthday: 19,
  location: 20,
  website: 21,
  lastLogin: 22,
};

function asLogin(name: string): string {
  return name.toLowerCase().replace(/[^a-z]/g, '');
}
