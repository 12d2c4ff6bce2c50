-- Leaves the specification's group "unique" of indexes/, and the indexes of keys.
-- The group "performance".
DROP INDEX IF EXISTS idx_posts_user_id;
DROP INDEX IF EXISTS idx_posts_created_at;
DROP INDEX IF EXISTS idx_posts_reply_to_post_id;
DROP INDEX IF EXISTS idx_posts_is_public;
DROP INDEX IF EXISTS idx_posts_is_pinned;
DROP INDEX IF EXISTS idx_comments_post_id;
DROP INDEX IF EXISTS idx_comments_user_id;
DROP INDEX IF EXISTS idx_comments_created_at;
DROP INDEX IF EXISTS idx_likes_post_id;
DROP INDEX IF EXISTS idx_likes_comment_id;
DROP INDEX IF EXISTS idx_shares_post_id;
DROP INDEX IF EXISTS idx_bookmarks_user_id;
DROP INDEX IF EXISTS idx_messages_conversation_id;
DROP INDEX IF EXISTS idx_messages_sender_id;
DROP INDEX IF EXISTS idx_messages_created_at;
DROP INDEX IF EXISTS idx_notifications_user_id;
DROP INDEX IF EXISTS idx_notifications_created_at;
DROP INDEX IF EXISTS idx_notifications_is_read;

-- The group "composite".
DROP INDEX IF EXISTS idx_posts_user_created;
DROP INDEX IF EXISTS idx_posts_public_created;
DROP INDEX IF EXISTS idx_posts_pinned_created;
DROP INDEX IF EXISTS idx_comments_post_created;
DROP INDEX IF EXISTS idx_messages_conversation_created;
DROP INDEX IF EXISTS idx_notifications_user_read;
DROP INDEX IF EXISTS idx_follows_follower_created;
DROP INDEX IF EXISTS idx_follows_following_created;

-- The group "fulltext".
DROP INDEX IF EXISTS idx_posts_content_fts;
DROP INDEX IF EXISTS idx_comments_content_fts;
DROP INDEX IF EXISTS idx_users_bio_fts;
