-- Full-text search, all matches first: by the index of words whatever the planner thinks, then the 20 newest.
-- @param phrase search.phrase
--
-- With a LIMIT the planner may rather walk the posts from the newest on and parse each until it has met 20 matches,
-- which takes long where they are rare. MATERIALIZED takes that choice away, where it would have been right too.
WITH matches AS MATERIALIZED (
    SELECT id, created_at
    FROM posts
    WHERE to_tsvector('english', content) @@ plainto_tsquery('english', :phrase)
      AND is_public = TRUE
)
SELECT
    p.id,
    p.content,
    p.created_at,
    u.username,
    u.first_name,
    u.last_name,
    u.avatar_url
FROM (SELECT id FROM matches ORDER BY created_at DESC LIMIT 20) AS page
JOIN posts p ON p.id = page.id
JOIN users u ON u.id = p.user_id
ORDER BY p.created_at DESC;
