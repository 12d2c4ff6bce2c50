-- The parent of a comment is under the same post.
SELECT comments.id, comments.post_id, parent.post_id AS parent_post_id
FROM comments
JOIN comments AS parent ON parent.id = comments.parent_comment_id
WHERE parent.post_id <> comments.post_id;
