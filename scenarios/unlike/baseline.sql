-- Somebody takes a like back.
-- @writes
-- @param user like.user_id
-- @param post like.post_id
--
-- The like is one of the loaded ones. A long run comes to some that it has taken back before: those affect no row.
DELETE FROM likes
WHERE user_id = :user
  AND post_id = :post;
