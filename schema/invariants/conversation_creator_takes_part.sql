-- Who creates a conversation takes part in it.
SELECT id, created_by
FROM conversations
WHERE NOT EXISTS (
    SELECT FROM conversation_participants
    WHERE conversation_id = conversations.id AND user_id = conversations.created_by
);
