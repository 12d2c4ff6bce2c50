-- Somebody follows somebody else, who is told, in one transaction; nothing happens where the one follows the other
-- already.
-- @writes
-- @param following user.id existing
-- @param follower reader.id existing
-- @param id new.follow.id
-- @param notification new.notification.id
--
-- The two are drawn apart. That somebody comes upon the own page, with its button out of order, affects no row.
INSERT INTO follows (id, follower_id, following_id)
SELECT :id, id, :following
FROM users
WHERE id = :follower
  AND id <> :following
ON CONFLICT DO NOTHING;

INSERT INTO notifications (id, user_id, type, title, data)
SELECT
    :notification,
    f.following_id,
    'follow',
    u.first_name || ' started following you',
    jsonb_build_object('actor_id', u.id)
FROM follows f
JOIN users u ON u.id = f.follower_id
WHERE f.id = :id;
