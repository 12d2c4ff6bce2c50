-- Somebody no longer follows somebody.
-- @writes
-- @param follower follow.follower_id
-- @param following follow.following_id
--
-- The follow is one of the loaded ones. A long run comes to some that it has ended before: those affect no row.
DELETE FROM follows
WHERE follower_id = :follower
  AND following_id = :following;
