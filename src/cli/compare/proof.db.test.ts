import type { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BenchError } from '../../core/errors.ts';
import type { TestDatabase } from '../../database/testing/database.ts';
import { createFilledDatabase } from '../../generator/testing/filled-database.ts';
import { World } from '../../population/world.ts';
import { loadCatalogue } from '../../scenario/catalogue.ts';
import { noLists } from '../../scenario/parameter-lists.ts';
import { parseQuery } from '../../scenario/parser.ts';
import type { Query } from '../../scenario/query.ts';
import { findQuery } from '../../scenario/scenario.ts';
import { type Proof, type ProofArm, type ProofOptions, proveEquivalence } from './proof.ts';

const catalogue = loadCatalogue();

const options: ProofOptions = {
  seed: 1,
  parameters: 50,
  timeoutMs: 20_000,
  atOnce: 2,
  signal: new AbortController().signal,
};

function queryOf(text: string, name = 'contender'): Query {
  return parseQuery(text, { scenario: 'my', name, file: `${name}.sql` });
}

const world = new World({ seed: 42, users: 300 });
let database: TestDatabase;
let client: Client;

beforeAll(async () => {
  database = await createFilledDatabase(world);
  client = await database.connect();
  await client.query(`
    CREATE MATERIALIZED VIEW stale_counts AS SELECT post_id, count(*) AS like_count FROM likes GROUP BY post_id;
    INSERT INTO likes (user_id, post_id)
    SELECT u.id, p.id FROM (SELECT id FROM users LIMIT 3) u CROSS JOIN (SELECT id FROM posts ORDER BY created_at DESC LIMIT 500) p
    ON CONFLICT DO NOTHING;
  `);
});

afterAll(() => database?.drop());

function arm(query: Query, more: Partial<ProofArm> = {}): ProofArm {
  return {
    name: query.name,
    config: database.config,
    address: database.name,
    query,
    settings: {},
    world: world.options,
    lists: noLists,
    ...more,
  };
}

async function prove(baseline: Query, contender: Query, more: Partial<ProofOptions> = {}): Promise<Proof> {
  const [proof] = await proveEquivalence(arm(baseline), [arm(contender)], { ...options, ...more });
  return proof!;
}

/** Of 50 parameter sets; there are but 20 phrases to search for. */
const distinct = ({ scenario }: Query) => (scenario === 'search' ? 20 : 50);

const reads = catalogue.scenarios.flatMap(({ queries }) =>
  queries.filter(({ name, writes, needs }) => name !== 'baseline' && !writes && needs.length === 0),
);

it.each(reads.map((query) => [`${query.scenario}/${query.name}`, query] as const))(
  'finds the rewrite %s to be right',
  async (_, query) => {
    const baseline = findQuery(catalogue, query.scenario);
    const proof = await prove(baseline, query);
    expect(proof).toMatchObject({
      mismatch: null,
      compared: distinct(query),
      unproven: [],
      omittedColumns: [],
      undecided: 0,
    });
  },
);

/** The rewrite of the feed with something in it replaced. */
function spoiled(from: string | RegExp, to: string): Query {
  const { source } = findQuery(catalogue, 'feed', 'lateral');
  const text = source.replace(from, to);
  expect(text).not.toBe(source);
  return queryOf(text);
}

const likeCount = '(SELECT COUNT(*) AS like_count FROM likes WHERE post_id = p.id)';

