import type { EntityKind } from '../population/ids.ts';
import type { World } from '../population/world.ts';
import type { Recipe, RecipeFor } from './recipe.ts';
import { blocks } from './recipes/blocks.ts';
import { bookmarks } from './recipes/bookmarks.ts';
import { comments } from './recipes/comments.ts';
import { conversationParticipants } from './recipes/conversation-participants.ts';
import { conversations } from './recipes/conversations.ts';
import { follows } from './recipes/follows.ts';
import { likes } from './recipes/likes.ts';
import { messageReads } from './recipes/message-reads.ts';
import { messages } from './recipes/messages.ts';
import { notificationPreferences } from './recipes/notification-preferences.ts';
import { notifications } from './recipes/notifications.ts';
import { postMedia } from './recipes/post-media.ts';
import { postTags } from './recipes/post-tags.ts';
import { posts } from './recipes/posts.ts';
import { shares } from './recipes/shares.ts';
import { userAddresses } from './recipes/user-addresses.ts';
import { userPreferences } from './recipes/user-preferences.ts';
import { userSettings } from './recipes/user-settings.ts';
import { users } from './recipes/users.ts';

/** One recipe a table. */
const recipes: Record<EntityKind, RecipeFor> = {
  users,
  user_settings: userSettings,
  user_addresses: userAddresses,
  user_preferences: userPreferences,
  notification_preferences: notificationPreferences,
  follows,
  blocks,
  posts,
  post_media: postMedia,
  post_tags: postTags,
  comments,
  likes,
  shares,
  bookmarks,
  conversations,
  conversation_participants: conversationParticipants,
  messages,
  message_reads: messageReads,
  notifications,
};

export function recipesOf(world: World): Recipe[] {
  return Object.values(recipes).map((recipeFor) => recipeFor(world));
}

export function recipeOf(world: World, table: EntityKind): Recipe {
  return recipes[table](world);
}
