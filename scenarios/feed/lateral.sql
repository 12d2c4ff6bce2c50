-- The home feed, the 20 newest posts first: they are found with nothing but their keys, and only they are counted.
-- @param username reader.username
--
-- What the page is chosen by is narrow, so that little is sorted, and an index that covers it is enough.
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
    FROM posts
    JOIN follows f ON f.following_id = posts.user_id
    WHERE f.follower_id = (SELECT id FROM users WHERE username = :username)
      AND posts.is_public = TRUE
    ORDER BY posts.created_at DESC
    LIMIT 20
) AS page
JOIN posts p ON p.id = page.id
JOIN users u ON u.id = p.user_id
CROSS JOIN LATERAL (SELECT COUNT(*) AS comment_count FROM comments WHERE post_id = p.id) AS c
CROSS JOIN LATERAL (SELECT COUNT(*) AS like_count FROM likes WHERE post_id = p.id) AS l
CROSS JOIN LATERAL (SELECT COUNT(*) AS share_count FROM shares WHERE post_id = p.id) AS s
ORDER BY p.created_at DESC;
