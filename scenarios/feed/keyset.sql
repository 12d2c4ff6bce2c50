-- The home feed, merged: each followed user's 20 newest posts from the index, the 20 newest of these, their counts.
-- @param username reader.username
--
-- No more than 20 posts of a user can be on the page, and (user_id, created_at DESC) has them in order, so that the
-- work grows with the users followed and not with all that they have ever written. The next page is the same with
-- created_at before the last one shown.
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
    SELECT newest.id
    FROM follows f
    CROSS JOIN LATERAL (
        SELECT posts.id, posts.created_at
        FROM posts
        WHERE posts.user_id = f.following_id
          AND posts.is_public = TRUE
        ORDER BY posts.created_at DESC
        LIMIT 20
    ) AS newest
    WHERE f.follower_id = (SELECT id FROM users WHERE username = :username)
    ORDER BY newest.created_at DESC
    LIMIT 20
) AS page
JOIN posts p ON p.id = page.id
JOIN users u ON u.id = p.user_id
CROSS JOIN LATERAL (SELECT COUNT(*) AS comment_count FROM comments WHERE post_id = p.id) AS c
CROSS JOIN LATERAL (SELECT COUNT(*) AS like_count FROM likes WHERE post_id = p.id) AS l
CROSS JOIN LATERAL (SELECT COUNT(*) AS share_count FROM shares WHERE post_id = p.id) AS s
ORDER BY p.created_at DESC;
