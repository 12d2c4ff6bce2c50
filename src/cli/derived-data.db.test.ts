import type { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Stream } from '../core/random.ts';
import { createTestDatabase, type TestDatabase } from '../database/testing/database.ts';
import { applyVariants } from '../database/variants/application.ts';
import { composeVariants } from '../database/variants/composition.ts';
import { createFilledDatabase } from '../generator/testing/filled-database.ts';
import { World } from '../population/world.ts';
import { loadCatalogue } from '../scenario/catalogue.ts';
import { execute, writesOf } from './testing/answers.ts';
import { statementsOf } from './variants/statements.ts';

/** What triggers keep beside the data is what a recount gives, whatever was written, by however many at once. */

const world = new World({ seed: 11, users: 140 });
const { scenarios } = loadCatalogue();
const writes = scenarios.flatMap(({ queries }) => queries.filter(({ writes, once }) => writes && !once));

/** Rows whose counts are wrong. */
const wrongCounts = `
  SELECT 'post' AS of, id, to_jsonb(posts) AS row FROM posts
  WHERE comment_count <> (SELECT count(*) FROM comments WHERE post_id = posts.id)
     OR like_count <> (SELECT count(*) FROM likes WHERE post_id = posts.id)
     OR share_count <> (SELECT count(*) FROM shares WHERE post_id = posts.id)
  UNION ALL
  SELECT 'user', id, to_jsonb(users) FROM users
  WHERE post_count <> (SELECT count(*) FROM posts WHERE user_id = users.id)
     OR follower_count <> (SELECT count(*) FROM follows WHERE following_id = users.id)
     OR following_count <> (SELECT count(*) FROM follows WHERE follower_id = users.id)
     OR total_likes_received <> (
       SELECT count(*) FROM posts JOIN likes ON likes.post_id = posts.id WHERE posts.user_id = users.id)`;

/** From its start on, a timeline is the feed, but for hidden posts, which its readers skip; and a page, or whole. */
const wrongTimelines = `
  WITH feed AS (
    SELECT f.follower_id AS user_id, coalesce(p.created_at, 'infinity') AS placed_at, p.id AS post_id
    FROM follows f JOIN posts p ON p.user_id = f.following_id WHERE p.is_public
  ), expected AS (
    SELECT feed.* FROM feed LEFT JOIN timeline_start s USING (user_id)
    WHERE s.placed_at IS NULL OR feed.placed_at >= s.placed_at
  ), kept AS (
    SELECT t.user_id, t.placed_at, t.post_id FROM timeline t JOIN posts p ON p.id = t.post_id WHERE p.is_public
  )
  (SELECT 'missing' AS wrong, * FROM expected EXCEPT SELECT 'missing', * FROM kept)
  UNION ALL (SELECT 'too many', * FROM kept EXCEPT SELECT 'too many', * FROM expected)
  UNION ALL
  SELECT 'short', user_id, placed_at, NULL FROM timeline_start
  WHERE (SELECT count(*) FROM timeline t WHERE t.user_id = timeline_start.user_id) < 20`;

let filled: TestDatabase;
let database: TestDatabase;
let client: Client;

beforeAll(async () => {
  const plain = await createFilledDatabase(world);
  const changer = await plain.connect();
  const { parts } = composeVariants('counters+timeline');
  await applyVariants(changer, parts.flatMap(statementsOf), () => {});
  await changer.end();
  filled = plain;
});

afterAll(() => filled?.drop());

beforeEach(async () => {
  database = await createTestDatabase({ template: filled.name });
  client = await database.connect();
});

afterEach(() => database?.drop());

async function expectRight(message?: string): Promise<void> {
  expect((await client.query(wrongCounts)).rows, message).toEqual([]);
  expect((await client.query(wrongTimelines)).rows, message).toEqual([]);
}

it('is right from the start, with timelines that are whole and such that are not', async () => {
  await expectRight();
  const { rows } = await client.query(
    `SELECT (SELECT count(*)::int FROM timeline_start) AS cut,
            (SELECT count(DISTINCT user_id)::int FROM timeline
             WHERE user_id NOT IN (SELECT user_id FROM timeline_start)) AS whole`,
  );
  expect(rows[0].cut).toBeGreaterThan(20);
  expect(rows[0].whole).toBeGreaterThan(5);
});

it('can tell what is wrong', async () => {
  await client.query(`
    ALTER TABLE likes DISABLE TRIGGER USER; DELETE FROM likes WHERE post_id IS NOT NULL;
    ALTER TABLE posts DISABLE TRIGGER USER; UPDATE posts SET is_public = NOT is_public`);
  expect((await client.query(wrongCounts)).rows).not.toEqual([]);
  expect((await client.query(wrongTimelines)).rows).not.toEqual([]);
});

