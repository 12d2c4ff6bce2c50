-- A user's profile in numbers from a materialized view: as of its last refresh.
-- @needs matview
-- @param username user.username
SELECT
    u.username,
    u.first_name,
    u.last_name,
    COALESCE(n.post_count, 0) AS post_count,
    COALESCE(n.follower_count, 0) AS follower_count,
    COALESCE(n.following_count, 0) AS following_count,
    COALESCE(n.total_likes_received, 0) AS total_likes_received
FROM users u
LEFT JOIN user_counts n ON n.user_id = u.id
WHERE u.username = :username;
