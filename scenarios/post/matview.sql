-- One post's page with counts from a materialized view: as of its last refresh.
-- @needs matview
-- @param id post.id
SELECT
    p.id,
    p.content,
    p.created_at,
    u.username,
    u.first_name,
    u.last_name,
    u.avatar_url,
    COALESCE(n.comment_count, 0) AS comment_count,
    COALESCE(n.like_count, 0) AS like_count,
    COALESCE(n.share_count, 0) AS share_count
FROM posts p
JOIN users u ON u.id = p.user_id
LEFT JOIN post_counts n ON n.post_id = p.id
WHERE p.id = :id;
