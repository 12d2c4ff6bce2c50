-- Nobody is notified of what they did themselves.
SELECT id, user_id, type
FROM notifications
WHERE data->>'actor_id' = user_id::text;
