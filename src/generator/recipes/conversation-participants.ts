import { Stream } from '../../core/random.ts';
import { end } from '../../population/calendar.ts';
import type { RecipeFor } from '../recipe.ts';

export const conversationParticipants: RecipeFor = ({ seed, conversations, ids }) => {
  const stream = new Stream(seed, 'conversation_participants');
  return {
    table: 'conversation_participants',
    columns: ['id', 'conversation_id', 'user_id', 'role', 'joined_at', 'left_at'],
    parents: conversations.count,
    rowsPerParent: 2.5,
    draft: (conversation, rows) => {
      const createdAt = conversations.createdAt(conversation);
      conversations.participantsOf(conversation).forEach((user, part) => {
        rows.add(createdAt, conversation, part, user);
      });
    },
    encode: (rows, index, out) => {
      const conversation = rows.a[index]!;
      const part = rows.b[index]!;
      const joinedAt = rows.time[index]!;
      out.id(ids.conversation_participants, conversation, part, joinedAt);
      out.id(ids.conversations, conversation, 0, joinedAt);
      out.id(ids.users, rows.c[index]!);
      out.text(part === 0 ? 'admin' : 'member');
      out.timestamp(joinedAt);
      // Those who leave do so on the last day: nearly all that they wrote was written as members.
      const hasLeft = part > 0 && stream.uniform(conversation, part) < 0.02;
      if (hasLeft)
        out.timestamp(Math.max(joinedAt, end - 86_400_000 * stream.uniform(conversation, part + 64)));
      else out.null();
    },
  };
};
