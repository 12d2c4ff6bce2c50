import type { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  buildTimes,
  type IndexReport,
  readIndexReport,
  scansBetween,
  unusedIndexes,
} from './index-report.ts';
import { applySchema } from './schema-files.ts';
import { onConnection } from './testing/clients.ts';
import { createTestDatabase, type TestDatabase } from './testing/database.ts';
import { hasServer, startTestServer } from './testing/old-servers.ts';

let database: TestDatabase;
let client: Client;

beforeAll(async () => {
  database = await createTestDatabase();
  client = await database.connect();
  await applySchema(client);
});

afterAll(() => database?.drop());

function redundanciesOf({ indexes }: IndexReport, table?: string): Record<string, string> {
  return Object.fromEntries(
    indexes
      .filter((index) => index.redundancy && (table === undefined || index.table === table))
      .map(({ name, redundancy }) => [name, `${redundancy!.kind} of ${redundancy!.by}`] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

const redundantInSpecification = {
  idx_blocks_blocker_blocked: 'repeat of blocks_blocker_id_blocked_id_key',
  idx_bookmarks_user_id: 'prefix of bookmarks_user_id_post_id_key',
  idx_bookmarks_user_post: 'repeat of bookmarks_user_id_post_id_key',
  idx_comments_post_id: 'prefix of idx_comments_post_created',
  idx_follows_follower_following: 'repeat of follows_follower_id_following_id_key',
  idx_likes_user_comment: 'part of likes_user_id_comment_id_key',
  idx_likes_user_post: 'part of likes_user_id_post_id_key',
  idx_messages_conversation_id: 'prefix of idx_messages_conversation_created',
  idx_notifications_user_id: 'prefix of idx_notifications_user_read',
  idx_posts_user_id: 'prefix of idx_posts_user_created',
  idx_shares_user_post: 'repeat of shares_user_id_post_id_key',
  idx_users_email: 'repeat of users_email_key',
  idx_users_username: 'repeat of users_username_key',
};

it('names the indexes of the specification that others make redundant', async () => {
  const report = await readIndexReport(client);
  expect(report.tables).toHaveLength(19);
  expect(report.indexes).toHaveLength(70);
  expect(redundanciesOf(report)).toEqual(redundantInSpecification);
});

it.runIf(hasServer(14))('does so on PostgreSQL 14', async () => {
  const server = await startTestServer(14);
  try {
    await applySchema(server.client);
    expect(redundanciesOf(await readIndexReport(server.client))).toEqual(redundantInSpecification);
  } finally {
    await server.stop();
  }
});

it('says which indexes have a duty', async () => {
  const { indexes } = await readIndexReport(client);
  const duty = (name: string) => {
    const { enforces, constraints } = indexes.find((index) => index.name === name)!;
    return { enforces, constraints };
  };
  // The keys that refer to a table rest on its primary key.
  expect(duty('comments_pkey')).toEqual({
    enforces: true,
    constraints: ['comments_parent_comment_id_fkey', 'comments_pkey', 'likes_comment_id_fkey'],
  });
  expect(duty('users_email_key')).toEqual({ enforces: true, constraints: ['users_email_key'] });
  expect(duty('idx_users_email')).toEqual({ enforces: true, constraints: [] });
  expect(duty('idx_posts_user_id')).toEqual({ enforces: false, constraints: [] });
});

describe('an index', () => {
  const redundancies = async (indexes: string) => {
    await client.query('BEGIN');
    try {
      await client.query(
        `CREATE TABLE t (a int, b int, c text, d text COLLATE "C", u int UNIQUE); ${indexes}`,
      );
      return redundanciesOf(await readIndexReport(client), 't');
    } finally {
      await client.query('ROLLBACK');
    }
  };

  it('repeats another, and one of them stays', async () => {
    expect(await redundancies('CREATE INDEX i1 ON t (a, b); CREATE INDEX i2 ON t (a, b)')).toEqual({
      i2: 'repeat of i1',
    });
    expect(await redundancies('CREATE INDEX i1 ON t (a); CREATE UNIQUE INDEX i2 ON t (a)')).toEqual({
      i1: 'repeat of i2',
    });
    expect(await redundancies('CREATE INDEX i1 ON t (u); CREATE UNIQUE INDEX i2 ON t (u)')).toEqual({
      i1: 'repeat of t_u_key',
      i2: 'repeat of t_u_key',
    });
    expect(
      await redundancies(
        'CREATE INDEX i1 ON t (lower(c)) WHERE a > 1; CREATE INDEX i2 ON t (lower(c)) WHERE a > 1',
      ),
    ).toEqual({ i2: 'repeat of i1' });
    expect(
      await redundancies('CREATE INDEX i1 ON t USING hash (a); CREATE INDEX i2 ON t USING hash (a)'),
    ).toEqual({ i2: 'repeat of i1' });
  });

  it('that takes NULLs for equal forbids what the other one does', async () => {
    const indexes = 'CREATE UNIQUE INDEX i1 ON t (a) NULLS NOT DISTINCT; CREATE UNIQUE INDEX i2 ON t (a)';
    expect(await redundancies(indexes)).toEqual({ i2: 'repeat of i1' });
  });

  it('is a prefix of another, of the longest that stays or of what covers more', async () => {
    const indexes = 'CREATE INDEX i1 ON t (a); CREATE INDEX i2 ON t (a, b); CREATE INDEX i3 ON t (a, b, c)';
    expect(await redundancies(indexes)).toEqual({ i1: 'prefix of i3', i2: 'prefix of i3' });
    expect(
      await redundancies('CREATE INDEX i1 ON t (a) INCLUDE (c); CREATE INDEX i2 ON t (a, b) INCLUDE (c, d)'),
    ).toEqual({ i1: 'prefix of i2' });
    expect(await redundancies('CREATE INDEX i1 ON t (a DESC); CREATE INDEX i2 ON t (a, b DESC)')).toEqual({
      i1: 'prefix of i2',
    });
  });

  it('has only what is not NULL of another', async () => {
    expect(
      await redundancies('CREATE INDEX i1 ON t (a) WHERE a IS NOT NULL; CREATE INDEX i2 ON t (a, b)'),
    ).toEqual({
      i1: 'part of i2',
    });
    const both = 'WHERE a IS NOT NULL AND b IS NOT NULL';
    expect(await redundancies(`CREATE INDEX i1 ON t (a, b) ${both}; CREATE INDEX i2 ON t (a, b)`)).toEqual({
      i1: 'part of i2',
    });
  });

  it.each([
    ['another operator class', 'CREATE INDEX i1 ON t (c); CREATE INDEX i2 ON t (c text_pattern_ops)'],
    ['another collation', 'CREATE INDEX i1 ON t (c); CREATE INDEX i2 ON t (c COLLATE "C")'],
    ['another order', 'CREATE INDEX i1 ON t (a, b); CREATE INDEX i2 ON t (a, b DESC)'],
    ['NULLs at the other end', 'CREATE INDEX i1 ON t (a); CREATE INDEX i2 ON t (a NULLS FIRST)'],
    ['another predicate', 'CREATE INDEX i1 ON t (a) WHERE b > 0; CREATE INDEX i2 ON t (a, b) WHERE b > 1'],
    ['a smaller one', 'CREATE INDEX i1 ON t (a) WHERE b IS NOT NULL; CREATE INDEX i2 ON t (a, c)'],
    ['columns that the other lacks', 'CREATE INDEX i1 ON t (a) INCLUDE (d); CREATE INDEX i2 ON t (a, b)'],
    ['uniqueness of its own', 'CREATE UNIQUE INDEX i1 ON t (a); CREATE INDEX i2 ON t (a, b)'],
    ['uniqueness of fewer columns', 'CREATE UNIQUE INDEX i1 ON t (a); CREATE UNIQUE INDEX i2 ON t (a, b)'],
    ['another method', 'CREATE INDEX i1 ON t (a); CREATE INDEX i2 ON t USING hash (a)'],
    ['no order', 'CREATE INDEX i1 ON t USING brin (a); CREATE INDEX i2 ON t USING brin (a, b)'],
    ['another place', 'CREATE INDEX i1 ON t (b); CREATE INDEX i2 ON t (a, b)'],
    [
      'an order for CLUSTER',
      'CREATE INDEX i2 ON t (u); ALTER TABLE t ALTER u SET NOT NULL; CLUSTER t USING i2',
    ],
  ])('is not redundant with %s', async (_, indexes) => {
    expect(await redundancies(indexes)).toEqual({});
  });

  it('of one partition is redundant beside that of all, not beside that of another', async () => {
    const partitions = `
      CREATE TABLE p (a int, b int) PARTITION BY RANGE (a);
      CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
      CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20);
      CREATE INDEX p1_b ON p1 (b); CREATE INDEX p2_b ON p2 (b)`;
    await client.query('BEGIN');
    try {
      await client.query(partitions);
      expect(redundanciesOf(await readIndexReport(client), 'p')).toEqual({});
      await client.query('CREATE INDEX p_b_a ON p (b, a)');
      expect(redundanciesOf(await readIndexReport(client), 'p')).toEqual({
        p1_b: 'prefix of p_b_a',
        p2_b: 'prefix of p_b_a',
      });
    } finally {
      await client.query('ROLLBACK');
    }
  });
});

it('sums partitions under their table, and TOAST apart', async () => {
  await client.query('BEGIN');
  try {
    await client.query(`
      CREATE TABLE p (a int, wide text) PARTITION BY RANGE (a);
      CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (1000);
      CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (1000) TO (2000);
      ALTER TABLE p ALTER wide SET STORAGE EXTERNAL;
      ALTER TABLE p1 ALTER wide SET STORAGE EXTERNAL;
      ALTER TABLE p2 ALTER wide SET STORAGE EXTERNAL;
      CREATE INDEX p_a ON p (a);
      INSERT INTO p SELECT n, CASE WHEN n = 0 THEN repeat('x', 100000) END FROM generate_series(0, 1999) AS n;
      ANALYZE p1; ANALYZE p2`);
    const { tables, indexes } = await readIndexReport(client);
    const sizes = (sql: string) =>
      client.query(`SELECT (${sql})::float8 AS size`).then(({ rows }) => rows[0].size);
    const toast = (part: string) =>
      `SELECT pg_total_relation_size(reltoastrelid) FROM pg_class WHERE relname = '${part}'`;
    expect(tables.filter(({ name }) => name.startsWith('p') && name.length < 3)).toEqual([
      {
        name: 'p',
        partitions: 2,
        rowsExpected: 2000,
        heapBytes:
          (await sizes("pg_table_size('p1') + pg_table_size('p2')")) -
          (await sizes(toast('p1'))) -
          (await sizes(toast('p2'))),
        toastBytes: (await sizes(toast('p1'))) + (await sizes(toast('p2'))),
        indexBytes: await sizes("pg_relation_size('p1_a_idx') + pg_relation_size('p2_a_idx')"),
      },
    ]);
    expect(await sizes(toast('p1'))).toBeGreaterThan(100_000);
    expect(indexes.filter(({ table }) => table === 'p')).toMatchObject([
      {
        name: 'p_a',
        partitions: 2,
        sizeBytes: await sizes("pg_relation_size('p1_a_idx') + pg_relation_size('p2_a_idx')"),
        enforces: false,
        isValid: true,
      },
    ]);
  } finally {
    await client.query('ROLLBACK');
  }
});

it('counts scans between two reports, and names what none used', async () => {
  const other = await createTestDatabase();
  const connected = <T>(work: (each: Client) => Promise<T>) => onConnection(other.config, work);
  try {
    await connected((each) =>
      each.query(`
        CREATE TABLE t (id int PRIMARY KEY, a int, b int) ;
        INSERT INTO t SELECT n, n, n FROM generate_series(1, 10000) AS n;
        CREATE INDEX t_a ON t (a); CREATE INDEX t_b ON t (b); CREATE UNIQUE INDEX t_ab ON t (a, b)`),
    );
    const first = await connected(readIndexReport);
    await connected(async (each) => {
      for (let n = 1; n <= 3; n++) await each.query('SELECT id FROM t WHERE b = $1', [n]);
      await each.query('SELECT a FROM t WHERE id = 7');
    });
    // The server counts when a connection's process ends, a moment after the client has gone.
    const last = await eventually(
      () => connected(readIndexReport),
      (report) => scansBetween(first, report).get('t_pkey') === 1,
    );
    expect(Object.fromEntries(scansBetween(first, last))).toEqual({ t_pkey: 1, t_a: 0, t_b: 3, t_ab: 0 });
    expect(unusedIndexes(first, last).map(({ name, enforces }) => [name, enforces])).toEqual([
      ['t_a', false],
      ['t_ab', true],
    ]);
    // Counters that went back, and an index made meanwhile.
    const gone = { ...first, indexes: first.indexes.filter(({ name }) => name !== 't_a') };
    expect(scansBetween(gone, last).get('t_a')).toBeNull();
    expect(scansBetween(last, first).get('t_b')).toBeNull();
  } finally {
    await other.drop();
  }
});

/** Asks again until it is so; the test's own time limit ends it otherwise. */
async function eventually<T>(ask: () => Promise<T>, isSo: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (isSo(answer)) return answer;
  }
}

it('finds how long indexes took in the statements that made them', () => {
  const statements = [
    { sql: 'CREATE INDEX idx_a ON posts (a)', durationMs: 1 },
    {
      sql: '-- why\n/* and how */ create unique index concurrently if not exists "Idx ""B" ON posts (b)',
      durationMs: 2,
    },
    { sql: 'CREATE INDEX ON posts (c)', durationMs: 3 },
    { sql: 'DROP INDEX idx_d', durationMs: 4 },
  ];
  expect([...buildTimes(statements)]).toEqual([
    ['idx_a', 1],
    ['Idx "B', 2],
  ]);
});
