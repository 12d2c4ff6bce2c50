-- Unique indexes beside the UNIQUE constraints of the tables: the constraint has an index of its own. The two on likes
-- leave out rows without a value, which the constraint's index has too.
DROP INDEX IF EXISTS idx_users_username;
DROP INDEX IF EXISTS idx_users_email;
DROP INDEX IF EXISTS idx_follows_follower_following;
DROP INDEX IF EXISTS idx_blocks_blocker_blocked;
DROP INDEX IF EXISTS idx_likes_user_post;
DROP INDEX IF EXISTS idx_likes_user_comment;
DROP INDEX IF EXISTS idx_shares_user_post;
DROP INDEX IF EXISTS idx_bookmarks_user_post;

-- The first column of an index of several columns, in the same direction or not: an index is read both ways.
DROP INDEX IF EXISTS idx_posts_user_id; -- of idx_posts_user_created
DROP INDEX IF EXISTS idx_comments_post_id; -- of idx_comments_post_created
DROP INDEX IF EXISTS idx_messages_conversation_id; -- of idx_messages_conversation_created
DROP INDEX IF EXISTS idx_notifications_user_id; -- of idx_notifications_user_read
DROP INDEX IF EXISTS idx_bookmarks_user_id; -- of the constraint UNIQUE (user_id, post_id)

-- Not redundant, though it looks so: idx_posts_is_public and idx_posts_is_pinned, since the composite ones hold only
-- the rows that are public, or pinned.
