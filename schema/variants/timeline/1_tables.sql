-- What is on a user's home feed, newest first: at least the 50 newest public posts of those whom the user follows.
-- `placed_at` is when the post was made; a post without a time is the newest of all, as ORDER BY ... DESC has it.
CREATE FUNCTION newest_of_followed(reader users.id%TYPE)
RETURNS TABLE (placed_at TIMESTAMP, post_id posts.id%TYPE, author_id users.id%TYPE) STABLE LANGUAGE sql AS $$
    SELECT COALESCE(newest.created_at, 'infinity'), newest.id, newest.user_id
    FROM follows f
    CROSS JOIN LATERAL (
        SELECT p.created_at, p.id, p.user_id
        FROM posts p
        WHERE p.user_id = f.following_id
          AND p.is_public = TRUE
        ORDER BY p.created_at DESC
        FETCH FIRST 50 ROWS WITH TIES
    ) AS newest
    WHERE f.follower_id = reader
    ORDER BY newest.created_at DESC
    FETCH FIRST 50 ROWS WITH TIES
$$;

-- Derived data, so that it has no foreign keys: the triggers keep it, and a check would cost as much as the row.
CREATE TABLE timeline AS
SELECT u.id AS user_id, newest.placed_at, newest.post_id, newest.author_id
FROM users u
CROSS JOIN LATERAL newest_of_followed(u.id) AS newest;
ALTER TABLE timeline ADD PRIMARY KEY (user_id, placed_at, post_id);

-- From where on a timeline is complete, for those that leave out older posts. The others are complete.
CREATE TABLE timeline_start AS
SELECT user_id, MIN(placed_at) AS placed_at
FROM timeline
GROUP BY user_id
HAVING COUNT(*) >= 50;
ALTER TABLE timeline_start ADD PRIMARY KEY (user_id);
CREATE INDEX timeline_start_placed_at ON timeline_start (placed_at);
