-- What the feed's choice reads of a post, and what its counts read of comments, likes and shares. The counts name the
-- key, COUNT(DISTINCT id), and so need it in the index.
CREATE INDEX idx_posts_feed ON posts (user_id, created_at DESC) INCLUDE (id) WHERE is_public = TRUE;
CREATE INDEX idx_comments_feed ON comments (post_id) INCLUDE (id);
CREATE INDEX idx_likes_feed ON likes (post_id) INCLUDE (id) WHERE post_id IS NOT NULL;
CREATE INDEX idx_shares_feed ON shares (post_id) INCLUDE (id);
