-- The unique indexes are what REFRESH ... CONCURRENTLY needs: readers do not wait for it.
CREATE MATERIALIZED VIEW post_counts AS
SELECT
    p.id AS post_id,
    COALESCE(c.comment_count, 0) AS comment_count,
    COALESCE(l.like_count, 0) AS like_count,
    COALESCE(s.share_count, 0) AS share_count
FROM posts p
LEFT JOIN (SELECT post_id, COUNT(*) AS comment_count FROM comments GROUP BY post_id) AS c ON c.post_id = p.id
LEFT JOIN (SELECT post_id, COUNT(*) AS like_count FROM likes GROUP BY post_id) AS l ON l.post_id = p.id
LEFT JOIN (SELECT post_id, COUNT(*) AS share_count FROM shares GROUP BY post_id) AS s ON s.post_id = p.id;
CREATE UNIQUE INDEX post_counts_post_id ON post_counts (post_id);

CREATE MATERIALIZED VIEW user_counts AS
SELECT
    u.id AS user_id,
    COALESCE(p.post_count, 0) AS post_count,
    COALESCE(f1.follower_count, 0) AS follower_count,
    COALESCE(f2.following_count, 0) AS following_count,
    COALESCE(l.total_likes_received, 0) AS total_likes_received
FROM users u
LEFT JOIN (SELECT user_id, COUNT(*) AS post_count FROM posts GROUP BY user_id) AS p ON p.user_id = u.id
LEFT JOIN (SELECT following_id, COUNT(*) AS follower_count FROM follows GROUP BY following_id) AS f1
    ON f1.following_id = u.id
LEFT JOIN (SELECT follower_id, COUNT(*) AS following_count FROM follows GROUP BY follower_id) AS f2
    ON f2.follower_id = u.id
LEFT JOIN (
    SELECT posts.user_id, COUNT(*) AS total_likes_received
    FROM posts
    JOIN likes ON likes.post_id = posts.id
    GROUP BY posts.user_id
) AS l ON l.user_id = u.id;
CREATE UNIQUE INDEX user_counts_user_id ON user_counts (user_id);
