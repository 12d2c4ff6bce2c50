-- Full-text search: the 20 newest public posts with all words of a phrase.
-- @param phrase search.phrase
SELECT
    p.id,
    p.content,
    p.created_at,
    u.username,
    u.first_name,
    u.last_name,
    u.avatar_url
FROM posts p
JOIN users u ON p.user_id = u.id
WHERE to_tsvector('english', p.content) @@ plainto_tsquery('english', :phrase)
  AND p.is_public = TRUE
ORDER BY p.created_at DESC
LIMIT 20;
