-- A member of a conversation opens it, and so has read the newest 50 messages of the others.
-- @writes
-- @param user participant.user_id
-- @param conversation participant.conversation_id
--
-- Most have been read before: an application does not keep count of which.
INSERT INTO message_reads (message_id, user_id)
SELECT newest.id, :user
FROM (
    SELECT id
    FROM messages
    WHERE conversation_id = :conversation
      AND sender_id <> :user
    ORDER BY created_at DESC
    LIMIT 50
) AS newest
ON CONFLICT DO NOTHING;
