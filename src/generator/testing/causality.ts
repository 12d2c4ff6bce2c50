/** No time is later than this. */
const end = `timestamp '2025-01-01'`;

/** Rows of a table where a user does something before they joined. */
function before(table: string, user: string, time = 'created_at'): string {
  return `SELECT count(*) FROM ${table} AS act JOIN users ON users.id = act.${user} WHERE act.${time} < users.created_at`;
}

function pastEnd(table: string, ...times: string[]): string {
  return `SELECT count(*) FROM ${table} WHERE ${times.map((time) => `${time} >= ${end}`).join(' OR ')}`;
}

function updatedEarly(table: string): string {
  return `SELECT count(*) FROM ${table} WHERE updated_at < created_at`;
}

/** What may not be, as queries for the number of rows that are. No query may count anything. */
export const causality: Readonly<Record<string, string>> = {
  'a follower has joined': before('follows', 'follower_id'),
  'who is followed has joined': before('follows', 'following_id'),
  'who blocks has joined': before('blocks', 'blocker_id'),
  'who is blocked has joined': before('blocks', 'blocked_id'),
  'an author has joined': before('posts', 'user_id'),
  'who comments has joined': before('comments', 'user_id'),
  'who likes has joined': before('likes', 'user_id'),
  'who shares has joined': before('shares', 'user_id'),
  'who bookmarks has joined': before('bookmarks', 'user_id'),
  'who creates a conversation has joined': before('conversations', 'created_by'),
  'a participant has joined the network': before('conversation_participants', 'user_id', 'joined_at'),
  'a sender has joined': before('messages', 'sender_id'),
  'a reader has joined': before('message_reads', 'user_id', 'read_at'),
  'who is notified has joined': before('notifications', 'user_id'),
  'who is notified of has joined': `SELECT count(*) FROM notifications JOIN users ON users.id::text = data->>'actor_id'
     WHERE notifications.created_at < users.created_at`,
  'settings follow joining': before('user_settings', 'user_id'),
  'addresses follow joining': before('user_addresses', 'user_id'),
  'preferences follow joining': before('user_preferences', 'user_id'),
  'notification preferences follow joining': before('notification_preferences', 'user_id'),

  'a reply follows its post': `SELECT count(*) FROM posts AS reply JOIN posts ON posts.id = reply.reply_to_post_id
     WHERE reply.created_at < posts.created_at`,
  'a comment follows its post': `SELECT count(*) FROM comments JOIN posts ON posts.id = post_id
     WHERE comments.created_at <= posts.created_at`,
  'a comment follows its parent': `SELECT count(*) FROM comments JOIN comments AS parent ON parent.id = comments.parent_comment_id
     WHERE comments.created_at <= parent.created_at`,
  'a parent is under the same post': `SELECT count(*) FROM comments JOIN comments AS parent ON parent.id = comments.parent_comment_id
     WHERE comments.post_id <> parent.post_id`,
  'a like follows its post': `SELECT count(*) FROM likes JOIN posts ON posts.id = post_id WHERE likes.created_at <= posts.created_at`,
  'a like follows its comment': `SELECT count(*) FROM likes JOIN comments ON comments.id = comment_id
     WHERE likes.created_at <= comments.created_at`,
  'a share follows its post': `SELECT count(*) FROM shares JOIN posts ON posts.id = post_id WHERE shares.created_at <= posts.created_at`,
  'a bookmark follows its post': `SELECT count(*) FROM bookmarks JOIN posts ON posts.id = post_id
     WHERE bookmarks.created_at <= posts.created_at`,
  'media come with their post': `SELECT count(*) FROM post_media JOIN posts ON posts.id = post_id
     WHERE post_media.created_at <> posts.created_at`,
  'tags come with their post': `SELECT count(*) FROM post_tags JOIN posts ON posts.id = post_id
     WHERE post_tags.created_at <> posts.created_at`,
  'tags are those of the array': `SELECT count(*) FROM posts
     WHERE (SELECT coalesce(array_agg(tag_name::text ORDER BY tag_name COLLATE "C"), '{}') FROM post_tags WHERE post_id = posts.id)
        <> ARRAY(SELECT unnest(hashtags) COLLATE "C" ORDER BY 1)`,
  'media are those of the array': `SELECT count(*) FROM posts
     WHERE media_urls <> (SELECT coalesce(jsonb_agg(media_url ORDER BY sort_order), '[]') FROM post_media WHERE post_id = posts.id)`,
  'a mention is of a user who has joined': `SELECT count(*) FROM posts, unnest(mentions) AS mentioned
     WHERE NOT EXISTS (SELECT FROM users WHERE username = mentioned AND users.created_at <= posts.created_at)`,
  'a notification follows its post': `SELECT count(*) FROM notifications JOIN posts ON posts.id::text = data->>'post_id'
     WHERE notifications.created_at < posts.created_at OR notifications.user_id <> posts.user_id`,
  'a notification of a post names it': `SELECT count(*) FROM notifications
     WHERE (type IN ('like', 'comment', 'share', 'mention')) <> (data ? 'post_id')`,
  'nobody is notified of themselves': `SELECT count(*) FROM notifications
     WHERE data->>'actor_id' = user_id::text`,

  'a creator takes part': `SELECT count(*) FROM conversations WHERE NOT EXISTS (
     SELECT FROM conversation_participants WHERE conversation_id = conversations.id AND user_id = created_by)`,
  'a participant follows the conversation': `SELECT count(*) FROM conversation_participants
     JOIN conversations ON conversations.id = conversation_id WHERE joined_at < created_at OR left_at < joined_at`,
  'a message follows its conversation': `SELECT count(*) FROM messages JOIN conversations ON conversations.id = conversation_id
     WHERE messages.created_at <= conversations.created_at`,
  'a sender takes part': `SELECT count(*) FROM messages WHERE NOT EXISTS (
     SELECT FROM conversation_participants AS part
     WHERE part.conversation_id = messages.conversation_id AND part.user_id = sender_id)`,
  'an answer follows its message': `SELECT count(*) FROM messages JOIN messages AS earlier ON earlier.id = messages.reply_to_message_id
     WHERE messages.created_at <= earlier.created_at OR messages.conversation_id <> earlier.conversation_id`,
  'reading follows sending': `SELECT count(*) FROM message_reads JOIN messages ON messages.id = message_id
     WHERE read_at <= created_at OR user_id = sender_id`,
  'a reader takes part': `SELECT count(*) FROM message_reads JOIN messages ON messages.id = message_id WHERE NOT EXISTS (
     SELECT FROM conversation_participants AS part
     WHERE part.conversation_id = messages.conversation_id AND part.user_id = message_reads.user_id)`,

  'a login follows joining': `SELECT count(*) FROM users WHERE last_login_at < created_at`,
  'no user is updated before joining': updatedEarly('users'),
  'no post is updated before it is made': updatedEarly('posts'),
  'no comment is updated before it is made': updatedEarly('comments'),
  'no message is updated before it is sent': updatedEarly('messages'),
  'no conversation is updated before it is made': updatedEarly('conversations'),
  'no settings are updated before they are made': updatedEarly('user_settings'),

  'users end in time': pastEnd('users', 'created_at', 'updated_at', 'last_login_at'),
  'settings end in time': pastEnd('user_settings', 'created_at', 'updated_at'),
  'addresses end in time': pastEnd('user_addresses', 'created_at', 'updated_at'),
  'preferences end in time': pastEnd('user_preferences', 'created_at', 'updated_at'),
  'notification preferences end in time': pastEnd('notification_preferences', 'created_at', 'updated_at'),
  'follows end in time': pastEnd('follows', 'created_at'),
  'blocks end in time': pastEnd('blocks', 'created_at'),
  'posts end in time': pastEnd('posts', 'created_at', 'updated_at'),
  'comments end in time': pastEnd('comments', 'created_at', 'updated_at'),
  'likes end in time': pastEnd('likes', 'created_at'),
  'shares end in time': pastEnd('shares', 'created_at'),
  'bookmarks end in time': pastEnd('bookmarks', 'created_at'),
  'conversations end in time': pastEnd('conversations', 'created_at', 'updated_at'),
  'participation ends in time': pastEnd('conversation_participants', 'joined_at', 'left_at'),
  'messages end in time': pastEnd('messages', 'created_at', 'updated_at'),
  'reads end in time': pastEnd('message_reads', 'read_at'),
  'notifications end in time': pastEnd('notifications', 'created_at'),
};
