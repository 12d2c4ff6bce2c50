-- A user's profile in numbers: posts, followers, followees and likes received.
-- @param username user.username
SELECT
    u.username,
    u.first_name,
    u.last_name,
    COUNT(DISTINCT p.id) AS post_count,
    COUNT(DISTINCT f1.follower_id) AS follower_count,
    COUNT(DISTINCT f2.following_id) AS following_count,
    COUNT(DISTINCT l.id) AS total_likes_received
FROM users u
LEFT JOIN posts p ON p.user_id = u.id
LEFT JOIN follows f1 ON f1.following_id = u.id
LEFT JOIN follows f2 ON f2.follower_id = u.id
LEFT JOIN likes l ON l.post_id = p.id
WHERE u.username = :username
GROUP BY u.username, u.first_name, u.last_name;
