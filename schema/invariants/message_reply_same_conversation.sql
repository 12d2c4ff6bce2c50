-- A message answers one of the same conversation.
SELECT messages.id, messages.conversation_id, answered.conversation_id AS answered_conversation_id
FROM messages
JOIN messages AS answered ON answered.id = messages.reply_to_message_id
WHERE answered.conversation_id <> messages.conversation_id;
