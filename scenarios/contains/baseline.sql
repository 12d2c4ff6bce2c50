-- Search by a piece of text: the 20 newest public posts that contain it, in any case and within words too.
-- @param piece search.phrase
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
WHERE p.content ILIKE '%' || :piece || '%'
  AND p.is_public = TRUE
ORDER BY p.created_at DESC
LIMIT 20;
