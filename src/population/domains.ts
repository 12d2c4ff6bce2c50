import { columnOf, type Domain, type DomainName, type Domains } from './domain.ts';
import { conversationEntity, entityDomain, postEntity, userEntity } from './domains/entities.ts';
import { commentDomain, keyDomain, messageDomain, newPostRows } from './domains/new-values.ts';
import { followRows, likeRows, participantRows } from './domains/rows.ts';
import { hashtagDomain, searchPhraseDomain } from './domains/terms.ts';
import type { FreshKeys } from './fresh-keys.ts';
import type { World } from './world.ts';

/**
 * All parameter domains of a world, each made when it is first asked for. Domains of new keys draw from `fresh`, which
 * one client has; without it, those that need it throw.
 */
export function domainsOf(world: World, fresh?: FreshKeys): Domains {
  const { ids } = world;
  const { requests } = world.profile;
  const likes = once(() => likeRows(world));
  const follows = once(() => followRows(world));
  const participants = once(() => participantRows(world));
  const newPosts = once(() => newPostRows(world, fresh));
  return lazily({
    'user.id': (name) => entityDomain(name, requests, userEntity(world, 'asked', 'id')),
    'user.username': (name) => entityDomain(name, requests, userEntity(world, 'asked', 'username')),
    'reader.id': (name) => entityDomain(name, requests, userEntity(world, 'asker', 'id')),
    'reader.username': (name) => entityDomain(name, requests, userEntity(world, 'asker', 'username')),
    'post.id': (name) => entityDomain(name, requests, postEntity(world)),
    'conversation.id': (name) => entityDomain(name, requests, conversationEntity(world)),
    hashtag: () => hashtagDomain(world),
    'search.phrase': () => searchPhraseDomain(world),
    'like.user_id': (name) => columnOf(likes(), name),
    'like.post_id': (name) => columnOf(likes(), name),
    'follow.follower_id': (name) => columnOf(follows(), name),
    'follow.following_id': (name) => columnOf(follows(), name),
    'participant.user_id': (name) => columnOf(participants(), name),
    'participant.conversation_id': (name) => columnOf(participants(), name),
    'new.post.id': (name) => keyDomain(name, ids.posts, fresh),
    'new.post.content': (name) => columnOf(newPosts(), name),
    'new.post.type': (name) => columnOf(newPosts(), name),
    'new.post.media_urls': (name) => columnOf(newPosts(), name),
    'new.post.hashtags': (name) => columnOf(newPosts(), name),
    'new.post.mentions': (name) => columnOf(newPosts(), name),
    'new.comment.id': (name) => keyDomain(name, ids.comments, fresh),
    'new.comment.content': () => commentDomain(world),
    'new.like.id': (name) => keyDomain(name, ids.likes, fresh),
    'new.follow.id': (name) => keyDomain(name, ids.follows, fresh),
    'new.message.id': (name) => keyDomain(name, ids.messages, fresh),
    'new.message.content': () => messageDomain(world),
    'new.notification.id': (name) => keyDomain(name, ids.notifications, fresh),
  });
}

/** A query needs one or two of them, and every client has its own. */
function lazily(make: { readonly [Name in DomainName]: (name: DomainName) => Domain }): Domains {
  const domains = {};
  for (const name of Object.keys(make) as DomainName[]) {
    Object.defineProperty(domains, name, { get: once(() => make[name](name)), enumerable: true });
  }
  return domains as Domains;
}

function once<Made>(make: () => Made): () => Made {
  let made: Made | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