it.each<[string, () => Query, RegExp]>([
  [
    'lost rows',
    () => spoiled('WHERE f.follower_id', "WHERE posts.post_type <> 'text' AND f.follower_id"),
    /^in row \d+ id is |is missing$/,
  ],
  [
    'rows lost by an inner join',
    () => spoiled(likeCount, `${likeCount.slice(0, -1)} HAVING COUNT(*) > 0)`),
    /^the baseline has \d+ rows?, the contender \d+: row \d+ of the baseline is missing$/,
  ],
  [
    'doubled rows',
    () => spoiled('JOIN users u', 'CROSS JOIN generate_series(1, 2) JOIN users u'),
    /^the baseline has \d+ rows?, the contender \d+: row \d+ of the contender is there too often$/,
  ],
  [
    'doubled counts',
    () => spoiled('COUNT(*) AS like_count', 'COUNT(*) * 2 AS like_count'),
    /^in row \d+ like_count is \d+ on the baseline, \d+ on the contender$/,
  ],
  [
    'a wrong order',
    () => spoiled(/ORDER BY p.created_at DESC;/, 'ORDER BY p.created_at;'),
    /^the same rows in another order: in row 1 created_at is .* on the baseline, .* on the contender$/,
  ],
  [
    'the wrong end of an order',
    () => spoiled('ORDER BY posts.created_at DESC', 'ORDER BY posts.created_at'),
    /^in row 1 id is .*; also different: .*created_at/,
  ],
  [
    'a limit off by one',
    () => spoiled('LIMIT 20', 'LIMIT 19'),
    /^the baseline has 20 rows, the contender 19: row 20 of the baseline is missing$/,
  ],
  [
    'a limit off by one upwards',
    () => spoiled('LIMIT 20', 'LIMIT 21'),
    /^the baseline has 20 rows, the contender 21: row 21 of the contender is one too many$/,
  ],
  [
    'a stale materialized view',
    () =>
      spoiled(
        likeCount,
        '(SELECT COALESCE((SELECT like_count FROM stale_counts WHERE post_id = p.id), 0) AS like_count)',
      ),
    /^in row \d+ like_count is \d+ on the baseline, \d+ on the contender$/,
  ],
  [
    'a column of another name',
    () => spoiled('l.like_count,', 'l.like_count AS likes,'),
    /^column 9 is like_count/,
  ],
  [
    'an error',
    () => spoiled('l.like_count,', 'l.like_count / 0 AS like_count,'),
    /^the contender failed: division by zero \[SQLSTATE 22012\] in statement 1$/,
  ],
])('catches %s', async (_, contender, what) => {
  const { mismatch } = await prove(findQuery(catalogue, 'feed'), contender());
  expect(mismatch?.what).toMatch(what);
  expect(Object.keys(mismatch!.parameters)).toEqual(['username']);
  expect(mismatch).toMatchObject({ arm: 'contender', stratum: expect.any(String) });
  // What is shown can be looked at.
  const { rows } = await client.query({ text: mismatch!.baselineStatement, rowMode: 'array' });
  if (mismatch!.baseline) expect(rows[mismatch!.row - 1]![0]).toBe(mismatch!.baseline[0]);
  expect(mismatch!.statement).toContain(`'${mismatch!.parameters.username}'`);
});

it('tells who times out, and which strata stay unproven', async () => {
  const baseline = queryOf(
    '-- @param id post.id\nSELECT :id::text AS id, pg_sleep(0) IS NULL AS slept',
    'baseline',
  );
  const slow = queryOf('-- @param id post.id\nSELECT :id::text AS id, pg_sleep(5) IS NULL AS slept');
  const proof = await prove(baseline, slow, { timeoutMs: 50, parameters: 40 });
  expect(proof).toMatchObject({
    parameters: 15,
    compared: 0,
    timedOut: { baseline: 0, contender: 15 },
    unproven: ['celebrity', 'active', 'median', 'cold', 'missing'],
    mismatch: null,
  });
  const [reverse, same] = await proveEquivalence(arm(slow), [arm(baseline), arm(slow)], {
    ...options,
    timeoutMs: 50,
  });
  expect(reverse!.timedOut).toEqual({ baseline: 15, contender: 0 });
  expect(same!.timedOut).toEqual({ baseline: 15, contender: 15 });
});

it('asks no contender that had to wait when the baseline has timed out', async () => {
  const slow = queryOf('-- @param id post.id\nSELECT :id::text AS id, pg_sleep(5) IS NULL AS slept');
  const proof = await prove(slow, slow, { timeoutMs: 50, atOnce: 1 });
  expect(proof).toMatchObject({ parameters: 15, compared: 0, timedOut: { baseline: 15, contender: 0 } });
});

it('leaves out what differs from call to call, and nothing else', async () => {
  const text = (count: string) =>
    `-- @param id post.id\nSELECT clock_timestamp() AS asked, count(*) ${count} AS likes FROM likes WHERE post_id = :id`;
  const equal = await prove(queryOf(text('')), queryOf(text('+ 0')));
  expect(equal).toMatchObject({ mismatch: null, compared: 50, omittedColumns: ['asked'] });
  const wrong = await prove(queryOf(text('')), queryOf(text('+ 1')));
  expect(wrong.mismatch).toMatchObject({
    row: 1,
    what: expect.stringMatching(/^in row 1 likes is (\d+) on the baseline, \d+ on the contender$/),
  });
});

it('refuses a contender with parameters of its own', async () => {
  const baseline = queryOf('-- @param id post.id\nSELECT :id::text', 'baseline');
  const other = queryOf('-- @param key post.id\nSELECT :key::text');
  await expect(prove(baseline, other)).rejects.toThrow(BenchError);
});

