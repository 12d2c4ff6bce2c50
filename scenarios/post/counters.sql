-- One post's page with counts that are in its own row: two rows by their keys, and nothing is counted.
-- @needs counters
-- @param id post.id
SELECT
    p.id,
    p.content,
    p.created_at,
    u.username,
    u.first_name,
    u.last_name,
    u.avatar_url,
    p.comment_count,
    p.like_count,
    p.share_count
FROM posts p
JOIN users u ON u.id = p.user_id
WHERE p.id = :id;
