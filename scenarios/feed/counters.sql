-- The home feed with counts that are in the post's own row: nothing is counted.
-- @needs counters
-- @param username reader.username
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
ORDER BY p.created_at DESC;
