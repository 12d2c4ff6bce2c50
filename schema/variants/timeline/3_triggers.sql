CREATE FUNCTION change_timelines_of_post() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.is_public THEN
        PERFORM remove_from_timelines(OLD.id, OLD.user_id, OLD.created_at);
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.is_public THEN
        PERFORM add_to_timelines(NEW.id, NEW.user_id, NEW.created_at);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER timelines_of_posts AFTER INSERT OR DELETE OR UPDATE OF id, user_id, is_public, created_at ON posts
FOR EACH ROW EXECUTE FUNCTION change_timelines_of_post();

CREATE FUNCTION change_timeline_of_follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM remove_author_from_timeline(OLD.follower_id, OLD.following_id);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM add_author_to_timeline(NEW.follower_id, NEW.following_id);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER timelines_of_follows AFTER INSERT OR DELETE OR UPDATE OF follower_id, following_id ON follows
FOR EACH ROW EXECUTE FUNCTION change_timeline_of_follow();
