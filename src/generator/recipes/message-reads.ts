import type { RecipeFor } from '../recipe.ts';

/** The other participants' receipts. The part of a receipt holds message and participant: 60 x 12 at most. */
export const messageReads: RecipeFor = ({ profile, conversations, ids }) => ({
  table: 'message_reads',
  columns: ['id', 'message_id', 'user_id', 'read_at'],
  parents: conversations.burstCount,
  rowsPerParent: profile.messages.perBurst * profile.messages.readShare * 1.4,
  draft: (ordinal, rows) => {
    const burst = conversations.burst(ordinal);
    const participants = conversations.participantsOf(burst.conversation);
    for (let message = 0; message < burst.count; message++) {
      for (let reader = 0; reader < participants.length; reader++) {
        if (reader === burst.sender[message]) continue;
        const sentAt = burst.timeMs[message]!;
        const readAt = conversations.readAt(ordinal, message, reader, sentAt);
        if (readAt === undefined) continue;
        rows.add(readAt, ordinal, message, reader, participants[reader]!);
        rows.refer(sentAt);
      }
    }
  },
  encode: (rows, index, out) => {
    const ordinal = rows.a[index]!;
    const message = rows.b[index]!;
    out.id(ids.message_reads, ordinal, message * 16 + rows.c[index]!, rows.time[index]!);
    out.id(ids.messages, ordinal, message, rows.reference[index]!);
    out.id(ids.users, rows.d[index]!);
    out.timestamp(rows.time[index]!);
  },
});
