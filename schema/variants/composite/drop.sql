-- Leaves the specification's groups "unique", "performance" and "composite" of indexes/, and the indexes of keys.
-- The group "fulltext".
DROP INDEX IF EXISTS idx_posts_content_fts;
DROP INDEX IF EXISTS idx_comments_content_fts;
DROP INDEX IF EXISTS idx_users_bio_fts;
