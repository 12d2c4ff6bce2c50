-- Each in place of one of the specification's. idx_posts_user_id stays for all posts of a user.
CREATE INDEX idx_posts_public_user_created ON posts (user_id, created_at DESC) WHERE is_public = TRUE;
DROP INDEX IF EXISTS idx_posts_user_created;

-- The specification's begins with is_public, which is the same in all its entries.
CREATE INDEX idx_posts_public_newest ON posts (created_at DESC) WHERE is_public = TRUE;
DROP INDEX IF EXISTS idx_posts_public_created;

CREATE INDEX idx_posts_public_fts ON posts USING gin (to_tsvector('english', content)) WHERE is_public = TRUE;
DROP INDEX IF EXISTS idx_posts_content_fts;
