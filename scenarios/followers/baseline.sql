-- A user's followers, all of them, newest first.
-- @param username user.username
SELECT
    u.username,
    u.first_name,
    u.last_name,
    u.avatar_url,
    f.created_at AS followed_since
FROM follows f
JOIN users u ON f.follower_id = u.id
WHERE f.following_id = (SELECT id FROM users WHERE username = :username)
ORDER BY f.created_at DESC;
