-- Somebody likes a post, and its author is told, in one transaction; nothing happens where the like is there already.
-- @writes
-- @param post post.id existing
-- @param user reader.id existing
-- @param id new.like.id
-- @param notification new.notification.id
--
-- Who likes what is drawn apart, so that some likes are repeated, as impatient fingers do. Those end without an error
-- and affect no row.
INSERT INTO likes (id, user_id, post_id)
VALUES (:id, :user, :post)
ON CONFLICT DO NOTHING;

INSERT INTO notifications (id, user_id, type, title, data)
SELECT
    :notification,
    p.user_id,
    'like',
    u.first_name || ' liked your post',
    jsonb_build_object('post_id', p.id, 'actor_id', u.id)
FROM likes l
JOIN posts p ON p.id = l.post_id
JOIN users u ON u.id = l.user_id
WHERE l.id = :id
  AND p.user_id <> l.user_id;
