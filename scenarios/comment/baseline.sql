-- Somebody comments on a post, and its author is told, in one transaction.
-- @writes
-- @param post post.id existing
-- @param user reader.id existing
-- @param id new.comment.id
-- @param content new.comment.content
-- @param notification new.notification.id
INSERT INTO comments (id, post_id, user_id, content)
VALUES (:id, :post, :user, :content);

INSERT INTO notifications (id, user_id, type, title, data)
SELECT
    :notification,
    p.user_id,
    'comment',
    u.first_name || ' commented on your post',
    jsonb_build_object('post_id', p.id, 'actor_id', u.id)
FROM posts p
JOIN users u ON u.id = :user
WHERE p.id = :post
  AND p.user_id <> u.id;
