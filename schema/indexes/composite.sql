-- Multi-column indexes: one owner's rows, newest first.
CREATE INDEX idx_posts_user_created ON posts(user_id, created_at DESC);
CREATE INDEX idx_posts_public_created ON posts(is_public, created_at DESC) WHERE is_public = TRUE;
CREATE INDEX idx_posts_pinned_created ON posts(is_pinned, created_at DESC) WHERE is_pinned = TRUE;
CREATE INDEX idx_comments_post_created ON comments(post_id, created_at DESC);
CREATE INDEX idx_messages_conversation_created ON messages(conversation_id, created_at DESC);
CREATE INDEX idx_notifications_user_read ON notifications(user_id, is_read, created_at DESC);
CREATE INDEX idx_follows_follower_created ON follows(follower_id, created_at DESC);
CREATE INDEX idx_follows_following_created ON follows(following_id, created_at DESC);
