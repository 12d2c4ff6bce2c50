-- English full-text search. A query uses them only with the same expression: to_tsvector('english', column).
CREATE INDEX idx_posts_content_fts ON posts USING gin(to_tsvector('english', content));
CREATE INDEX idx_comments_content_fts ON comments USING gin(to_tsvector('english', content));
CREATE INDEX idx_users_bio_fts ON users USING gin(to_tsvector('english', bio));
