import { power } from '../../core/portable-math.ts';
import { Stream } from '../../core/random.ts';
import { end } from '../../population/calendar.ts';
import type { RecipeFor } from '../recipe.ts';

export const messages: RecipeFor = ({ seed, profile, conversations, text, ids }) => {
  const stream = new Stream(seed, 'messages/fields');
  const random = stream.sequence(0);
  return {
    table: 'messages',
    columns: [
      'id',
      'conversation_id',
      'sender_id',
      'content',
      'message_type',
      'media_url',
      'reply_to_message_id',
      'is_edited',
      'is_deleted',
      'created_at',
      'updated_at',
    ],
    parents: conversations.burstCount,
    rowsPerParent: profile.messages.perBurst,
    draft: (ordinal, rows) => {
      const burst = conversations.burst(ordinal);
      const participants = conversations.participantsOf(burst.conversation);
      for (let part = 0; part < burst.count; part++) {
        rows.add(burst.timeMs[part]!, ordinal, part, burst.conversation, participants[burst.sender[part]!]!);
      }
    },
    encode: (rows, index, out) => {
      const ordinal = rows.a[index]!;
      const part = rows.b[index]!;
      const time = rows.time[index]!;
      stream.reseed(random, ordinal * 64 + part);
      const isImage = random.uniform() < 0.06;
      out.id(ids.messages, ordinal, part, time);
      out.id(ids.conversations, rows.c[index]!);
      out.id(ids.users, rows.d[index]!);
      out.openText();
      text.write(random, 6 + 70 * power(random.uniform(), 2), out);
      out.closeText();
      out.text(isImage ? 'image' : 'text');
      if (isImage) out.url('messages', ids.messages, ordinal, part, '.jpg', time);
      else out.null();
      if (part > 0 && random.uniform() < 0.1) out.id(ids.messages, ordinal, random.below(part));
      else out.null();
      const editedAt = time + 600_000 * random.uniform();
      const isEdited = random.uniform() < 0.02 && editedAt < end;
      out.boolean(isEdited);
      out.boolean(random.uniform() < 0.01);
      out.timestamp(time);
      out.timestamp(isEdited ? editedAt : time);
    },
  };
};
