-- A user's followers, the user found by a join in place of a subquery.
-- @param username user.username
--
-- Either way the planner knows nothing of how many followers this user has: it takes the average.
SELECT
    u.username,
    u.first_name,
    u.last_name,
    u.avatar_url,
    f.created_at AS followed_since
FROM users followed
JOIN follows f ON f.following_id = followed.id
JOIN users u ON u.id = f.follower_id
WHERE followed.username = :username
ORDER BY f.created_at DESC;
