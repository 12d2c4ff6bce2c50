-- The home feed: the 20 newest public posts of the people a user follows, with their counts.
-- @param username reader.username
SELECT
    p.id,
    p.content,
    p.created_at,
    u.username,
    u.first_name,
    u.last_name,
    u.avatar_url,
    COUNT(DISTINCT c.id) AS comment_count,
    COUNT(DISTINCT l.id) AS like_count,
    COUNT(DISTINCT s.id) AS share_count
FROM posts p
JOIN users u ON p.user_id = u.id
JOIN follows f ON f.following_id = p.user_id
LEFT JOIN comments c ON c.post_id = p.id
LEFT JOIN likes l ON l.post_id = p.id
LEFT JOIN shares s ON s.post_id = p.id
WHERE f.follower_id = (SELECT id FROM users WHERE username = :username)
  AND p.is_public = TRUE
GROUP BY p.id, p.content, p.created_at, u.username, u.first_name, u.last_name, u.avatar_url
ORDER BY p.created_at DESC
LIMIT 20;
