-- The bell: the 20 newest unread notifications of a user.
-- @param user reader.id
SELECT
    id,
    type,
    title,
    content,
    data,
    created_at
FROM notifications
WHERE user_id = :user
  AND is_read = FALSE
ORDER BY created_at DESC
LIMIT 20;
