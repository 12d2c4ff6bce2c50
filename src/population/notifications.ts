import { AliasTable } from '../core/distributions.ts';
import { RandomSequence, Stream } from '../core/random.ts';
import { dayMs } from './calendar.ts';
import type { Growth } from './growth.ts';
import type { Posts } from './posts.ts';
import type { Profile } from './profile.ts';
import type { Society } from './society.ts';
import { Timeline } from './timeline.ts';
import type { Users } from './users.ts';

/** The kinds of notification, the most frequent first; also the keys of notification_preferences. */
export const notificationTypes = ['like', 'comment', 'follow', 'share', 'mention', 'message'] as const;
export type NotificationType = (typeof notificationTypes)[number];
const typeWeights = [45, 20, 15, 6, 6, 8];

export interface Notification {
  type: NotificationType;
  recipient: number;
  actor: number;
  /** The post it is about; -1 for none. */
  post: number;
}

/** Notifications in time order. Those about a post go to its author, the others to popular or active users. */
export class Notifications {
  readonly count: number;
  readonly #users: Users;
  readonly #society: Society;
  readonly #posts: Posts;
  readonly #timeline: Timeline;
  readonly #stream: Stream;
  readonly #types = new AliasTable(typeWeights);
  readonly #random = new RandomSequence();

  constructor(seed: number, profile: Profile, growth: Growth, society: Society, users: Users, posts: Posts) {
    this.count = Math.round(users.count * profile.notifications.perUser);
    this.#users = users;
    this.#society = society;
    this.#posts = posts;
    this.#timeline = new Timeline(Math.max(1, this.count), growth.activity);
    this.#stream = new Stream(seed, 'notifications');
  }

  createdAt(ordinal: number): number {
    return this.#timeline.timeOf(ordinal, this.#stream.uniform(ordinal, 0));
  }

  /** There is nobody to be notified of while one is all alone. */
  exists(ordinal: number): boolean {
    return this.#users.aliveAt(this.createdAt(ordinal)) > 1;
  }

  of(ordinal: number): Notification {
    const createdAt = this.createdAt(ordinal);
    const alive = this.#users.aliveAt(createdAt);
    const random = this.#random;
    this.#stream.reseed(random, ordinal);
    const drawn = notificationTypes[this.#types.draw(random.uniform())]!;
    const isAboutPost = drawn !== 'follow' && drawn !== 'message';
    const post = isAboutPost ? this.#recentPost(createdAt, random) : -1;
    // Before the first post there is nothing else to tell.
    const type = isAboutPost && post < 0 ? 'follow' : drawn;
    const recipient = post >= 0 ? this.#posts.authorOf(post) : this.#society.drawActive(alive, random);
    const community = this.#society.communityOf(recipient);
    let actor = this.#society.drawNeighbour(community, alive, random) ?? recipient;
    // Nobody is told of what they did themselves. In a tiny world one user may do nearly everything.
    for (let attempt = 0; attempt < 8 && actor === recipient; attempt++) {
      actor = this.#society.drawActive(alive, random);
    }
    if (actor === recipient) actor = (recipient + 1) % alive;
    return { type, recipient, actor, post };
  }

  #recentPost(timeMs: number, random: RandomSequence): number {
    const u = random.uniform();
    const existing = this.#posts.countAt(timeMs - 3 * dayMs * u * u - 1000);
    return existing - 1;
  }
}
