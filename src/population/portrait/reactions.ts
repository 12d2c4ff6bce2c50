import { mean, shareOfLargest } from '../../core/statistics.ts';
import { dayMs, end } from '../calendar.ts';
import type { World } from '../world.ts';
import { type Figure, spread } from './figure.ts';
import { shareOf } from './posts.ts';

const sampled = 100_000;

/** Likes and comments: how many, by whom, when. */
export function reactionFigures(world: World): Figure[] {
  return [...likeFigures(world), ...commentFigures(world)];
}

function likeFigures({ profile, posts, audience, society }: World): Figure[] {
  const counts: number[] = [];
  let total = 0;
  let withinDay = 0;
  let inside = 0;
  for (const post of oldEnough(posts, sampled)) {
    const createdAt = posts.createdAt(post);
    const community = society.communityOf(posts.authorOf(post));
    let count = 0;
    audience.visitLikes(post, (_part, user, time) => {
      count++;
      if (time - createdAt < dayMs) withinDay++;
      if (society.communityOf(user) === community) inside++;
    });
    counts.push(count);
    total += count;
  }
  return [
    {
      topic: 'likes',
      name: 'a post, mean',
      claimed: profile.likes.perPost,
      measured: mean(counts),
      tolerance: 0.3 * profile.likes.perPost,
      unit: 'count',
      source: 'profile',
    },
    {
      topic: 'likes',
      name: 'posts without any',
      claimed: profile.likes.zeroShare,
      measured: shareOf(counts, (count) => count === 0),
      tolerance: 0.15,
      unit: 'share',
      source: 'Digg study',
    },
    {
      topic: 'likes',
      name: 'of all, on the most liked per cent of posts',
      claimed: 0.28,
      measured: shareOfLargest(counts, 0.01),
      tolerance: 0.12,
      unit: 'share',
      source: 'Digg study; LDBC',
    },
    {
      topic: 'likes',
      name: 'within a day of the post',
      claimed: 0.876,
      measured: withinDay / total,
      tolerance: 0.02,
      unit: 'share',
      source: 'Digg study; LDBC',
    },
    {
      topic: 'likes',
      name: "from the author's community",
      claimed: profile.likes.insideCommunity,
      measured: inside / total,
      tolerance: 0.2,
      unit: 'share',
      source: 'LDBC SNB datagen',
    },
  ];
}

function commentFigures({ profile, posts, threads }: World): Figure[] {
  const counts: number[] = [];
  const delaysHours: number[] = [];
  let roots = 0;
  let deepest = 0;
  for (const post of oldEnough(posts, sampled)) {
    const thread = threads.of(post);
    const depths: number[] = [];
    counts.push(thread.count);
    for (let comment = 0; comment < thread.count; comment++) {
      const parent = thread.parent[comment]!;
      const from = parent < 0 ? posts.createdAt(post) : thread.timeMs[parent]!;
      delaysHours.push((thread.timeMs[comment]! - from) / 3_600_000);
      depths.push(parent < 0 ? 1 : depths[parent]! + 1);
      if (parent < 0) roots++;
      deepest = Math.max(deepest, depths.at(-1)!);
    }
  }
  return [
    {
      topic: 'comments',
      name: 'a post, mean',
      claimed: profile.comments.perPost,
      measured: mean(counts),
      tolerance: 0.3 * profile.comments.perPost,
      unit: 'count',
      source: 'profile',
    },
    {
      topic: 'comments',
      name: 'delay of a reply, mean',
      claimed: 6.857,
      measured: mean(delaysHours),
      tolerance: 0.2,
      unit: 'hours',
      source: 'LDBC SNB datagen: 24 h x u^2.5',
    },
    {
      topic: 'comments',
      // The first of each thread has nothing else to answer.
      name: 'on the post itself rather than on a comment',
      claimed: 0.74,
      measured: roots / delaysHours.length,
      tolerance: 0.12,
      unit: 'share',
      source: 'Gomez et al. 2013',
    },
    {
      topic: 'comments',
      name: 'depth of the deepest thread',
      claimed: 8,
      measured: deepest,
      tolerance: 5,
      unit: 'count',
      source: 'Gomez et al. 2013',
    },
  ];
}

/** Posts whose reactions have all had time to come: not of the last month. */
function oldEnough(posts: World['posts'], atMost: number): number[] {
  return spread(posts.countAt(end - 30 * dayMs), atMost);
}
