-- Who sends a message takes part in its conversation.
SELECT id, conversation_id, sender_id
FROM messages
WHERE NOT EXISTS (
    SELECT FROM conversation_participants
    WHERE conversation_id = messages.conversation_id AND user_id = messages.sender_id
);
