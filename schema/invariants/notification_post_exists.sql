-- The post that a notification names in its data is there (no foreign key can say so).
SELECT id, data->>'post_id' AS post_id
FROM notifications
WHERE data->>'post_id' IS NOT NULL
    AND NOT EXISTS (SELECT FROM posts WHERE posts.id::text = notifications.data->>'post_id');
