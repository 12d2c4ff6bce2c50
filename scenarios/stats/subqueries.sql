-- A user's profile in numbers, each a subquery of its own: posts, followers and followees do not multiply each other.
-- @param username user.username
SELECT
    u.username,
    u.first_name,
    u.last_name,
    (SELECT COUNT(*) FROM posts WHERE user_id = u.id) AS post_count,
    (SELECT COUNT(*) FROM follows WHERE following_id = u.id) AS follower_count,
    (SELECT COUNT(*) FROM follows WHERE follower_id = u.id) AS following_count,
    (
        SELECT COUNT(*)
        FROM posts p
        JOIN likes l ON l.post_id = p.id
        WHERE p.user_id = u.id
    ) AS total_likes_received
FROM users u
WHERE u.username = :username;
