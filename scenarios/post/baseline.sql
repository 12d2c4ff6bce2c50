-- One post's page: the post, its author and its counts.
-- @param id post.id
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
LEFT JOIN comments c ON c.post_id = p.id
LEFT JOIN likes l ON l.post_id = p.id
LEFT JOIN shares s ON s.post_id = p.id
WHERE p.id = :id
GROUP BY p.id, p.content, p.created_at, u.username, u.first_name, u.last_name, u.avatar_url;
