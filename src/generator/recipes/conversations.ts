import { power } from '../../core/portable-math.ts';
import { Stream } from '../../core/random.ts';
import { end } from '../../population/calendar.ts';
import type { RecipeFor } from '../recipe.ts';

export const conversations: RecipeFor = ({ seed, conversations, text, ids }) => {
  const stream = new Stream(seed, 'conversations/fields');
  const random = stream.sequence(0);
  return {
    table: 'conversations',
    columns: ['id', 'created_by', 'is_group', 'name', 'description', 'created_at', 'updated_at'],
    parents: conversations.count,
    rowsPerParent: 1,
    draft: (conversation, rows) => rows.add(conversations.createdAt(conversation), conversation),
    encode: (rows, index, out) => {
      const conversation = rows.a[index]!;
      const createdAt = rows.time[index]!;
      const isGroup = conversations.isGroup(conversation);
      stream.reseed(random, conversation);
      out.id(ids.conversations, conversation, 0, createdAt);
      out.id(ids.users, conversations.participantsOf(conversation)[0]!);
      out.boolean(isGroup);
      for (const length of [18, 60]) {
        // Pairs have no name; not every group has a name and a description.
        if (!isGroup || random.uniform() < 0.2) {
          out.null();
          continue;
        }
        out.openText();
        text.write(random, length, out);
        out.closeText();
      }
      out.timestamp(createdAt);
      out.timestamp(createdAt + (end - createdAt) * power(random.uniform(), 3));
    },
  };
};
