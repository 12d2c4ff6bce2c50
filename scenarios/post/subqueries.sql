-- One post's page, each count a subquery of its own: comments, likes and shares do not multiply each other.
-- @param id post.id
SELECT
    p.id,
    p.content,
    p.created_at,
    u.username,
    u.first_name,
    u.last_name,
    u.avatar_url,
    (SELECT COUNT(*) FROM comments WHERE post_id = p.id) AS comment_count,
    (SELECT COUNT(*) FROM likes WHERE post_id = p.id) AS like_count,
    (SELECT COUNT(*) FROM shares WHERE post_id = p.id) AS share_count
FROM posts p
JOIN users u ON u.id = p.user_id
WHERE p.id = :id;
