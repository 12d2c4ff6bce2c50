import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../database/testing/database.ts';
import { beginWriteRun } from '../../database/write-ledger.ts';
import { ChunkMaker, type RowSource } from '../../generator/chunk-maker.ts';
import { createFilledDatabase } from '../../generator/testing/filled-database.ts';
import { World } from '../../population/world.ts';
import { isEqual, renderVerification, type Verification } from '../../report/verification.ts';
import { ProgressLine } from '../progress-line.ts';
import { verifyDatabase } from './verification.ts';

const world = new World({ seed: 7, users: 300 });
const maker = new ChunkMaker(world);
const source: RowSource = {
  checksum: async (range) => maker.checksum(range),
  rows: async (range, parts) => maker.rows(range, parts),
};
let filled: TestDatabase;

beforeAll(async () => {
  filled = await createFilledDatabase(world);
  return () => filled.drop();
});

let open: TestDatabase[] = [];
afterAll(async () => {
  for (const database of open) await database.drop();
  open = [];
});

/** Verifies a copy of the dataset in which something was changed. */
async function verifyAfter(
  sql: string,
  mode: Verification['mode'] = 'full',
  writeRuns = 0,
): Promise<Verification> {
  const database = await createTestDatabase({ template: filled.name });
  open.push(database);
  const client = await database.connect();
  await client.query(sql);
  while (writeRuns-- > 0) await beginWriteRun(client, { scenario: 'like', startedAt: new Date(0) });
  await client.end();
  return verifyDatabase(
    { config: database.config, address: 'the test server' },
    {
      world,
      dataset: 'test',
      mode,
      source,
      threads: 1,
      connections: 2,
      line: new ProgressLine({ write: () => true } as unknown as NodeJS.WriteStream),
      signal: new AbortController().signal,
    },
  );
}

function differing({ tables }: Verification) {
  return tables.filter(
    ({ obstacle, expectedChecksum, foundChecksum, expectedRows, foundRows, differences }) =>
      obstacle !== undefined ||
      expectedChecksum !== foundChecksum ||
      expectedRows !== foundRows ||
      differences.length > 0,
  );
}

it.each(['full', 'sample'] as const)('finds all equal after a load: %s', async (mode) => {
  const verification = await verifyAfter('SELECT 1', mode);
  expect(verification.schema).toEqual([]);
  expect(differing(verification)).toEqual([]);
  expect(isEqual(verification)).toBe(true);
  expect(verification.tables).toHaveLength(19);
  for (const table of verification.tables) expect(table.comparedRows, table.table).toBeGreaterThan(0);
  expect(renderVerification(verification, { color: false, width: 100 })).toMatch(
    /^the test server is test: .* indexes and constraints are there and valid$/,
  );
});

const post = world.ids.posts.text(100);
const user = world.ids.users.text(20);

