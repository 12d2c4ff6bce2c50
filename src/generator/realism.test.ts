import { describe, expect, it } from 'vitest';
import { dayMs, end, start } from '../population/calendar.ts';
import { defaultProfile } from '../population/profile.ts';
import { World } from '../population/world.ts';
import { readField } from './testing/binary-copy.ts';
import { type Row, rowsOf } from './testing/tables.ts';

/** What POPULATION says, measured on the COPY data of one world. */
const users = 5000;
const world = new World({ seed: 42, users });
const hourMs = 3_600_000;

const id = (field: Buffer | null | undefined) => field!.toString('latin1');
const timeOf = (row: Row, column = 'created_at') => Number(readField.timestamp(row[column]!)) / 1000;
const userIds = Array.from({ length: users }, (_, user) => {
  const bytes = Buffer.alloc(16);
  world.ids.users.write(user, 0, new DataView(bytes.buffer, bytes.byteOffset), 0);
  return id(bytes);
});

function countBy(keys: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

function descending(values: Iterable<number>): number[] {
  return [...values].sort((one, other) => other - one);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]!;
}

function expectBetween(value: number, low: number, high: number): void {
  expect(value).toBeGreaterThan(low);
  expect(value).toBeLessThan(high);
}

/** Slope of a straight line through points, by least squares. */
function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const meanX = sum(points.map(([x]) => x)) / points.length;
  const meanY = sum(points.map(([, y]) => y)) / points.length;
  return sum(points.map(([x, y]) => (x - meanX) * (y - meanY))) / sum(points.map(([x]) => (x - meanX) ** 2));
}

const follows = rowsOf(world, 'follows');
const posts = rowsOf(world, 'posts');
const likes = rowsOf(world, 'likes');
const comments = rowsOf(world, 'comments');
const postTimes = new Map(posts.map((row) => [id(row.id), timeOf(row)]));

describe('following', () => {
  const following = countBy(follows.map((row) => id(row.follower_id)));
  const followers = countBy(follows.map((row) => id(row.following_id)));
  const { density, median: usual, medianActive } = defaultProfile.following;

  it('has the medians of the two groups', () => {
    const countsOf = (isActive: boolean) =>
      userIds.flatMap((key, user) =>
        world.society.isActive(user) === isActive ? [following.get(key) ?? 0] : [],
      );
    expectBetween(median(countsOf(false)) / (usual * density), 0.75, 1.25);
    expectBetween(median(countsOf(true)) / (medianActive * density), 0.75, 1.25);
  });

  // The exponent of the tail takes a larger world to measure: see the portrait.
  it('has a largest account of some per cent of all users', () => {
    const counts = descending(followers.values());
    expectBetween(counts[0]! / users, 0.015, 0.08);
    expect(counts[0]! / median(counts)).toBeGreaterThan(8);
  });

  it('stays inside communities far more than by chance, and is often returned', () => {
    const userOf = new Map(userIds.map((key, user) => [key, user]));
    const communityOf = (field: Buffer | null | undefined) =>
      world.society.communityOf(userOf.get(id(field))!);
    const inside = follows.filter((row) => communityOf(row.follower_id) === communityOf(row.following_id));
    expectBetween(inside.length / follows.length, 0.45, 0.8);
    const pairs = new Set(follows.map((row) => id(row.follower_id) + id(row.following_id)));
    const returned = follows.filter((row) => pairs.has(id(row.following_id) + id(row.follower_id)));
    expectBetween(returned.length / follows.length, 0.15, 0.45);
  });
});

