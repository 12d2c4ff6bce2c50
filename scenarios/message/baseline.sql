-- A member of a conversation writes a message, and the conversation moves to the top, in one transaction.
-- @writes
-- @param user participant.user_id
-- @param conversation participant.conversation_id
-- @param id new.message.id
-- @param content new.message.content
--
-- Who has left the conversation cannot write to it any more: then both statements affect no row.
INSERT INTO messages (id, conversation_id, sender_id, content)
SELECT :id, m.conversation_id, m.user_id, :content
FROM conversation_participants m
WHERE m.conversation_id = :conversation
  AND m.user_id = :user
  AND m.left_at IS NULL;

UPDATE conversations
SET updated_at = CURRENT_TIMESTAMP
WHERE id = (SELECT conversation_id FROM messages WHERE id = :id);
