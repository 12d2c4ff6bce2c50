import { Audience } from './audience.ts';
import { BigintSpace } from './bigint-ids.ts';
import { Conversations } from './conversations.ts';
import { Follows } from './follows.ts';
import { Growth } from './growth.ts';
import { Hashtags } from './hashtags.ts';
import { type EntityKind, entityKinds, type IdSpace, type KeyStyle } from './ids.ts';
import { Media } from './media.ts';
import { Mentions } from './mentions.ts';
import { Notifications } from './notifications.ts';
import { Posts } from './posts.ts';
import { defaultProfile, type Profile } from './profile.ts';
import { SearchPhrases } from './search-phrases.ts';
import { Society } from './society.ts';
import { TextWriter } from './text.ts';
import { Threads } from './threads.ts';
import { Users } from './users.ts';
import { UuidV4Space } from './uuid-v4.ts';
import { type TimeOf, UuidV7Space } from './uuid-v7.ts';
import { makeVocabulary, type Vocabulary } from './vocabulary.ts';

/** Changes whenever the same seed would give other bytes; part of a dataset's fingerprint. */
export const generatorVersion = 2;

export interface WorldOptions {
  seed: number;
  /** How many users; at least 1. */
  users: number;
  profile?: Profile;
  /** uuidv4 when left out. */
  keys?: KeyStyle;
}

/**
 * The synthetic network: every row a pure function of (seed, table, ordinal). Holds vocabularies and tables of
 * distributions, nothing per row. Not for several threads: its parts reuse scratch space between calls.
 */
export class World {
  readonly seed: number;
  readonly profile: Profile;
  readonly keys: KeyStyle;
  readonly vocabulary: Vocabulary;
  readonly society: Society;
  readonly users: Users;
  readonly follows: Follows;
  readonly hashtags: Hashtags;
  readonly posts: Posts;
  readonly mentions: Mentions;
  readonly media: Media;
  readonly audience: Audience;
  readonly threads: Threads;
  readonly conversations: Conversations;
  readonly notifications: Notifications;
  readonly phrases: SearchPhrases;
  readonly text: TextWriter;
  readonly ids: { readonly [Kind in EntityKind]: IdSpace };

  constructor({ seed, users, profile = defaultProfile, keys = 'uuidv4' }: WorldOptions) {
    this.seed = seed;
    this.profile = profile;
    this.keys = keys;
    this.vocabulary = makeVocabulary(seed, profile.hashtags.vocabulary);
    const growth = new Growth(profile);
    this.society = new Society(seed, users, profile);
    this.users = new Users(seed, users, profile, growth, this.society, this.vocabulary);
    this.follows = new Follows(seed, profile, this.society, this.users);
    this.hashtags = new Hashtags(seed, profile, this.vocabulary.hashtags.length);
    this.posts = new Posts(seed, profile, growth, this.society, this.users, this.hashtags);
    this.mentions = new Mentions(seed, profile, this.society);
    this.media = new Media(seed, profile);
    this.audience = new Audience(seed, profile, this.society, this.posts);
    this.threads = new Threads(seed, profile, this.society, this.posts, this.audience);
    this.conversations = new Conversations(seed, profile, growth, this.society, this.users);
    this.notifications = new Notifications(seed, profile, growth, this.society, this.users, this.posts);
    this.phrases = new SearchPhrases(seed, profile, this.vocabulary);
    this.text = new TextWriter(this.vocabulary, profile);
    this.ids = this.#idSpaces();
  }

  /** What makes an equal world in another thread. */
  get options(): Required<WorldOptions> {
    const { seed, users, profile, keys } = this;
    return { seed, users: users.count, profile, keys };
  }

  #idSpaces(): World['ids'] {
    const { seed, users, posts, threads, conversations } = this;
    /** Of what is referenced; all other ids are written with their own row's time only. */
    const times: Partial<Record<EntityKind, TimeOf>> = {
      users: (user) => users.joinedAt(user),
      posts: (post) => posts.createdAt(post),
      post_media: (post) => posts.createdAt(post),
      comments: (post, comment) => threads.of(post).timeMs[comment]!,
      conversations: (conversation) => conversations.createdAt(conversation),
      messages: (burst, message) => conversations.burst(burst).timeMs[message]!,
    };
    const make: Record<KeyStyle, (kind: EntityKind) => IdSpace> = {
      uuidv4: (kind) => new UuidV4Space(seed, kind),
      uuidv7: (kind) => new UuidV7Space(seed, kind, times[kind] ?? timeMissing(kind)),
      bigint: (kind) => new BigintSpace(kind),
    };
    return Object.fromEntries(entityKinds.map((kind) => [kind, make[this.keys](kind)])) as World['ids'];
  }
}

function timeMissing(kind: EntityKind): TimeOf {
  return () => {
    throw new Error(`the time of an id of ${kind} is not told, and not known otherwise`);
  };
}
