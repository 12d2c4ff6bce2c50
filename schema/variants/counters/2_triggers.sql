-- Each change of a row changes the counts that it is part of, in the same transaction. "+ 1" on the newest version of a
-- row that is locked by it loses nothing, however many do it at once. They lock posts before users, and two users in
-- the order of their keys, so that nobody waits in a circle. TRUNCATE is not counted.

CREATE FUNCTION count_comment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        UPDATE posts SET comment_count = comment_count - 1 WHERE id = OLD.post_id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        UPDATE posts SET comment_count = comment_count + 1 WHERE id = NEW.post_id;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER counters_of_comments AFTER INSERT OR DELETE OR UPDATE OF post_id ON comments
FOR EACH ROW EXECUTE FUNCTION count_comment();

CREATE FUNCTION count_share() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        UPDATE posts SET share_count = share_count - 1 WHERE id = OLD.post_id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        UPDATE posts SET share_count = share_count + 1 WHERE id = NEW.post_id;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER counters_of_shares AFTER INSERT OR DELETE OR UPDATE OF post_id ON shares
FOR EACH ROW EXECUTE FUNCTION count_share();

-- Likes of comments have no post and change nothing. Where the post itself is being deleted it is not found any more:
-- its own trigger takes its likes from the author.
CREATE FUNCTION count_like() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    author users.id%TYPE;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        UPDATE posts SET like_count = like_count - 1 WHERE id = OLD.post_id RETURNING user_id INTO author;
        UPDATE users SET total_likes_received = total_likes_received - 1 WHERE id = author;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        UPDATE posts SET like_count = like_count + 1 WHERE id = NEW.post_id RETURNING user_id INTO author;
        UPDATE users SET total_likes_received = total_likes_received + 1 WHERE id = author;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER counters_of_likes AFTER INSERT OR DELETE OR UPDATE OF post_id ON likes
FOR EACH ROW EXECUTE FUNCTION count_like();

CREATE FUNCTION count_post() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        UPDATE users
        SET post_count = post_count - 1, total_likes_received = total_likes_received - OLD.like_count
        WHERE id = OLD.user_id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        UPDATE users
        SET post_count = post_count + 1, total_likes_received = total_likes_received + NEW.like_count
        WHERE id = NEW.user_id;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER counters_of_posts AFTER INSERT OR DELETE OR UPDATE OF user_id ON posts
FOR EACH ROW EXECUTE FUNCTION count_post();

CREATE FUNCTION change_follows(follower users.id%TYPE, followed users.id%TYPE, change INTEGER) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF follower < followed THEN
        UPDATE users SET following_count = following_count + change WHERE id = follower;
        UPDATE users SET follower_count = follower_count + change WHERE id = followed;
    ELSE
        UPDATE users SET follower_count = follower_count + change WHERE id = followed;
        UPDATE users SET following_count = following_count + change WHERE id = follower;
    END IF;
END
$$;
CREATE FUNCTION count_follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM change_follows(OLD.follower_id, OLD.following_id, -1);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM change_follows(NEW.follower_id, NEW.following_id, 1);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER counters_of_follows AFTER INSERT OR DELETE OR UPDATE OF follower_id, following_id ON follows
FOR EACH ROW EXECUTE FUNCTION count_follow();
