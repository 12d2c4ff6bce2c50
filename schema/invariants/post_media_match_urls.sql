-- The media URLs of a post are those of its rows in post_media, neither more nor fewer.
SELECT coalesce(post.id, media.post_id) AS post_id, post.url AS in_media_urls, media.url AS in_post_media
FROM (SELECT DISTINCT id, jsonb_array_elements_text(media_urls) AS url FROM posts) AS post
FULL JOIN (SELECT post_id, media_url::text AS url FROM post_media) AS media
    ON media.post_id = post.id AND media.url = post.url
WHERE post.id IS NULL OR media.post_id IS NULL;
