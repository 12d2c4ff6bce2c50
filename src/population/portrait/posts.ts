import { median, shareOfLargest, zipfExponent } from '../../core/statistics.ts';
import type { World } from '../world.ts';
import { type Figure, spread } from './figure.ts';
import { sampleTexts } from './texts.ts';

/** Who posts, how long, about what. */
export function postFigures(world: World): Figure[] {
  const { profile } = world;
  const lengths = sampleTexts(world, 20_000);
  return [
    {
      topic: 'who posts',
      name: 'posts by the most active tenth of users',
      claimed: profile.posts.shareOfTopTenth,
      measured: shareOfLargest(postsByAuthor(world), 0.1),
      tolerance: 0.05,
      unit: 'share',
      source: 'Pew 2019',
    },
    {
      topic: 'post length',
      name: 'median',
      claimed: profile.posts.medianLength,
      measured: median(lengths.characters),
      tolerance: 6,
      unit: 'characters',
      source: 'Twitter 2017',
    },
    {
      topic: 'post length',
      name: 'posts over 700 characters',
      claimed: profile.posts.longShare,
      measured: lengths.characters.filter((length) => length >= 690).length / lengths.characters.length,
      tolerance: 0.001,
      unit: 'share',
      source: 'so that TOAST exists',
    },
    {
      topic: 'words',
      name: 'exponent of Zipf, ranks 1 to 1,000',
      claimed: profile.text.zipf,
      measured: zipfExponent(lengths.wordCounts, 1, 1000),
      tolerance: 0.1,
      unit: 'exponent',
      source: 'Gutenberg study',
    },
    ...mentionFigures(world),
  ];
}

/** Posts of every author, over the whole population (beyond some hundred thousand posts, over a sample). */
function postsByAuthor({ users, posts }: World): Uint32Array {
  const counts = new Uint32Array(users.count);
  for (const post of spread(posts.count, Math.max(1_000_000, users.count * 8)))
    counts[posts.authorOf(post)]!++;
  return counts;
}

/** Who mentions whom. */
function mentionFigures({ profile, posts, mentions, society, users }: World): Figure[] {
  const sample = spread(posts.count, 100_000);
  let [mentioning, inside] = [0, 0];
  for (const post of sample) {
    const author = posts.authorOf(post);
    const mentioned = mentions.of(post, author, posts.aliveAt(post));
    if (mentioned === undefined) continue;
    mentioning++;
    if (society.communityOf(mentioned) === society.communityOf(author)) inside++;
  }
  const { share, popular } = profile.mentions;
  return [
    {
      topic: 'mentions',
      name: 'posts that mention somebody',
      claimed: share,
      measured: mentioning / sample.length,
      tolerance: 0.01,
      unit: 'share',
      source: 'ours',
      leastUsers: 5_000,
    },
    {
      topic: 'mentions',
      name: "of somebody of the author's community",
      claimed: 1 - popular + (popular * profile.community.size) / users.count,
      measured: inside / mentioning,
      tolerance: 0.05,
      unit: 'share',
      source: 'ours',
      leastUsers: 5_000,
    },
  ];
}
