import { mean } from '../../core/statistics.ts';
import { dayMs, end } from '../calendar.ts';
import type { World } from '../world.ts';
import { type Figure, shareOf, spread } from './figure.ts';

/** Conversations and how their messages come. */
export function conversationFigures(world: World): Figure[] {
  const { profile, conversations } = world;
  const sample = spread(conversations.count, 50_000);
  const bursts = spread(conversations.burstCount, 50_000).map((burst) => conversations.burst(burst).count);
  return [
    {
      topic: 'conversations',
      name: 'pairs',
      claimed: 1 - profile.conversations.groupShare,
      measured: shareOf(sample, (conversation) => !conversations.isGroup(conversation)),
      tolerance: 0.01,
      unit: 'share',
      source: 'MSN study',
      leastUsers: 5_000,
    },
    {
      topic: 'conversations',
      name: 'different contacts of a user, mean',
      claimed: profile.conversations.contacts * profile.conversations.density,
      measured: meanContacts(world),
      // Some meet again, in other conversations.
      tolerance: 0.25 * profile.conversations.contacts * profile.conversations.density,
      unit: 'count',
      source: 'MSN study, scaled by the density',
      leastUsers: 5_000,
    },
    {
      topic: 'messages',
      name: 'a burst, mean',
      claimed: profile.messages.perBurst,
      measured: mean(bursts),
      tolerance: 0.1 * profile.messages.perBurst,
      unit: 'count',
      source: 'MSN study',
    },
    {
      topic: 'messages',
      name: 'read by another participant',
      claimed: profile.messages.readShare,
      measured: readShare(world),
      tolerance: 0.01,
      unit: 'share',
      source: 'ours',
      leastUsers: 5_000,
    },
  ];
}

/** Over up to some 200,000 users, evenly spread. */
function meanContacts({ users, conversations }: World): number {
  const step = Math.ceil(users.count / 200_000);
  const pairs = new Set<number>();
  for (let conversation = 0; conversation < conversations.count; conversation++) {
    const participants = conversations.participantsOf(conversation);
    for (const user of participants) {
      if (user % step !== 0) continue;
      for (const other of participants) if (other !== user) pairs.add(user * users.count + other);
    }
  }
  return pairs.size / Math.ceil(users.count / step);
}

function readShare({ conversations }: World): number {
  let [due, read] = [0, 0];
  for (const ordinal of spread(conversations.countBurstsBefore(end - 7 * dayMs), 20_000)) {
    const burst = conversations.burst(ordinal);
    const people = conversations.participantsOf(burst.conversation).length;
    for (let message = 0; message < burst.count; message++) {
      for (let reader = 0; reader < people; reader++) {
        if (reader === burst.sender[message]) continue;
        due++;
        if (conversations.readAt(ordinal, message, reader, burst.timeMs[message]!) !== undefined) read++;
      }
    }
  }
  return read / due;
}
