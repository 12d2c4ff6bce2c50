import { lognormalQuantile } from '../../core/distributions.ts';
import { mean, median, shareOfLargest, tailExponent } from '../../core/statistics.ts';
import { dayMs, end } from '../calendar.ts';
import type { World } from '../world.ts';
import { type Figure, probabilityBelow, shareOf, spread } from './figure.ts';

const sampled = 100_000;

/** Likes and comments: how many, by whom, when. */
export function reactionFigures(world: World): Figure[] {
  return [...likeFigures(world), ...commentFigures(world)];
}

function likeFigures({ profile, posts, audience, society }: World): Figure[] {
  const counts: number[] = [];
  let total = 0;
  let withinDay = 0;
  const delaysHours: number[] = [];
  let inside = 0;
  for (const post of oldEnough(posts, sampled)) {
    const createdAt = posts.createdAt(post);
    const community = society.communityOf(posts.authorOf(post));
    const { count, user, timeMs } = audience.likesOf(post);
    for (let i = 0; i < count; i++) {
      const delayMs = timeMs[i]! - createdAt;
      if (delayMs < dayMs) withinDay++;
      delaysHours.push(delayMs / 3_600_000);
      if (society.communityOf(user[i]!) === community) inside++;
    }
    counts.push(count);
    total += count;
  }
  return [
    {
      topic: 'likes',
      name: 'a post, mean',
      claimed: profile.likes.perPost,
      measured: mean(counts),
      tolerance: 0.1 * profile.likes.perPost,
      unit: 'count',
      source: 'ours',
    },
    {
      topic: 'likes',
      name: 'posts without any',
      claimed: profile.likes.zeroShare,
      measured: shareOf(counts, (count) => count === 0),
      tolerance: 0.03,
      unit: 'share',
      source: 'Digg study',
    },
    {
      topic: 'likes',
      name: 'of all, on the most liked per cent of posts',
      claimed: 0.28, // at the default sigma
      measured: shareOfLargest(counts, 0.01),
      tolerance: 0.06,
      unit: 'share',
      source: 'Digg study; LDBC',
    },
    {
      topic: 'likes',
      name: 'delay after the post, median',
      claimed: profile.likes.delayHours,
      measured: median(delaysHours),
      tolerance: 0.1 * profile.likes.delayHours,
      unit: 'hours',
      source: 'Digg study; LDBC',
    },
    {
      topic: 'likes',
      name: 'within a day of the post',
      claimed: probabilityBelow(24, (p) =>
        lognormalQuantile(p, profile.likes.delayHours, profile.likes.delaySigma),
      ),
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
      tolerance: 0.1,
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
  let likes = 0;
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
    likes += threads.likesOn(post, thread).count;
  }
  const { rootBias, delayHours, delayPower, exponent, cutoff } = profile.comments;
  return [
    {
      topic: 'likes',
      name: 'a comment, mean',
      claimed: profile.likes.onComments,
      measured: likes / delaysHours.length,
      tolerance: 0.1 * profile.likes.onComments,
      unit: 'count',
      source: 'ours',
    },
    {
      topic: 'comments',
      name: 'exponent of the tail, threads of 10 to the cut-off',
      claimed: exponent,
      measured: tailExponent(
        counts.filter((count) => count <= cutoff),
        10,
      ),
      tolerance: 0.4,
      unit: 'exponent',
      source: 'ours; shape: Gómez et al. 2013',
      leastUsers: 20_000,
    },
    {
      topic: 'comments',
      name: 'a post, mean',
      claimed: profile.comments.perPost,
      measured: mean(counts),
      tolerance: 0.12 * profile.comments.perPost,
      unit: 'count',
      source: 'ours',
    },
    {
      topic: 'comments',
      name: 'posts without any',
      claimed: profile.comments.zeroShare,
      measured: shareOf(counts, (count) => count === 0),
      tolerance: 0.03,
      unit: 'share',
      source: 'ours',
    },
    {
      topic: 'comments',
      name: 'delay of a reply, mean',
      claimed: delayHours / (delayPower + 1),
      measured: mean(delaysHours),
      tolerance: 0.03 * delayHours,
      unit: 'hours',
      source: 'LDBC SNB datagen: 24 h x u^2.5',
    },
    {
      topic: 'comments',
      // The first of each thread has nothing else to answer.
      name: 'on the post itself rather than on a comment',
      claimed: rootBias + ((1 - rootBias) * counts.filter((count) => count > 0).length) / delaysHours.length,
      measured: roots / delaysHours.length,
      tolerance: 0.03,
      unit: 'share',
      source: 'Gómez et al. 2013',
    },
    {
      topic: 'comments',
      name: 'depth of the deepest thread',
      claimed: 8,
      measured: deepest,
      tolerance: 5,
      unit: 'count',
      source: 'Gómez et al. 2013',
    },
  ];
}

/** Posts whose reactions have all had time to come: not of the last month. */
function oldEnough(posts: World['posts'], atMost: number): number[] {
  return spread(posts.countAt(end - 30 * dayMs), atMost);
}