const some = (table: string, share: number, seed: number) =>
  `(SELECT id FROM ${table} WHERE abs(hashtext(id::text || '${seed}')) % 1000 < ${share * 1000})`;

describe.each<[string, string]>([
  [
    'comments go',
    `DELETE FROM comments WHERE parent_comment_id IS NOT NULL AND id IN ${some('comments', 0.3, 1)}
     AND id NOT IN (SELECT parent_comment_id FROM comments WHERE parent_comment_id IS NOT NULL)`,
  ],
  ['likes go', `DELETE FROM likes WHERE id IN ${some('likes', 0.5, 2)}`],
  [
    'likes move',
    `UPDATE likes SET post_id = (SELECT min(id::text)::uuid FROM posts)
     WHERE id IN (SELECT DISTINCT ON (user_id) id FROM likes WHERE post_id IS NOT NULL)
       AND user_id NOT IN (SELECT user_id FROM likes WHERE post_id = (SELECT min(id::text)::uuid FROM posts))`,
  ],
  [
    'shares go and come',
    `
     CREATE TEMP TABLE gone AS SELECT * FROM shares; DELETE FROM shares; INSERT INTO shares SELECT * FROM gone LIMIT 50`,
  ],
  [
    'posts go',
    `DELETE FROM posts WHERE id IN ${some('posts', 0.4, 3)}
     AND id NOT IN (SELECT reply_to_post_id FROM posts WHERE reply_to_post_id IS NOT NULL)`,
  ],
  [
    'the newest posts go',
    `UPDATE posts SET reply_to_post_id = NULL; DELETE FROM posts WHERE created_at > '2024-07-01'`,
  ],
  ['posts are hidden', `UPDATE posts SET is_public = FALSE WHERE id IN ${some('posts', 0.7, 4)}`],
  ['posts are shown', `UPDATE posts SET is_public = TRUE`],
  [
    'posts are shown that nobody said of',
    `UPDATE posts SET is_public = NULL; UPDATE posts SET is_public = TRUE`,
  ],
  [
    'posts get another time',
    `UPDATE posts SET created_at = created_at - interval '300 days' WHERE id IN ${some('posts', 0.5, 5)}`,
  ],
  ['posts lose their time', `UPDATE posts SET created_at = NULL WHERE id IN ${some('posts', 0.02, 6)}`],
  [
    'posts get another author',
    `UPDATE posts SET user_id = (SELECT min(id::text)::uuid FROM users) WHERE id IN ${some('posts', 0.1, 7)}`,
  ],
  [
    'old posts come',
    `INSERT INTO posts (user_id, content, created_at)
     SELECT id, 'found again', '2023-02-03'::timestamp + interval '1 day' * n FROM users, generate_series(1, 3) AS n`,
  ],
  ['follows end', `DELETE FROM follows WHERE id IN ${some('follows', 0.8, 8)}`],
  [
    'follows turn round',
    `UPDATE follows SET follower_id = following_id, following_id = follower_id
     WHERE id IN ${some('follows', 0.3, 9)} AND (following_id, follower_id) NOT IN (SELECT follower_id, following_id FROM follows)`,
  ],
  [
    'users go',
    `UPDATE posts SET reply_to_post_id = NULL; UPDATE comments SET parent_comment_id = NULL;
     UPDATE messages SET reply_to_message_id = NULL; DELETE FROM users WHERE id IN ${some('users', 0.2, 10)}`,
  ],
])('after %s', (_, sql) => {
  it('is right', async () => {
    await client.query(sql);
    await expectRight();
  });
});

const author = `(SELECT following_id FROM follows GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1)`;
/** With the most to lose. */
const follower = `(SELECT f.follower_id FROM follows f WHERE f.following_id = ${author}
  ORDER BY (SELECT count(*) FROM follows WHERE follower_id = f.follower_id) DESC, 1 LIMIT 1)`;
const stranger = `(SELECT id FROM users WHERE id <> ${author} AND id NOT IN
  (SELECT follower_id FROM follows WHERE following_id = ${author}) ORDER BY id LIMIT 1)`;
const newest = `(SELECT id FROM posts WHERE user_id = ${author} AND is_public ORDER BY created_at DESC LIMIT 1)`;

