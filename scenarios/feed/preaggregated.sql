-- The home feed, counted before joining: one GROUP BY a table over all posts that could be on the page.
-- @param username reader.username
--
-- Likes, comments and shares no longer multiply each other, but every post of everybody followed is still counted.
WITH candidates AS (
    SELECT posts.id, posts.user_id, posts.created_at
    FROM posts
    JOIN follows f ON f.following_id = posts.user_id
    WHERE f.follower_id = (SELECT id FROM users WHERE username = :username)
      AND posts.is_public = TRUE
),
comment_counts AS (
    SELECT post_id, COUNT(*) AS comment_count
    FROM comments
    WHERE post_id IN (SELECT id FROM candidates)
    GROUP BY post_id
),
like_counts AS (
    SELECT post_id, COUNT(*) AS like_count
    FROM likes
    WHERE post_id IN (SELECT id FROM candidates)
    GROUP BY post_id
),
share_counts AS (
    SELECT post_id, COUNT(*) AS share_count
    FROM shares
    WHERE post_id IN (SELECT id FROM candidates)
    GROUP BY post_id
)
SELECT
    p.id,
    p.content,
    p.created_at,
    u.username,
    u.first_name,
    u.last_name,
    u.avatar_url,
    COALESCE(c.comment_count, 0) AS comment_count,
    COALESCE(l.like_count, 0) AS like_count,
    COALESCE(s.share_count, 0) AS share_count
FROM candidates
JOIN posts p ON p.id = candidates.id
JOIN users u ON u.id = p.user_id
LEFT JOIN comment_counts c ON c.post_id = p.id
LEFT JOIN like_counts l ON l.post_id = p.id
LEFT JOIN share_counts s ON s.post_id = p.id
ORDER BY p.created_at DESC
LIMIT 20;
