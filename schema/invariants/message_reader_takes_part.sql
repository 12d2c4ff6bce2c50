-- Who reads a message takes part in its conversation.
SELECT message_reads.id, message_reads.message_id, message_reads.user_id
FROM message_reads
JOIN messages ON messages.id = message_reads.message_id
WHERE NOT EXISTS (
    SELECT FROM conversation_participants
    WHERE conversation_id = messages.conversation_id AND user_id = message_reads.user_id
);