it('applies the settings of an arm', async () => {
  const show = queryOf("SELECT current_setting('work_mem') AS work_mem", 'baseline');
  const [proof] = await proveEquivalence(
    arm(show),
    [arm(show, { name: 'large', settings: { work_mem: '7MB' } })],
    options,
  );
  expect(proof).toMatchObject({
    parameters: 1,
    mismatch: { parameters: {}, stratum: null, contender: ['7MB'] },
  });
});

it('ends when interrupted', async () => {
  const slow = queryOf('SELECT pg_sleep(30)');
  const interruption = new AbortController();
  const proof = prove(slow, slow, { signal: interruption.signal });
  const running = `SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = $1 AND query LIKE 'SELECT pg_sleep(30)%' AND state = 'active'`;
  while ((await client.query(running, [database.name])).rows[0].count < 2);
  interruption.abort(new Error('interrupted'));
  await expect(proof).rejects.toThrow('interrupted');
});

describe('with queries that write', () => {
  const writes = catalogue.scenarios
    .map(({ name }) => findQuery(catalogue, name))
    .filter((query) => query.writes && !query.once);

  const contents = async () => {
    const { rows } = await client.query(
      `SELECT (SELECT count(*) FROM posts) + (SELECT count(*) FROM likes) + (SELECT count(*) FROM follows)
        + (SELECT count(*) FROM notifications) + (SELECT count(*) FROM messages) + (SELECT count(*) FROM message_reads) AS rows`,
    );
    return rows[0].rows;
  };

  it.each(writes.map((query) => [query.scenario, query] as const))(
    'proves %s, and keeps nothing',
    async (_, query) => {
      const before = await contents();
      const proof = await prove(query, query);
      expect(proof).toMatchObject({ mismatch: null, compared: distinct(query), unproven: [] });
      expect(await contents()).toBe(before);
    },
  );

  it('catches another number of rows', async () => {
    const like = findQuery(catalogue, 'like');
    const silent = queryOf(like.source.replace('p.user_id <> l.user_id', 'p.user_id = l.user_id'));
    const { mismatch } = await prove(like, silent);
    expect(mismatch).toMatchObject({
      kind: 'affected',
      row: 0,
      what: 'statement 2 affects 1 row on the baseline, 0 on the contender',
      statement: expect.stringMatching(/^BEGIN;\nINSERT INTO likes.*;\nROLLBACK;$/s),
    });
  });

  it('decides nothing of statements that are cut otherwise', async () => {
    const unlike = findQuery(catalogue, 'unlike');
    const twice = queryOf(unlike.source.replace(/;\s*$/, '; SELECT 1;'));
    const proof = await prove(unlike, twice, { parameters: 4 });
    expect(proof.mismatch).toMatchObject({ what: expect.stringContaining('columns') });
    const parted = queryOf(unlike.source.replace(/(DELETE[^;]*);/, '$1 AND false; $1;'));
    expect(await prove(unlike, parted, { parameters: 4 })).toMatchObject({ undecided: 4, compared: 0 });
  });

  it('catches other rows that are returned, but not their defaults', async () => {
    const text = (content: string) =>
      `-- @writes\n-- @param post post.id existing\n-- @param user reader.id existing\n-- @param id new.comment.id\nINSERT INTO comments (id, post_id, user_id, content) VALUES (:id, :post, :user, ${content}) RETURNING id, content, created_at`;
    const baseline = queryOf(text("'a'"), 'baseline');
    expect(await prove(baseline, baseline)).toMatchObject({
      mismatch: null,
      omittedColumns: ['created_at'],
    });
    expect((await prove(baseline, queryOf(text("'b'")))).mismatch).toMatchObject({
      kind: 'rows',
      what: 'in row 1 content is a on the baseline, b on the contender',
    });
  });
});

describe.each(['uuidv7', 'bigint'] as const)('beside one with keys of style %s', (keys) => {
  const other = new World({ seed: 42, users: 300, keys });
  let otherDatabase: TestDatabase;

  beforeAll(async () => {
    otherDatabase = await createFilledDatabase(other);
  });

  afterAll(() => otherDatabase?.drop());

  it.each(['followers', 'notifications', 'post', 'search', 'feed'])(
    'compares all but the ids: %s',
    async (scenario) => {
      const query = findQuery(catalogue, scenario);
      const contender = arm(query, { name: keys, config: otherDatabase.config, world: other.options });
      const [proof] = await proveEquivalence(arm(query), [contender], options);
      const differs = ['post', 'feed'].includes(scenario);
      // This database has likes that the other has not.
      if (differs) expect(proof!.mismatch!.what).toMatch(/like_count is \d+ on the baseline/);
      else expect(proof).toMatchObject({ mismatch: null, compared: distinct(query), unproven: [] });
      if (scenario === 'notifications') expect(proof!.omittedColumns).toEqual(['id']);
    },
  );
});
