import { DistinctSet } from '../core/distinct-set.ts';
import { exp, ln, power } from '../core/portable-math.ts';
import { RandomSequence, Stream } from '../core/random.ts';
import { end } from './calendar.ts';
import type { Growth } from './growth.ts';
import type { Profile } from './profile.ts';
import type { Society } from './society.ts';
import { Timeline } from './timeline.ts';
import type { Users } from './users.ts';

/** Messages of one burst, in time order. Those past the end do not exist. */
export interface Burst {
  conversation: number;
  count: number;
  /** Index into the conversation's participants. */
  sender: Uint8Array;
  timeMs: Float64Array;
}

const largestGroup = 12;
const longestBurst = 60;

/** 3 to 12 people, (u^2 and rounded down), and of so many each has all the others for contacts. */
const contactsInGroup = (() => {
  // P(size >= 3 + k) = 1 - sqrt(k / 10)
  let sum = 0;
  for (let k = 0; k < largestGroup - 2; k++) {
    const probability = Math.sqrt((k + 1) / (largestGroup - 2)) - Math.sqrt(k / (largestGroup - 2));
    sum += probability * (3 + k) * (2 + k);
  }
  return sum;
})();

/** As many as give a user the contacts asked for, each counted as often as they meet. */
export function conversationsPerUser({ conversations }: Profile): number {
  const { contacts, density, groupShare } = conversations;
  return (contacts * density) / ((1 - groupShare) * 2 + groupShare * contactsInGroup);
}

/** Conversations in time order, and the bursts in which their messages come. */
export class Conversations {
  readonly count: number;
  readonly burstCount: number;
  readonly #profile: Profile;
  readonly #society: Society;
  readonly #users: Users;
  readonly #timeline: Timeline;
  readonly #burstTimeline: Timeline;
  readonly #stream: Stream;
  readonly #burstStream: Stream;
  readonly #random = new RandomSequence();
  readonly #chosen = new DistinctSet();
  readonly #participants = new Uint32Array(largestGroup);
  readonly #burst: Burst = {
    conversation: 0,
    count: 0,
    sender: new Uint8Array(longestBurst),
    timeMs: new Float64Array(longestBurst),
  };

  constructor(seed: number, profile: Profile, growth: Growth, society: Society, users: Users) {
    this.count = Math.round(users.count * conversationsPerUser(profile));
    this.burstCount = Math.round(users.count * profile.messages.burstsPerUser);
    this.#profile = profile;
    this.#society = society;
    this.#users = users;
    this.#timeline = new Timeline(Math.max(1, this.count), growth.activity);
    this.#burstTimeline = new Timeline(Math.max(1, this.burstCount), growth.activity);
    this.#stream = new Stream(seed, 'conversations');
    this.#burstStream = new Stream(seed, 'bursts');
  }

  createdAt(conversation: number): number {
    return this.#timeline.timeOf(conversation, this.#stream.uniform(conversation, 0));
  }

  isGroup(conversation: number): boolean {
    return this.#stream.uniform(conversation, 1) < this.#profile.conversations.groupShare;
  }

  /** Distinct users, the creator first: two in a pair, three to twelve in a group. Valid until the next call. */
  participantsOf(conversation: number): Uint32Array {
    const random = this.#random;
    this.#stream.reseed(random, conversation);
    const alive = this.#users.aliveAt(this.createdAt(conversation));
    const wanted = this.isGroup(conversation)
      ? 3 + Math.floor((largestGroup - 2) * power(random.uniform(), 2))
      : 2;
    const creator = this.#society.drawActive(alive, random);
    const community = this.#society.communityOf(creator);
    this.#chosen.clear();
    this.#chosen.add(creator);
    this.#participants[0] = creator;
    let count = 1;
    for (let attempt = 0; attempt < 4 * wanted && count < wanted; attempt++) {
      const isNeighbour = random.uniform() < this.#profile.conversations.insideCommunity;
      const neighbour = isNeighbour ? this.#society.drawNeighbour(community, alive, random) : undefined;
      const user = neighbour ?? this.#society.drawActive(alive, random);
      if (this.#chosen.add(user)) this.#participants[count++] = user;
    }
    return this.#participants.subarray(0, count);
  }

  /** A burst of messages in one conversation, mostly a recent one. Valid until the next call; may be empty. */
  burst(ordinal: number): Burst {
    const burst = this.#burst;
    const startsAt = this.#burstTimeline.timeOf(ordinal, this.#burstStream.uniform(ordinal, 0));
    const existing = Math.min(this.count, this.#timeline.countAt(startsAt));
    burst.count = 0;
    if (existing === 0) return burst;
    const u = this.#burstStream.uniform(ordinal, 1);
    burst.conversation = existing - 1 - Math.floor(existing * u * u);
    const people = this.participantsOf(burst.conversation).length;
    const random = this.#random;
    this.#burstStream.reseed(random, ordinal);
    let time = startsAt + 1000;
    let sender = random.below(people);
    // Geometric length with the mean asked for.
    const length = Math.floor(ln(random.uniform()) / ln(1 - 1 / this.#profile.messages.perBurst)) + 1;
    for (let index = 0; index < Math.min(length, longestBurst) && time < end; index++) {
      burst.sender[index] = sender;
      burst.timeMs[index] = time;
      burst.count++;
      // Seconds to minutes between messages: lognormal-like, 20 s x e^(+-2).
      time += 20_000 * exp(4 * random.uniform() - 2);
      if (random.uniform() < 0.7) sender = random.below(people);
    }
    return burst;
  }

  /** How many bursts have surely begun by a time. */
  countBurstsBefore(clockMs: number): number {
    return Math.min(this.burstCount, this.#burstTimeline.countAt(clockMs));
  }

  /** When a participant read a message, or undefined when that never happened. */
  readAt(burst: number, message: number, participant: number, sentAt: number): number | undefined {
    const lane = 8 + message * largestGroup + participant;
    if (this.#burstStream.uniform(burst, lane) >= this.#profile.messages.readShare) return undefined;
    const u = this.#burstStream.uniform(burst, -8 - lane);
    const readAt = sentAt + 2000 + 86_400_000 * u * u * u * u;
    return readAt < end ? readAt : undefined;
  }
}
