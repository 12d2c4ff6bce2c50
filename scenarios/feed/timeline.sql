-- The home feed from the reader's own timeline, which was written when the posts were: one index range, 20 posts.
-- @needs timeline
-- @param username reader.username
SELECT
    p.id,
    p.content,
    p.created_at,
    u.username,
    u.first_name,
    u.last_name,
    u.avatar_url,
    c.comment_count,
    l.like_count,
    s.share_count
FROM (
    SELECT posts.id
    FROM timeline t
    JOIN posts ON posts.id = t.post_id
    WHERE t.user_id = (SELECT id FROM users WHERE username = :username)
      AND posts.is_public = TRUE
    ORDER BY t.placed_at DESC
    LIMIT 20
) AS page
JOIN posts p ON p.id = page.id
JOIN users u ON u.id = p.user_id
CROSS JOIN LATERAL (SELECT COUNT(*) AS comment_count FROM comments WHERE post_id = p.id) AS c
CROSS JOIN LATERAL (SELECT COUNT(*) AS like_count FROM likes WHERE post_id = p.id) AS l
CROSS JOIN LATERAL (SELECT COUNT(*) AS share_count FROM shares WHERE post_id = p.id) AS s
ORDER BY p.created_at DESC;
