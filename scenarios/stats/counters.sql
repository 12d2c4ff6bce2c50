-- A user's profile in numbers that are in the user's own row: one row by its key.
-- @needs counters
-- @param username user.username
SELECT
    username,
    first_name,
    last_name,
    post_count,
    follower_count,
    following_count,
    total_likes_received
FROM users
WHERE username = :username;
