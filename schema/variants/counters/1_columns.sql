-- Counts in the row of what is counted. The columns come with 0 and are then given another value by a change of their
-- type to the one they have: that writes each table anew, in the order in which it is, where an UPDATE would leave it
-- twice as large.
ALTER TABLE posts
    ADD COLUMN comment_count BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN like_count BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN share_count BIGINT NOT NULL DEFAULT 0;
ALTER TABLE users
    ADD COLUMN post_count BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN follower_count BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN following_count BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN total_likes_received BIGINT NOT NULL DEFAULT 0;

-- Room on every page, so that a changed count stays there and no index hears of it (HOT). Partitions have it each.
DO $$
DECLARE
    stored regclass;
BEGIN
    FOR stored IN
        SELECT oid FROM pg_class WHERE oid IN ('posts'::regclass, 'users'::regclass) AND relkind = 'r'
        UNION ALL
        SELECT relid FROM pg_partition_tree('posts') WHERE isleaf AND relid <> 'posts'::regclass
    LOOP
        EXECUTE format('ALTER TABLE %s SET (fillfactor = 90)', stored);
    END LOOP;
END
$$;

CREATE FUNCTION comments_of(post posts.id%TYPE) RETURNS BIGINT STABLE LANGUAGE plpgsql AS
'BEGIN RETURN (SELECT COUNT(*) FROM comments WHERE post_id = post); END';
CREATE FUNCTION likes_of(post posts.id%TYPE) RETURNS BIGINT STABLE LANGUAGE plpgsql AS
'BEGIN RETURN (SELECT COUNT(*) FROM likes WHERE post_id = post); END';
CREATE FUNCTION shares_of(post posts.id%TYPE) RETURNS BIGINT STABLE LANGUAGE plpgsql AS
'BEGIN RETURN (SELECT COUNT(*) FROM shares WHERE post_id = post); END';
ALTER TABLE posts
    ALTER COLUMN comment_count TYPE BIGINT USING comments_of(id),
    ALTER COLUMN like_count TYPE BIGINT USING likes_of(id),
    ALTER COLUMN share_count TYPE BIGINT USING shares_of(id);

CREATE FUNCTION posts_of(owner users.id%TYPE) RETURNS BIGINT STABLE LANGUAGE plpgsql AS
'BEGIN RETURN (SELECT COUNT(*) FROM posts WHERE user_id = owner); END';
CREATE FUNCTION followers_of(owner users.id%TYPE) RETURNS BIGINT STABLE LANGUAGE plpgsql AS
'BEGIN RETURN (SELECT COUNT(*) FROM follows WHERE following_id = owner); END';
CREATE FUNCTION followees_of(owner users.id%TYPE) RETURNS BIGINT STABLE LANGUAGE plpgsql AS
'BEGIN RETURN (SELECT COUNT(*) FROM follows WHERE follower_id = owner); END';
CREATE FUNCTION likes_received_of(owner users.id%TYPE) RETURNS BIGINT STABLE LANGUAGE plpgsql AS
'BEGIN RETURN (SELECT COALESCE(SUM(like_count), 0) FROM posts WHERE user_id = owner); END';
ALTER TABLE users
    ALTER COLUMN post_count TYPE BIGINT USING posts_of(id),
    ALTER COLUMN follower_count TYPE BIGINT USING followers_of(id),
    ALTER COLUMN following_count TYPE BIGINT USING followees_of(id),
    ALTER COLUMN total_likes_received TYPE BIGINT USING likes_received_of(id);

DROP FUNCTION comments_of, likes_of, shares_of, posts_of, followers_of, followees_of, likes_received_of;
