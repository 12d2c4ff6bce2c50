-- A BRIN index keeps the least and the greatest value of each range of pages. Rows lie about in the order of their
-- time, as an application writes them, and so a range of time is a range of pages.
DROP INDEX IF EXISTS idx_posts_created_at;
DROP INDEX IF EXISTS idx_comments_created_at;
DROP INDEX IF EXISTS idx_messages_created_at;
DROP INDEX IF EXISTS idx_notifications_created_at;

CREATE INDEX idx_posts_created_at_brin ON posts USING brin (created_at)
WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX idx_comments_created_at_brin ON comments USING brin (created_at)
WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX idx_messages_created_at_brin ON messages USING brin (created_at)
WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX idx_notifications_created_at_brin ON notifications USING brin (created_at)
WITH (pages_per_range = 32, autosummarize = on);
