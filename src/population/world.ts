import { Audience } from './audience.ts';
import { Conversations } from './conversations.ts';
import { Follows } from './follows.ts';
import { type EntityKind, entityKinds, IdSpace } from './ids.ts';
import { Media } from './media.ts';
import { Notifications } from './notifications.ts';
import { Posts } from './posts.ts';
import { defaultProfile, type Profile } from './profile.ts';
import { SearchPhrases } from './search-phrases.ts';
import { Society } from './society.ts';
import { TextWriter } from './text.ts';
import { Threads } from './threads.ts';
import { Users } from './users.ts';
import { makeVocabulary, type Vocabulary } from './vocabulary.ts';

/** Changes whenever the same seed would give other bytes; part of a dataset's fingerprint. */
export const generatorVersion = 1;

export interface WorldOptions {
  seed: number;
  /** How many users; at least 1. */
  users: number;
  profile?: Profile;
}

/**
 * The synthetic network: every row a pure function of (seed, table, ordinal). Holds vocabularies and tables of
 * distributions, nothing per row. Not for several threads: its parts reuse scratch space between calls.
 */
export class World {
  readonly seed: number;
  readonly profile: Profile;
  readonly vocabulary: Vocabulary;
  readonly society: Society;
  readonly users: Users;
  readonly follows: Follows;
  readonly posts: Posts;
  readonly media: Media;
  readonly audience: Audience;
  readonly threads: Threads;
  readonly conversations: Conversations;
  readonly notifications: Notifications;
  readonly phrases: SearchPhrases;
  readonly text: TextWriter;
  readonly ids: { readonly [Kind in EntityKind]: IdSpace };

  constructor({ seed, users, profile = defaultProfile }: WorldOptions) {
    this.seed = seed;
    this.profile = profile;
    this.vocabulary = makeVocabulary(seed, profile.hashtags.vocabulary);
    this.society = new Society(seed, users, profile);
    this.users = new Users(seed, users, profile, this.society, this.vocabulary);
    this.follows = new Follows(seed, profile, this.society, this.users);
    this.posts = new Posts(seed, profile, this.society, this.users, this.vocabulary.hashtags.length);
    this.media = new Media(seed, profile);
    this.audience = new Audience(seed, profile, this.society, this.posts);
    this.threads = new Threads(seed, profile, this.society, this.posts, this.audience);
    this.conversations = new Conversations(seed, profile, this.society, this.users);
    this.notifications = new Notifications(seed, profile, this.society, this.users, this.posts);
    this.phrases = new SearchPhrases(seed, this.vocabulary);
    this.text = new TextWriter(this.vocabulary, profile);
    this.ids = Object.fromEntries(entityKinds.map((kind) => [kind, new IdSpace(seed, kind)])) as World['ids'];
  }
}