it.each([
  ['text', `UPDATE posts SET content = 'other' WHERE id = '${post}'`, 'posts', 'content', /"other"/],
  ['a flag', `UPDATE posts SET is_public = NOT is_public WHERE id = '${post}'`, 'posts', 'is_public', /e$/],
  [
    'a microsecond',
    `UPDATE posts SET updated_at = updated_at + interval '1us' WHERE id = '${post}'`,
    'posts',
    'updated_at',
    /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$/,
  ],
  [
    'a key in JSON',
    `UPDATE notifications SET data = data || '{"b": [1, 2.50]}' WHERE id = '${world.ids.notifications.text(50)}'`,
    'notifications',
    'data',
    /^\{"b": \[1, 2\.50\], /,
  ],
  [
    'an array',
    `UPDATE posts SET hashtags = '{"a b",c}' WHERE id = '${post}'`,
    'posts',
    'hashtags',
    /^\{"a b", "c"\}$/,
  ],
  [
    'a value to NULL',
    `UPDATE users SET username = 'é', bio = NULL WHERE id = '${user}'`,
    'users',
    'username',
    /^"é"$/,
  ],
  [
    'a date',
    `UPDATE users SET date_of_birth = '1999-12-31' WHERE id = '${user}'`,
    'users',
    'date_of_birth',
    /^1999-12-31$/,
  ],
])('finds a changed row, its column and both values: %s', async (_, sql, table, column, value) => {
  const verification = await verifyAfter(sql);
  expect(isEqual(verification)).toBe(false);
  const [found, ...others] = differing(verification);
  expect(others).toEqual([]);
  expect(found).toMatchObject({ table, atLeast: 1 });
  expect(found!.foundRows).toBe(found!.expectedRows);
  const [difference] = found!.differences;
  expect(difference).toMatchObject({ kind: 'changed' });
  const changed = (difference as Extract<typeof difference, { kind: 'changed' }>)!.columns;
  const named = changed.find(({ name }) => name === column)!;
  expect(named.found).toMatch(value);
  expect(named.expected).not.toBe(named.found);
});

it('finds a deleted and an added row', async () => {
  const verification = await verifyAfter(`
    DELETE FROM likes WHERE id = (SELECT id FROM likes ORDER BY id LIMIT 1);
    INSERT INTO bookmarks (id, user_id, post_id)
    SELECT '00000000-0000-4000-8000-000000000000', users.id, posts.id FROM users, posts
    WHERE NOT EXISTS (SELECT FROM bookmarks WHERE user_id = users.id AND post_id = posts.id) LIMIT 1`);
  const [likes, bookmarks, ...others] = differing(verification);
  expect(others).toEqual([]);
  expect(likes).toMatchObject({ table: 'likes', differences: [{ kind: 'missing' }], atLeast: 1 });
  expect(likes!.foundRows).toBe(likes!.expectedRows - 1);
  const id = '00000000-0000-4000-8000-000000000000';
  expect(bookmarks).toMatchObject({ table: 'bookmarks', differences: [{ kind: 'extra', id }] });
  expect(bookmarks!.foundRows).toBe(bookmarks!.expectedRows + 1);
});

it('says first that runs have written, whether it finds a difference or none', async () => {
  const note = 'written to by 2 runs since it was loaded: compare with --invariants, or bring the loaded';
  const unchanged = await verifyAfter('SELECT 1', 'full', 2);
  expect(isEqual(unchanged)).toBe(true);
  const changed = await verifyAfter('DELETE FROM bookmarks', 'full', 2);
  expect(isEqual(changed)).toBe(false);
  for (const verification of [unchanged, changed]) {
    expect(renderVerification(verification, { color: false, width: 100 }).startsWith(note)).toBe(true);
  }
});

it('finds a row twice where the primary key is gone', async () => {
  const verification = await verifyAfter(`
    ALTER TABLE blocks DROP CONSTRAINT blocks_pkey, DROP CONSTRAINT blocks_blocker_id_blocked_id_key;
    DROP INDEX idx_blocks_blocker_blocked;
    INSERT INTO blocks SELECT * FROM blocks LIMIT 1`);
  expect(differing(verification)).toMatchObject([{ table: 'blocks', differences: [{ kind: 'extra' }] }]);
  expect(verification.schema.join('\n')).toContain('The constraint blocks_pkey of table blocks is missing');
});

it('finds swapped columns in every row, and shows a few', async () => {
  const verification = await verifyAfter(`
    UPDATE user_addresses SET first_name = last_name, last_name = first_name`);
  const [addresses] = differing(verification);
  expect(addresses).toMatchObject({ table: 'user_addresses', differences: [{}, {}, {}] });
  expect(addresses!.differences[0]).toMatchObject({
    kind: 'changed',
    columns: [{ name: 'first_name' }, { name: 'last_name' }],
  });
  expect(addresses!.atLeast).toBeGreaterThan(50);
});

it.each([
  ['DROP INDEX idx_posts_user_id', 'The index idx_posts_user_id of table posts is missing'],
  [
    'ALTER TABLE posts DROP CONSTRAINT posts_user_id_fkey',
    'The constraint posts_user_id_fkey of table posts is missing',
  ],
  [
    `ALTER TABLE posts DROP CONSTRAINT posts_user_id_fkey;
     ALTER TABLE posts ADD CONSTRAINT posts_user_id_fkey FOREIGN KEY (user_id) REFERENCES users ON DELETE CASCADE NOT VALID`,
    'The constraint posts_user_id_fkey of table posts is FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE (not validated)',
  ],
  [
    `UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'idx_posts_user_id'::regclass`,
    'USING btree (user_id) (not valid)',
  ],
  [
    `UPDATE bench_harness.deferred SET is_restored = false WHERE name = 'idx_posts_user_id'`,
    'The index idx_posts_user_id of table posts was not restored by the load.',
  ],
  ['ALTER TABLE users ALTER email DROP NOT NULL', 'The column users.email is'],
  ['CREATE INDEX more ON likes (created_at, id)', 'The index more of table likes is not expected'],
])('finds what the schema lacks or has too much: %s', async (sql, sentence) => {
  const verification = await verifyAfter(sql, 'sample');
  expect(verification.schema.join('\n')).toContain(sentence);
  expect(verification.schema).toHaveLength(1);
  expect(isEqual(verification)).toBe(false);
  expect(differing(verification)).toEqual([]);
});

it('goes on without a table that is missing or has other columns', async () => {
  const verification = await verifyAfter(
    'DROP TABLE message_reads; ALTER TABLE shares DROP COLUMN content; ALTER TABLE blocks ALTER created_at TYPE timestamptz',
  );
  expect(differing(verification)).toMatchObject([
    { table: 'message_reads', obstacle: 'the table is missing', foundRows: null },
    { table: 'shares', obstacle: 'not compared: other columns (content)' },
    { table: 'blocks', obstacle: 'not compared: other columns (created_at)' },
  ]);
});

it('finds in a sample that rows were lost, or changed in a great number', async () => {
  const lost = await verifyAfter('DELETE FROM likes WHERE id = (SELECT id FROM likes LIMIT 1)', 'sample');
  expect(differing(lost)).toMatchObject([{ table: 'likes' }]);
  const changed = await verifyAfter(`UPDATE messages SET content = 'x'`, 'sample');
  expect(differing(changed)).toMatchObject([
    {
      table: 'messages',
      differences: [{ kind: 'changed', columns: [{ name: 'content', found: '"x"' }] }, {}, {}, {}, {}],
    },
  ]);
});

it('leaves nothing behind', async () => {
  await verifyAfter('SELECT 1');
  const rows = await open
    .at(-1)!
    .query(
      `SELECT relname FROM pg_class WHERE relnamespace::regnamespace::text LIKE 'pg_temp%' OR relname LIKE '%pg_temp%'`,
    );
  expect(rows).toEqual([]);
});
