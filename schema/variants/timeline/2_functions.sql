-- Whoever writes for an author (a post's timelines, or a follower's) locks the author's row first, so that a post and a
-- follow that happen at once do not miss each other: who comes second waits, and then sees what the first has done.
-- Follows of one author do not wait for each other (FOR SHARE). After that, starts of timelines are locked, in order.
-- A start only ever moves to older posts.

CREATE FUNCTION add_to_timelines(post posts.id%TYPE, author users.id%TYPE, made_at TIMESTAMP) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    place CONSTANT TIMESTAMP := COALESCE(made_at, 'infinity');
BEGIN
    PERFORM FROM users WHERE id = author FOR NO KEY UPDATE;
    -- A post that is older than some timeline: its start may be moving just now.
    IF place < (SELECT MAX(s.placed_at) FROM timeline_start s) THEN
        PERFORM FROM timeline_start s
        JOIN follows f ON f.follower_id = s.user_id
        WHERE f.following_id = author
          AND s.placed_at > place
        ORDER BY s.user_id
        FOR SHARE OF s;
    END IF;
    INSERT INTO timeline (user_id, placed_at, post_id, author_id)
    SELECT f.follower_id, place, post, author
    FROM follows f
    LEFT JOIN timeline_start s ON s.user_id = f.follower_id
    WHERE f.following_id = author
      AND (s.placed_at IS NULL OR s.placed_at <= place)
    ON CONFLICT DO NOTHING;
END
$$;

-- A page of the feed is 20; the rest is for what goes in the same moment.
CREATE FUNCTION is_short(reader users.id%TYPE) RETURNS BOOLEAN STABLE LANGUAGE sql AS $$
    SELECT COUNT(*) < 30 FROM (SELECT FROM timeline WHERE user_id = reader LIMIT 30) AS newest
$$;

-- Writes a timeline anew that has got short while there are older posts.
CREATE FUNCTION refill_timeline(reader users.id%TYPE) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM timeline_start WHERE user_id = reader FOR UPDATE;
    IF NOT FOUND OR NOT is_short(reader) THEN
        RETURN;
    END IF;
    DELETE FROM timeline WHERE user_id = reader;
    INSERT INTO timeline (user_id, placed_at, post_id, author_id)
    SELECT reader, newest.placed_at, newest.post_id, newest.author_id
    FROM newest_of_followed(reader) AS newest
    ON CONFLICT DO NOTHING;
    IF (SELECT COUNT(*) FROM timeline WHERE user_id = reader) < 50 THEN
        DELETE FROM timeline_start WHERE user_id = reader;
    ELSE
        UPDATE timeline_start
        SET placed_at = (SELECT MIN(t.placed_at) FROM timeline t WHERE t.user_id = reader)
        WHERE user_id = reader;
    END IF;
END
$$;

CREATE FUNCTION remove_from_timelines(post posts.id%TYPE, author users.id%TYPE, made_at TIMESTAMP) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    place CONSTANT TIMESTAMP := COALESCE(made_at, 'infinity');
BEGIN
    PERFORM FROM users WHERE id = author FOR NO KEY UPDATE;
    DELETE FROM timeline t
    USING follows f
    WHERE f.following_id = author
      AND t.user_id = f.follower_id
      AND t.placed_at = place
      AND t.post_id = post;
    PERFORM refill_timeline(short.user_id)
    FROM (
        SELECT s.user_id
        FROM timeline_start s
        JOIN follows f ON f.follower_id = s.user_id
        WHERE f.following_id = author
          AND s.placed_at <= place
          AND is_short(s.user_id)
        ORDER BY s.user_id
    ) AS short;
END
$$;

CREATE FUNCTION add_author_to_timeline(reader users.id%TYPE, author users.id%TYPE) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM users WHERE id = author FOR SHARE;
    PERFORM FROM timeline_start WHERE user_id = reader FOR UPDATE;
    INSERT INTO timeline (user_id, placed_at, post_id, author_id)
    SELECT reader, COALESCE(p.created_at, 'infinity'), p.id, author
    FROM posts p
    LEFT JOIN timeline_start s ON s.user_id = reader
    WHERE p.user_id = author
      AND p.is_public = TRUE
      AND (s.placed_at IS NULL OR p.created_at IS NULL OR p.created_at >= s.placed_at)
    ON CONFLICT DO NOTHING;
END
$$;

CREATE FUNCTION remove_author_from_timeline(reader users.id%TYPE, author users.id%TYPE) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM users WHERE id = author FOR SHARE;
    PERFORM FROM timeline_start WHERE user_id = reader FOR UPDATE;
    DELETE FROM timeline WHERE user_id = reader AND author_id = author;
    IF EXISTS (SELECT FROM users WHERE id = reader) THEN
        PERFORM refill_timeline(reader);
    ELSE
        DELETE FROM timeline_start WHERE user_id = reader;
    END IF;
END
$$;
