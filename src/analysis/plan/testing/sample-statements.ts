/** Statements of the sample plans, and the tables that they ask: every count in them can be worked out by hand. */

/** 100 users with 100 posts each; user n follows the ten after it; an event an hour of 2024 in a partition a month. */
export const sampleTables = `
  CREATE TABLE users (id int PRIMARY KEY, name text NOT NULL);
  CREATE TABLE posts (id int PRIMARY KEY, user_id int NOT NULL REFERENCES users, created_at timestamp NOT NULL,
    is_public boolean NOT NULL, content text NOT NULL);
  CREATE TABLE follows (follower_id int NOT NULL, following_id int NOT NULL, PRIMARY KEY (follower_id, following_id));
  CREATE TABLE events (id int NOT NULL, created_at timestamp NOT NULL, user_id int NOT NULL)
    PARTITION BY RANGE (created_at);
  INSERT INTO users SELECT n, 'user ' || n FROM generate_series(0, 99) AS n;
  INSERT INTO posts SELECT n, n % 100, timestamp '2024-01-01' + n * interval '1 minute', n % 4 <> 0, repeat('x', 100)
    FROM generate_series(0, 9999) AS n;
  INSERT INTO follows SELECT n, (n + k) % 100 FROM generate_series(0, 99) AS n, generate_series(1, 10) AS k;
  DO $$ BEGIN
    FOR month IN 0..11 LOOP
      EXECUTE format('CREATE TABLE events_%s PARTITION OF events FOR VALUES FROM (%L) TO (%L)',
        to_char(timestamp '2024-01-01' + month * interval '1 month', 'YYYY_MM'),
        timestamp '2024-01-01' + month * interval '1 month',
        timestamp '2024-01-01' + (month + 1) * interval '1 month');
    END LOOP;
  END $$;
  INSERT INTO events SELECT n, timestamp '2024-01-01' + n * interval '1 hour', n % 100 FROM generate_series(0, 8783) AS n;
  CREATE INDEX posts_user_created ON posts (user_id, created_at DESC);
  CREATE INDEX events_user_created ON events (user_id, created_at);`;

/**
 * The checkpoint first: VACUUM passes over a page that the server is just writing, and then scans of the index alone
 * have to look into it.
 */
export const sampleMaintenance = ['CHECKPOINT', 'VACUUM (FREEZE, DISABLE_PAGE_SKIPPING, ANALYZE)'];

export const sampleSettings: Readonly<Record<string, string>> = {
  jit: 'off',
  max_parallel_workers_per_gather: '0',
  work_mem: '256kB',
  random_page_cost: '1.1',
};

export interface SampleStatement {
  readonly sql: string;
  readonly values: readonly string[];
  readonly planMode: 'custom' | 'generic';
  readonly settings?: Readonly<Record<string, string>>;
}

const feed = `
  SELECT p.id, u.name FROM follows f JOIN posts p ON p.user_id = f.following_id JOIN users u ON u.id = p.user_id
  WHERE f.follower_id = $1 AND p.is_public ORDER BY p.created_at DESC LIMIT 20`;

export const sampleStatements = {
  /** Of user 0's ten followees the posts of two, 4 and 8, are not public: 800 of 1,000 rows. */
  feed: { sql: feed, values: ['0'], planMode: 'custom' },
  feedWithoutIndexes: {
    sql: feed,
    values: ['0'],
    planMode: 'custom',
    settings: { enable_indexscan: 'off', enable_bitmapscan: 'off', enable_nestloop: 'off' },
  },
  bitmap: {
    sql: 'SELECT count(content) FROM posts WHERE user_id = $1 AND is_public',
    values: ['1'],
    planMode: 'custom',
    settings: { enable_indexscan: 'off' },
  },
  spilledSort: { sql: 'SELECT id FROM posts ORDER BY content, id DESC', values: [], planMode: 'custom' },
  grouped: {
    sql: 'SELECT u.name, count(*) FROM posts p JOIN users u ON u.id = p.user_id WHERE p.is_public GROUP BY u.name',
    values: [],
    planMode: 'custom',
  },
  counted: {
    sql: `SELECT u.id, (SELECT count(*) FROM posts p WHERE p.user_id = u.id) FROM users u WHERE u.id < $1`,
    values: ['5'],
    planMode: 'custom',
  },
  /** 75 rows in 100 loops: PostgreSQL 18 says 0.75 a loop, those before round to 1. */
  fraction: {
    sql: 'SELECT u.name, p.content FROM users u JOIN posts p ON p.id = u.id AND p.is_public',
    values: [],
    planMode: 'custom',
    settings: {
      enable_hashjoin: 'off',
      enable_mergejoin: 'off',
      enable_seqscan: 'off',
      enable_bitmapscan: 'off',
    },
  },
  quarter: {
    sql: `SELECT * FROM events WHERE user_id = $1 AND created_at >= '2024-04-01' AND created_at < '2024-07-01'`,
    values: ['7'],
    planMode: 'custom',
  },
  /** Partitions are ruled out when it runs. */
  quarterGeneric: {
    sql: 'SELECT * FROM events WHERE user_id = $1 AND created_at >= $2 AND created_at < $3',
    values: ['7', '2024-04-01', '2024-07-01'],
    planMode: 'generic',
  },
  year: { sql: 'SELECT count(*) FROM events WHERE id % 2 = 0', values: [], planMode: 'custom' },
  insert: {
    sql: `INSERT INTO posts VALUES ($1, $2, '2025-01-01', true, 'new')`,
    values: ['10000', '3'],
    planMode: 'custom',
  },
  update: { sql: 'UPDATE users SET name = $2 WHERE id = $1', values: ['3', 'other'], planMode: 'custom' },
} as const satisfies Record<string, SampleStatement>;

export type SampleName = keyof typeof sampleStatements;
export const sampleNames = Object.keys(sampleStatements) as SampleName[];
/** The versions between which EXPLAIN's answer changed. */
export const sampleServers = [14, 16, 18] as const;
