-- Unique indexes beside the UNIQUE constraints of the tables. All but the two partial ones on likes repeat an index
-- that the constraint already implies, and those two repeat it for the rows where the column is not null.
CREATE UNIQUE INDEX idx_users_username ON users(username);
CREATE UNIQUE INDEX idx_users_email ON users(email);
CREATE UNIQUE INDEX idx_follows_follower_following ON follows(follower_id, following_id);
CREATE UNIQUE INDEX idx_blocks_blocker_blocked ON blocks(blocker_id, blocked_id);
CREATE UNIQUE INDEX idx_likes_user_post ON likes(user_id, post_id) WHERE post_id IS NOT NULL;
CREATE UNIQUE INDEX idx_likes_user_comment ON likes(user_id, comment_id) WHERE comment_id IS NOT NULL;
CREATE UNIQUE INDEX idx_shares_user_post ON shares(user_id, post_id);
CREATE UNIQUE INDEX idx_bookmarks_user_post ON bookmarks(user_id, post_id);
