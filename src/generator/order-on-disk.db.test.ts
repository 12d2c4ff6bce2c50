import type { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestDatabase } from '../database/testing/database.ts';
import { World } from '../population/world.ts';
import { createFilledDatabase } from './testing/filled-database.ts';

/** POPULATION, "Order on disk" and "words": what PostgreSQL itself says of a loaded dataset. */
const world = new World({ seed: 42, users: 4_000 });
let database: TestDatabase;
let client: Client;

beforeAll(async () => {
  database = await createFilledDatabase(world);
  client = await database.connect();
  // All pages instead of a sample of them.
  await client.query('SET default_statistics_target = 1000; ANALYZE');
}, 120_000);

afterAll(() => database?.drop());

async function correlations(column: string): Promise<Map<string, number>> {
  const { rows } = await client.query<{ table: string; correlation: number }>(
    `SELECT tablename AS table, correlation FROM pg_stats WHERE schemaname = 'public' AND attname = $1`,
    [column],
  );
  return new Map(rows.map(({ table, correlation }) => [table, correlation]));
}

describe('rows are on disk as an application writes them', () => {
  it.each(['posts', 'likes', 'comments', 'follows', 'messages'])('%s in order of time', async (table) => {
    expect((await correlations('created_at')).get(table)).toBeGreaterThan(0.9);
  });

  it.each([
    ['posts', 'user_id'],
    ['likes', 'user_id'],
    ['likes', 'post_id'],
    ['comments', 'user_id'],
    ['comments', 'post_id'],
    ['follows', 'follower_id'],
    ['follows', 'following_id'],
    ['messages', 'sender_id'],
    ['messages', 'conversation_id'],
  ])('%s not in order of %s', async (table, column) => {
    expect(Math.abs((await correlations(column)).get(table)!)).toBeLessThan(0.1);
  });

  it('an author with many posts has them all over the table', async () => {
    const { rows } = await client.query<{ posts: number; pages: number }>(
      `SELECT count(*)::int AS posts, count(DISTINCT (ctid::text::point)[0])::int AS pages
       FROM posts GROUP BY user_id ORDER BY 1 DESC LIMIT 1`,
    );
    const { posts, pages } = rows[0]!;
    expect(posts).toBeGreaterThan(100);
    expect(pages / posts).toBeGreaterThan(0.4);
  });
});

describe('search terms come at known frequencies', () => {
  const { phrases } = world.vocabulary;

  /** In how many posts each lexeme is, by the server's own count. */
  async function documents(words: readonly string[]): Promise<number[]> {
    const { rows } = await client.query<{ ndoc: number }>(
      `SELECT coalesce(ndoc, 0) AS ndoc
       FROM unnest($1::text[]) WITH ORDINALITY AS wanted (text, place)
       LEFT JOIN ts_stat($$SELECT to_tsvector('english', content) FROM posts$$)
         ON word = ANY (tsvector_to_array(to_tsvector('english', wanted.text)))
       ORDER BY place`,
      [words],
    );
    return rows.map(({ ndoc }) => Number(ndoc));
  }

  it.each(['common', 'medium', 'rare', 'missing'] as const)('%s ones', async (stratum) => {
    // Both words of a phrase stand in the posts that it was planted in, and in no other.
    const words = phrases[stratum].map((phrase) => phrase.split(' ')[1]!);
    const found = (await documents(words)).reduce((sum, count) => sum + count, 0);
    const share = stratum === 'missing' ? 0 : world.profile.search[stratum];
    const expected = phrases[stratum].length * share * world.posts.count;
    // Four standard deviations of a count.
    expect(Math.abs(found - expected)).toBeLessThanOrEqual(4 * Math.sqrt(expected));
  });

  it('most frequent are ordinary words, by the law of Zipf', async () => {
    const { rows } = await client.query<{ nentry: number }>(
      `SELECT nentry FROM ts_stat($$SELECT to_tsvector('simple', content) FROM posts$$)
       ORDER BY nentry DESC LIMIT 100`,
    );
    // Of 1/rank the first has a hundred times as many as the hundredth.
    const ratio = Number(rows[0]!.nentry) / Number(rows[99]!.nentry);
    expect(ratio).toBeGreaterThan(60);
    expect(ratio).toBeLessThan(160);
  });
});
