-- The home feed with counts from a materialized view: as of its last refresh.
-- @needs matview
-- @param username reader.username
--
-- A post that is newer than the last refresh has no counts there, and shows none.
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
FROM (
    SELECT posts.id
    FROM posts
    JOIN follows f ON f.following_id = posts.user_id
    WHERE f.follower_id = (SELECT id FROM users WHERE username = :username)
      AND posts.is_public = TRUE
    ORDER BY posts.created_at DESC
    LIMIT 20
) AS page
JOIN posts p ON p.id = page.id
JOIN users u ON u.id = p.user_id
LEFT JOIN post_counts n ON n.post_id = p.id
ORDER BY p.created_at DESC;
