-- Leaves the specification's groups "unique" and "performance" of indexes/, and the indexes of keys.
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