const acts: Record<string, string> = {
  publish: `INSERT INTO posts (user_id, content) VALUES (${author}, 'new')`,
  'publish an old post': `INSERT INTO posts (user_id, content, created_at) VALUES (${author}, 'old', '2023-01-05')`,
  follow: `INSERT INTO follows (follower_id, following_id) VALUES (${stranger}, ${author}) ON CONFLICT DO NOTHING`,
  unfollow: `DELETE FROM follows WHERE follower_id = ${follower} AND following_id = ${author}`,
  'unfollow nearly everybody': `DELETE FROM follows WHERE follower_id = ${follower} AND following_id <> ${author}`,
  hide: `UPDATE posts SET is_public = FALSE WHERE id = ${newest}`,
  delete: `DELETE FROM posts WHERE id = (SELECT id FROM posts WHERE user_id = ${author} AND id NOT IN
    (SELECT reply_to_post_id FROM posts WHERE reply_to_post_id IS NOT NULL) ORDER BY created_at DESC LIMIT 1)`,
  like: `INSERT INTO likes (user_id, post_id) VALUES (${stranger}, ${newest}) ON CONFLICT DO NOTHING`,
  'follow back': `INSERT INTO follows (follower_id, following_id) VALUES (${author}, ${stranger}) ON CONFLICT DO NOTHING`,
};
const pairs = Object.keys(acts).flatMap((first) => Object.keys(acts).map((second) => [first, second]));

/** A statement under way: what became of it, as SQLSTATE, and how to wait until it is through or waits for somebody. */
async function begin(own: Client, sql: string) {
  const [{ pid }] = (await own.query('SELECT pg_backend_pid() AS pid')).rows;
  const going = { isDone: false, waits: false, error: Promise.resolve<string | undefined>(undefined) };
  going.error = own.query(sql).then(
    () => undefined,
    (error) => error.code,
  );
  going.error.then(() => {
    going.isDone = true;
  });
  while (!going.isDone && !going.waits) {
    const { rows } = await client.query('SELECT cardinality(pg_blocking_pids($1)) > 0 AS waits', [pid]);
    going.waits = rows[0].waits;
  }
  return going;
}

/** Without counters, whose own locks would hide that timelines lack one. */
const withoutCounters = ['comments', 'likes', 'shares', 'posts', 'follows']
  .map((table) => `DROP TRIGGER counters_of_${table} ON ${table};`)
  .join(' ');

it.each([
  ['both', '', wrongCounts],
  ['timelines', withoutCounters, 'SELECT WHERE false'],
])('%s: right after any two acts at once, begun before the other has ended', async (_, drop, wrong) => {
  await client.query(drop);
  const [a, b] = [await database.connect(), await database.connect()];
  let waited = 0;
  for (const [first, second] of pairs) {
    await a.query('BEGIN');
    await a.query(acts[first!]!);
    await b.query('BEGIN');
    const going = await begin(b, acts[second!]!);
    if (going.waits) waited++;
    await a.query('COMMIT');
    // A like of what is gone is the writer's to hear of.
    expect([undefined, '23503'], `${first}, ${second}`).toContain(await going.error);
    await b.query('COMMIT');
    expect((await client.query(wrong)).rows, `${first}, ${second}`).toEqual([]);
    expect((await client.query(wrongTimelines)).rows, `${first}, ${second}`).toEqual([]);
  }
  expect(waited).toBeGreaterThan(20);
});

it('lets two follow each other at once', async () => {
  const { rows } = await client.query<{ low: string; high: string }>(
    `SELECT low.id AS low, high.id AS high FROM users low JOIN users high ON low.id < high.id
     WHERE NOT EXISTS (SELECT FROM follows WHERE (follower_id, following_id) IN ((low.id, high.id), (high.id, low.id)))
     LIMIT 1`,
  );
  const { low, high } = rows[0]!;
  const [a, b] = [await database.connect(), await database.connect()];
  await client.query('BEGIN');
  await client.query('SELECT FROM users WHERE id = $1 FOR NO KEY UPDATE', [high]);
  // Whoever took the own row first would have it while waiting for the other's.
  const follow = (follower: string, followed: string) =>
    `INSERT INTO follows (follower_id, following_id) VALUES ('${follower}', '${followed}')`;
  const back = await begin(b, follow(high, low));
  const there = await begin(a, follow(low, high));
  expect([back.waits, there.waits]).toEqual([true, true]);
  await client.query('COMMIT');
  expect(await Promise.all([back.error, there.error])).toEqual([undefined, undefined]);
  await expectRight();
});

it('is right after the write scenarios, by many clients at once', async () => {
  const work = async (lane: number) => {
    const own = await database.connect();
    const draws = writes.map((query, i) => ({ query, values: writesOf(query, world, 8, lane * 8 + i) }));
    const order = new Stream(lane, 'order').sequence(0);
    const queue = draws.flatMap(({ query, values }) =>
      values.map((each) => ({ query, each, at: order.u32() })),
    );
    for (const { query, each } of queue.sort((a, b) => a.at - b.at)) await execute(own, query, each);
  };
  await Promise.all(Array.from({ length: 8 }, (_, lane) => work(lane)));
  await expectRight();
});
