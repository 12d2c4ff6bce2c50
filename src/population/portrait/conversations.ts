import { mean } from '../../core/statistics.ts';
import type { World } from '../world.ts';
import { type Figure, spread } from './figure.ts';
import { shareOf } from './posts.ts';

/** Conversations and how their messages come. */
export function conversationFigures({ profile, users, conversations }: World): Figure[] {
  const sample = spread(conversations.count, 50_000);
  const bursts = spread(conversations.burstCount, 50_000).map((burst) => conversations.burst(burst).count);
  const people = mean(sample.map((conversation) => conversations.participantsOf(conversation).length));
  return [
    {
      topic: 'conversations',
      name: 'pairs',
      claimed: 1 - profile.conversations.groupShare,
      measured: shareOf(sample, (conversation) => !conversations.isGroup(conversation)),
      tolerance: 0.01,
      unit: 'share',
      source: 'MSN study',
    },
    {
      topic: 'conversations',
      name: 'a user takes part in, mean',
      claimed: profile.conversations.perUser * (2 + profile.conversations.groupShare * 3.9),
      measured: (people * conversations.count) / users.count,
      tolerance: 0.3,
      unit: 'count',
      source: 'profile; MSN study at full density',
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
  ];
}
