-- Somebody publishes a post: the post, its pictures, its hashtags, and word to those whom it mentions, in one
-- transaction.
-- @writes
-- @param author reader.id existing
-- @param id new.post.id
-- @param content new.post.content
-- @param type new.post.type
-- @param media_urls new.post.media_urls
-- @param hashtags new.post.hashtags
-- @param mentions new.post.mentions
--
-- The application makes the key itself, so that what follows can refer to it without waiting for an answer. Hashtags
-- and pictures are in the post's own row and in tables of their own, as the schema has them.
INSERT INTO posts (id, user_id, content, post_type, media_urls, hashtags, mentions)
VALUES (:id, :author, :content, :type, :media_urls, :hashtags, :mentions);

INSERT INTO post_media (post_id, media_type, media_url, width, height, sort_order)
SELECT
    :id,
    CASE WHEN url LIKE '%.mp4' THEN 'video' ELSE 'image' END,
    url,
    1920,
    1080,
    position - 1
FROM jsonb_array_elements_text(:media_urls::jsonb) WITH ORDINALITY AS media (url, position);

INSERT INTO post_tags (post_id, tag_name)
SELECT :id, tag
FROM unnest(:hashtags::text[]) AS tag;

INSERT INTO notifications (user_id, type, title, data)
SELECT
    mentioned.id,
    'mention',
    author.first_name || ' mentioned you',
    jsonb_build_object('post_id', p.id, 'actor_id', author.id)
FROM posts p
JOIN users author ON author.id = p.user_id
JOIN users mentioned ON mentioned.username = ANY (:mentions::text[])
WHERE p.id = :id
  AND mentioned.id <> author.id;