describe('posts', () => {
  const texts = posts.map((row) => readField.text(row.content!));
  /** Without the mentions and hashtags that stand after the text. */
  const written = texts.map((text) => text.replace(/( [@#]\S+)+$/, ''));

  it('are written by the few: the most active tenth has four fifths of them', () => {
    const counts = descending(countBy(posts.map((row) => id(row.user_id))).values());
    expectBetween(sum(counts.slice(0, users / 10)) / posts.length, 0.75, 0.85);
  });

  it('are as long as they should be, with a few long ones', () => {
    const lengths = written.map((text) => text.length);
    expectBetween(median(lengths), 63 - 8, 63 + 8);
    const long = lengths.filter((length) => length >= 650).length / lengths.length;
    expectBetween(long, 0.0005, 0.002);
    expect(Math.max(...lengths)).toBeLessThan(2400);
    expect(lengths.filter((length) => length < 20).length).toBeGreaterThan(posts.length * 0.01);
  });

  it('use words by rank, as Zipf found', () => {
    const words = written.flatMap((text) => text.toLowerCase().match(/[a-z]+/g) ?? []);
    const counts = descending(countBy(words).values());
    const points = counts.slice(0, 1000).map((count, rank) => [Math.log(rank + 1), Math.log(count)] as const);
    expectBetween(slope(points), -1.1, -0.9);
    const mostFrequent = [...countBy(words)].toSorted(([, one], [, other]) => other - one);
    expect(mostFrequent.slice(0, 3).map(([word]) => word)).toEqual(['the', 'of', 'and']);
  });

  it('contain the planted phrases as often as promised', () => {
    for (const stratum of ['common', 'medium', 'rare'] as const) {
      const phrases = world.vocabulary.phrases[stratum];
      const found = texts.filter((text) => phrases.some((phrase) => text.includes(phrase))).length;
      const expected = phrases.length * defaultProfile.search[stratum] * posts.length;
      // Four standard deviations of a count.
      expectBetween(found, expected - 4 * Math.sqrt(expected), expected + 4 * Math.sqrt(expected));
    }
    const missing = world.vocabulary.phrases.missing.flatMap((phrase) => phrase.split(' '));
    expect(texts.filter((text) => missing.some((word) => text.toLowerCase().includes(word)))).toEqual([]);
  });

  it('come in order of time, more and more of them, by the hour of the day', () => {
    const times = posts.map((row) => timeOf(row));
    expect(times.every((time, index) => index === 0 || time >= times[index - 1]!)).toBe(true);
    const half = times.filter((time) => time < (start + end) / 2).length / times.length;
    expectBetween(half, 0.15, 0.35);
    const hours = new Array<number>(24).fill(0);
    for (const time of times) hours[Math.floor(time / hourMs) % 24]! += 24 / times.length;
    expectBetween(hours[20]!, 1.5, 2.1);
    expectBetween(hours[4]!, 0.1, 0.3);
    expectBetween(hours[12]!, 1.1, 1.5);
  });

  it('are private, tagged, illustrated and answered as the profile says', () => {
    const share = (is: (row: Row) => boolean) => posts.filter(is).length / posts.length;
    expectBetween(
      share((row) => !readField.boolean(row.is_public!)),
      0.04,
      0.06,
    );
    expectBetween(
      share((row) => row.reply_to_post_id !== null),
      0.1,
      0.14,
    );
    expectBetween(
      share((row) => readField.textArray(row.hashtags!).length > 0),
      0.41,
      0.49,
    );
    expectBetween(
      share((row) => readField.text(row.post_type!) !== 'text'),
      0.23,
      0.27,
    );
    expectBetween(
      share((row) => row.location === null),
      0.8,
      0.9,
    );
    expectBetween(
      share((row) => /[^\0-\x7f]/.test(readField.text(row.content!))),
      0.07,
      0.14,
    );
  });
});

describe('reactions', () => {
  const ofPosts = likes.filter((row) => row.post_id !== null);
  const delays = ofPosts.map((row) => timeOf(row) - postTimes.get(id(row.post_id))!);

  it('leave many posts without a like and give a few a lot', () => {
    const counts = descending(countBy(ofPosts.map((row) => id(row.post_id))).values());
    expectBetween(1 - counts.length / posts.length, 0.32, 0.4);
    expectBetween(ofPosts.length / posts.length, 2.2, 3.5);
    expect(counts[0]).toBeGreaterThan(80);
    expectBetween(sum(counts.slice(0, posts.length / 100)) / ofPosts.length, 0.1, 0.4);
  });

  it('come within a day, most of them, and for months, a few', () => {
    const within = (ms: number) => delays.filter((delay) => delay <= ms).length / delays.length;
    expectBetween(median(delays) / hourMs, 2, 4);
    expectBetween(within(dayMs), 0.8, 0.93);
    expectBetween(1 - within(7 * dayMs), 0.005, 0.05);
  });

  it('are comments within a day of what they answer', () => {
    const times = new Map([...postTimes, ...comments.map((row) => [id(row.id), timeOf(row)] as const)]);
    const answered = comments.map(
      (row) => timeOf(row) - times.get(id(row.parent_comment_id ?? row.post_id))!,
    );
    expectBetween(sum(answered) / answered.length / hourMs, 6.85 - 0.4, 6.85 + 0.4);
    const nested = comments.filter((row) => row.parent_comment_id !== null).length / comments.length;
    expectBetween(nested, 0.1, 0.5);
  });

  it('are spread over time: likes on disk are not grouped by user or post', () => {
    const neighbours = (column: string) =>
      likes.filter((row, index) => index > 0 && row[column] && likes[index - 1]![column]?.equals(row[column]))
        .length / likes.length;
    expect(neighbours('user_id')).toBeLessThan(0.02);
    expect(neighbours('post_id')).toBeLessThan(0.25);
  });
});

it('grows: a tenth of the users is there at the start, a quarter joins in the first year', () => {
  expectBetween(world.users.aliveAt(start) / users, 0.09, 0.11);
  expectBetween(world.users.aliveAt((start + end) / 2) / users, 0.3, 0.5);
});
