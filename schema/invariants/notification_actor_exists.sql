-- The user that a notification names in its data is there (no foreign key can say so).
SELECT id, data->>'actor_id' AS actor_id
FROM notifications
WHERE data->>'actor_id' IS NOT NULL
    AND NOT EXISTS (SELECT FROM users WHERE users.id::text = notifications.data->>'actor_id');
