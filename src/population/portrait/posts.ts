import { median, shareOfLargest, zipfExponent } from '../../core/statistics.ts';
import { end, start } from '../calendar.ts';
import { hashtagMonthMs, maxHashtags } from '../posts.ts';
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
      claimed: profile.words.zipf,
      measured: zipfExponent(lengths.wordCounts, 1, 1000),
      tolerance: 0.1,
      unit: 'exponent',
      source: 'Gutenberg study',
    },
    ...hashtagFigures(world),
    {
      topic: 'private',
      name: 'public posts',
      claimed: profile.posts.publicShare,
      measured: shareOf(spread(world.posts.count, 50_000), (post) => world.posts.isPublic(post)),
      tolerance: 0.005,
      unit: 'share',
      source: 'profile',
    },
  ];
}

/** Posts of every author, over the whole population (beyond some hundred thousand posts, over a sample). */
function postsByAuthor({ users, posts }: World): Uint32Array {
  const counts = new Uint32Array(users.count);
  for (const post of spread(posts.count, Math.max(1_000_000, users.count * 8)))
    counts[posts.authorOf(post)]!++;
  return counts;
}

function hashtagFigures({ profile, posts, vocabulary }: World): Figure[] {
  const tags = new Uint16Array(maxHashtags);
  const months = Math.ceil((end - start) / hashtagMonthMs);
  const uses = Array.from({ length: months }, () => new Uint32Array(vocabulary.hashtags.length));
  for (const post of spread(posts.count, 300_000)) {
    const ofMonth = uses[Math.floor((posts.createdAt(post) - start) / hashtagMonthMs)]!;
    for (const tag of tags.subarray(0, posts.hashtagsOf(post, tags))) ofMonth[tag]!++;
  }
  const top = (month: number) =>
    new Set(
      Array.from(uses[month]!, (count, tag) => ({ count, tag }))
        .sort((a, b) => b.count - a.count)
        .slice(0, 100)
        .map(({ tag }) => tag),
    );
  const [before, after] = [top(months - 13), top(months - 1)];
  return [
    {
      topic: 'hashtags',
      name: 'exponent of Zipf in one month, ranks 1 to 50',
      claimed: profile.hashtags.zipf,
      measured: zipfExponent(uses.at(-1)!, 1, 50),
      tolerance: 0.15,
      unit: 'exponent',
      source: 'arXiv 2004.12707',
    },
    {
      topic: 'hashtags',
      // The lasting quarter, and chance.
      name: 'of the top 100, still there a year later',
      claimed: 0.25,
      measured: [...before].filter((tag) => after.has(tag)).length / 100,
      tolerance: 0.12,
      unit: 'share',
      source: 'arXiv 2004.12707',
    },
  ];
}

export function shareOf<T>(items: readonly T[], holds: (item: T) => boolean): number {
  return items.filter(holds).length / items.length;
}
