import { zipfExponent } from '../../core/statistics.ts';
import { end, start } from '../calendar.ts';
import { hashtagMonthMs, maxHashtags } from '../hashtags.ts';
import type { World } from '../world.ts';
import { type Figure, spread } from './figure.ts';

const arxiv = 'arXiv 2004.12707';

/** Hashtags: how many, how skewed, how fast they change, and the crowds that some draw. */
export function hashtagFigures({ profile, posts, vocabulary, hashtags }: World): Figure[] {
  const tags = new Uint16Array(maxHashtags);
  const months = Math.ceil((end - start) / hashtagMonthMs);
  const uses = Array.from({ length: months }, () => new Uint32Array(vocabulary.hashtags.length));
  const sample = spread(posts.count, 300_000);
  let [total, tagged, atHeight, ofMob] = [0, 0, 0, 0];
  for (const post of sample) {
    const createdAt = posts.createdAt(post);
    const found = tags.subarray(0, posts.hashtagsOf(post, tags));
    const ofMonth = uses[Math.floor((createdAt - start) / hashtagMonthMs)]!;
    for (const tag of found) ofMonth[tag]!++;
    total += found.length;
    if (found.length === 0) continue;
    tagged++;
    const mob = hashtags.mobAt(createdAt);
    if (!mob || Math.abs((createdAt - mob.startMs) / hashtags.mobMs - 0.5) > 1 / 6) continue;
    atHeight++;
    if (found.includes(mob.tag)) ofMob++;
  }
  const top = (month: number) =>
    new Set(
      Array.from(uses[month]!, (count, tag) => ({ count, tag }))
        .sort((a, b) => b.count - a.count)
        .slice(0, 100)
        .map(({ tag }) => tag),
    );
  const [before, after] = [top(months - 13), top(months - 1)];
  const { counts, zipf, lasting } = profile.hashtags;
  const weight = counts.reduce((sum, each) => sum + each, 0);
  const { perMonth, share, hours } = profile.flashMobs;
  let mobs = 0;
  for (let time = start; time < end; time += hashtags.mobMs) if (hashtags.mobAt(time)) mobs++;
  return [
    {
      topic: 'hashtags',
      name: 'a post, mean',
      claimed: counts.reduce((sum, each, count) => sum + each * count, 0) / weight,
      measured: total / sample.length,
      tolerance: 0.06,
      unit: 'count',
      source: arxiv,
    },
    {
      topic: 'hashtags',
      name: 'posts without any',
      claimed: counts[0]! / weight,
      measured: 1 - tagged / sample.length,
      tolerance: 0.01,
      unit: 'share',
      source: arxiv,
    },
    {
      topic: 'hashtags',
      name: 'exponent of Zipf in one month, ranks 1 to 50',
      claimed: zipf,
      measured: zipfExponent(uses.at(-2)!, 1, 50),
      tolerance: 0.15,
      unit: 'exponent',
      source: arxiv,
      leastUsers: 20_000,
    },
    {
      topic: 'hashtags',
      // The lasting, and by chance some of the others.
      name: 'of the top 100, still there a year later',
      claimed: Math.min(1, lasting / 100),
      measured: [...before].filter((tag) => after.has(tag)).length / 100,
      tolerance: 0.12,
      unit: 'share',
      source: arxiv,
      leastUsers: 20_000,
    },
    {
      topic: 'flash mobs',
      name: `hashtags that draw a crowd for ${hours} h, a month`,
      claimed: perMonth,
      measured: (mobs * hashtagMonthMs) / (end - start),
      // Each period is a draw of its own.
      tolerance: 0.2 + 3 * Math.sqrt(perMonth / months),
      unit: 'count',
      source: 'ours; after LDBC SNB datagen',
    },
    {
      topic: 'flash mobs',
      // The middle third of a triangle has five sixths of its height.
      name: 'of the posts with hashtags, at the height',
      claimed: (share * 5) / 6,
      measured: atHeight === 0 ? 0 : ofMob / atHeight,
      tolerance: 0.04,
      unit: 'share',
      source: 'ours',
      leastUsers: 5_000,
    },
  ];
}
