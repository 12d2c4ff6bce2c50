-- Full-text search on words that are kept in a column of the post: no text is parsed again to check a match.
-- @needs stored-tsvector
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
JOIN users u ON u.id = p.user_id
WHERE p.content_words @@ plainto_tsquery('english', :phrase)
  AND p.is_public = TRUE
ORDER BY p.created_at DESC
LIMIT 20;
