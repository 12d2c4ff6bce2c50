CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX idx_posts_content_trigrams ON posts USING gin (content gin_trgm_ops);
