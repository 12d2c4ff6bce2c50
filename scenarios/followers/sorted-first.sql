-- A user's followers in the order of the index (following_id, created_at DESC), then each one's profile by its key.
-- @param username user.username
--
-- Nothing is sorted. A user with very many followers pays for it: their profiles are looked up one by one.
SELECT
    u.username,
    u.first_name,
    u.last_name,
    u.avatar_url,
    f.created_at AS followed_since
FROM (
    SELECT follower_id, created_at
    FROM follows
    WHERE following_id = (SELECT id FROM users WHERE username = :username)
    ORDER BY created_at DESC
    OFFSET 0
) AS f
CROSS JOIN LATERAL (
    SELECT username, first_name, last_name, avatar_url
    FROM users
    WHERE id = f.follower_id
    OFFSET 0
) AS u
ORDER BY f.created_at DESC;
