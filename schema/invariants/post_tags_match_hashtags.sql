-- The rows of a post in post_tags are the hashtags of the post, neither more nor fewer.
SELECT coalesce(post.id, tag.post_id) AS post_id, post.tag AS in_hashtags, tag.tag AS in_post_tags
FROM (SELECT DISTINCT id, unnest(hashtags) AS tag FROM posts) AS post
FULL JOIN (SELECT post_id, tag_name::text AS tag FROM post_tags) AS tag
    ON tag.post_id = post.id AND tag.tag = post.tag
WHERE post.id IS NULL OR tag.post_id IS NULL;
