-- The same words as the expression of idx_posts_content_fts, whose place the column's index takes. That goes first: the
-- new column writes the table anew, and all its indexes.
DROP INDEX IF EXISTS idx_posts_content_fts;
ALTER TABLE posts ADD COLUMN content_words tsvector GENERATED ALWAYS AS (to_tsvector('english', content)) STORED;
CREATE INDEX idx_posts_content_words ON posts USING gin (content_words);
