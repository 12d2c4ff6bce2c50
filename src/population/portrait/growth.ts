import { mean } from '../../core/statistics.ts';
import { dayMs, end, start } from '../calendar.ts';
import type { World } from '../world.ts';
import { type Figure, spread } from './figure.ts';

const hourMs = 3_600_000;

/** When users come and when they write. */
export function growthFigures(world: World): Figure[] {
  const { profile, users, posts } = world;
  const { initialUsers, acceleration } = profile.growth;
  const hours = new Float64Array(24);
  const days = new Float64Array(7);
  // Whole weeks, not the rest at the end.
  const until = start + Math.floor((end - start) / (7 * dayMs)) * 7 * dayMs;
  for (const post of spread(posts.countAt(until), 200_000)) {
    const time = posts.createdAt(post);
    hours[Math.floor(time / hourMs) % 24]!++;
    days[new Date(time).getUTCDay()]!++;
  }
  const slope = 2 / (1 + acceleration);
  const busiest = (counts: ArrayLike<number>) => {
    const values = Array.from(counts);
    return Math.max(...values) / Math.min(...values);
  };
  const busiestHour = busiest(profile.when.hours);
  return [
    {
      topic: 'growth',
      name: 'users at the start',
      claimed: initialUsers,
      measured: users.aliveAt(start + dayMs / 24) / users.count,
      tolerance: 0.01,
      unit: 'share',
      source: 'ours',
    },
    {
      topic: 'growth',
      name: 'users after half of the time',
      // Half of the time x at a rate from s to 2 - s: s x + (1 - s) x^2.
      claimed: initialUsers + (1 - initialUsers) * (slope / 2 + (1 - slope) / 4),
      measured: users.aliveAt((start + end) / 2) / users.count,
      tolerance: 0.02,
      unit: 'share',
      source: 'ours',
    },
    {
      topic: 'when',
      name: 'posts in the busiest hour against the quietest',
      claimed: busiestHour,
      measured: busiest(hours),
      tolerance: 0.15 * busiestHour,
      unit: 'ratio',
      source: 'hour-of-day curve',
      leastUsers: 5_000,
    },
    {
      topic: 'when',
      name: 'posts on the busiest weekday against the quietest',
      claimed: busiest(profile.when.days),
      measured: busiest(days),
      tolerance: 0.05,
      unit: 'ratio',
      source: 'weekday curve',
      leastUsers: 5_000,
    },
    ...gapFigures(world),
  ];
}

/** From so many posts on an author's gaps say something. */
const enoughPosts = 20;

/** How bursty a user's posts are: (s - m) / (s + m) of the gaps, 0 by chance, 1 at most (Goh and Barabási 2008). */
function gapFigures({ profile, posts }: World): Figure[] {
  const timesOf = new Map<number, number[]>();
  for (let post = Math.max(0, posts.count - 1_000_000); post < posts.count; post++) {
    const author = posts.authorOf(post);
    const times = timesOf.get(author);
    if (times) times.push(posts.createdAt(post));
    else timesOf.set(author, [posts.createdAt(post)]);
  }
  const frequent = [...timesOf.values()].filter((times) => times.length >= enoughPosts);
  if (frequent.length === 0) return [];
  const burstiness = frequent.map((times) => {
    const gaps = times.slice(1).map((time, i) => time - times[i]!);
    const average = mean(gaps);
    const deviation = Math.sqrt(mean(gaps.map((gap) => (gap - average) ** 2)));
    return (deviation - average) / (deviation + average);
  });
  return [
    {
      topic: 'when',
      name: "burstiness of a user's posts, 0 by chance",
      // How the share shows in this measure: found by measuring, not by a study.
      claimed: profile.when.followUpShare * 0.4,
      measured: mean(burstiness),
      tolerance: 0.1,
      unit: 'ratio',
      source: 'ours; fat tail: Gandica et al.',
      leastUsers: 5_000,
    },
  ];
}
