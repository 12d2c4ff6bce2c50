import { dayMs, end, start } from '../calendar.ts';
import type { World } from '../world.ts';
import { type Figure, spread } from './figure.ts';

const hourMs = 3_600_000;

/** When users come and when they write. */
export function growthFigures({ profile, users, posts }: World): Figure[] {
  const hours = new Float64Array(24);
  for (const post of spread(posts.count, 200_000)) {
    hours[Math.floor(posts.createdAt(post) / hourMs) % 24]!++;
  }
  const halfway = users.aliveAt((start + end) / 2) / users.count;
  return [
    {
      topic: 'growth',
      name: 'users at the start',
      claimed: profile.initialUsers,
      measured: users.aliveAt(start + dayMs / 24) / users.count,
      tolerance: 0.01,
      unit: 'share',
      source: 'profile',
    },
    {
      topic: 'growth',
      name: 'users after half of the time',
      // 0.1 + 0.9 x (0.2 / 2 + 0.8 / 4): the rate grows ninefold.
      claimed: profile.initialUsers + (1 - profile.initialUsers) * 0.3,
      measured: halfway,
      tolerance: 0.02,
      unit: 'share',
      source: 'profile',
    },
    {
      topic: 'when',
      name: 'posts in the busiest hour against the quietest',
      claimed: 9.4,
      measured: Math.max(...hours) / Math.min(...hours),
      tolerance: 1.5,
      unit: 'ratio',
      source: 'hour-of-day curve',
    },
  ];
}
