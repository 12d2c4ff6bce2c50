import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BenchError } from '../../core/errors.ts';
import { createTestDatabase, type TestDatabase } from '../../database/testing/database.ts';
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

describe('on a population', () => {
  const world = new World({ seed: 42, users: 300 });
  let database: TestDatabase;
  let client: Client;

  beforeAll(async () => {
    database = await createFilledDatabase(world);
    client = new Client(database.config);
    await client.connect();
    await client.query(`
      CREATE MATERIALIZED VIEW stale_counts AS SELECT post_id, count(*) AS like_count FROM likes GROUP BY post_id;
      INSERT INTO likes (user_id, post_id)
      SELECT u.id, p.id FROM (SELECT id FROM users LIMIT 3) u CROSS JOIN (SELECT id FROM posts ORDER BY created_at DESC LIMIT 500) p
      ON CONFLICT DO NOTHING;
    `);
  });

  afterAll(async () => {
    await client?.end();
    await database?.drop();
  });

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
});

describe('ties', () => {
  let database: TestDatabase;
  let client: Client;

  beforeAll(async () => {
    database = await createTestDatabase();
    client = new Client(database.config);
    await client.connect();
    // One table in two orders on disk: what ties comes in two orders.
    await client.query(`
      CREATE TABLE one AS
        SELECT n AS id, n % 40 AS owner, n / 40 % 5 AS score, n % 3 AS likes FROM generate_series(1, 4000) AS n;
      CREATE TABLE other AS SELECT * FROM one ORDER BY id * 7919 % 4001;
    `);
  });

  afterAll(async () => {
    await client?.end();
    await database?.drop();
  });

  function armOf(name: string, sql: string): ProofArm {
    return {
      name,
      config: database.config,
      address: database.name,
      query: queryOf(`-- @param owner uniform 0 39\n-- @param most uniform 1 90\n${sql} -- :owner\n`, name),
      settings: {},
      world: undefined,
      lists: noLists,
    };
  }

  async function prove(sql: string, contender = sql, seed = 1, parameters = 5): Promise<Proof> {
    const place = (text: string, table: string) => text.replaceAll('FROM t ', `FROM ${table} `);
    const [proof] = await proveEquivalence(
      armOf('one', place(sql, 'one')),
      [armOf('other', place(contender, 'other'))],
      { ...options, seed, parameters },
    );
    return proof!;
  }

  const where = 'FROM t WHERE owner = :owner AND :most > 0';
  const questions: [string, string][] = [
    ['no order', `SELECT id, score ${where}`],
    ['an order with ties', `SELECT id, score ${where} ORDER BY score`],
    ['ties at a limit', `SELECT id, score ${where} ORDER BY score DESC LIMIT 30`],
    ['ties at a limit that is a parameter', `SELECT id, score ${where} ORDER BY score LIMIT :most`],
    ['ties at both ends', `SELECT id, score ${where} ORDER BY score LIMIT 30 OFFSET 35`],
    ['a limit without order', `SELECT id, score ${where} LIMIT 30`],
    ['an order by an expression', `SELECT id, likes ${where} ORDER BY score % 2 LIMIT 30`],
    [
      'ties at a limit within',
      `SELECT id, score FROM (SELECT * ${where} ORDER BY score LIMIT 30) x ORDER BY score`,
    ],
    [
      'ties at two limits',
      `WITH page AS (SELECT * ${where} ORDER BY score LIMIT 30) SELECT id, score FROM page ORDER BY score LIMIT 30`,
    ],
    [
      'ties at a limit of each of many',
      `SELECT x.id, x.score FROM generate_series(0, 2) AS g CROSS JOIN LATERAL (SELECT * FROM t WHERE owner = (:owner + g) % 40 AND :most > 0 ORDER BY score LIMIT 10) x ORDER BY x.score LIMIT 10`,
    ],
  ];

  it.each(questions)('are no difference, over 50 seeds: %s', async (_, sql) => {
    for (let seed = 1; seed <= 50; seed++) {
      const proof = await prove(sql, sql, seed, 1);
      expect(proof).toMatchObject({ mismatch: null, undecided: 0, compared: 1 });
    }
  });

  it('chosen by another order than the shown one are told from faults only as far as they can be', async () => {
    const within = (order: string) =>
      `SELECT id, likes FROM (SELECT * ${where} ORDER BY ${order} LIMIT 30) x ORDER BY likes, id`;
    expect(await prove(within('score'))).toMatchObject({
      mismatch: null,
      compared: 0,
      undecided: 5,
      unproven: ['all'],
    });
    // With an order that leaves no choice there is nothing to excuse.
    expect(await prove(within('id'))).toMatchObject({ mismatch: null, compared: 5 });
    const wrong = within('score').replace('SELECT id, likes', 'SELECT id, likes + 1 AS likes');
    expect((await prove(within('score'), wrong)).mismatch).toMatchObject({ row: expect.any(Number) });
  });

  it.each<[string, string, string]>([
    ['the wrong rows of an order', 'ORDER BY score DESC LIMIT 30', 'ORDER BY score LIMIT 30'],
    ['a missing order', 'ORDER BY score LIMIT 90', 'LIMIT 90'],
    ['a limit off by one', 'ORDER BY score LIMIT 30', 'ORDER BY score LIMIT 31'],
    [
      'a limit off by one that is a parameter',
      'ORDER BY score LIMIT :most',
      'ORDER BY score LIMIT :most + 1',
    ],
    [
      'an offset off by one that ties hide not',
      'ORDER BY id LIMIT 30 OFFSET 35',
      'ORDER BY id LIMIT 30 OFFSET 36',
    ],
    ['rows of somebody else', 'ORDER BY score LIMIT 30', 'OR owner = 3 ORDER BY score LIMIT 30'],
    ['a row twice', 'ORDER BY score', 'UNION ALL (SELECT id, score FROM one LIMIT 1) ORDER BY score'],
  ])('do not hide %s', async (_, right, wrong) => {
    const sql = `SELECT id, score ${where}`;
    const { mismatch } = await prove(`${sql} ${right}`, `${sql} ${wrong}`, 1, 20);
    expect(mismatch).toMatchObject({ kind: 'rows', row: expect.any(Number), what: expect.any(String) });
    expect(Object.keys(mismatch!.parameters)).toEqual(['owner', 'most']);
  });
});
