import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../database/testing/database.ts';
import { beginWriteRun, endWriteRun, type WriteRunEnd } from '../../database/write-ledger.ts';
import { createFilledDatabase } from '../../generator/testing/filled-database.ts';
import { World } from '../../population/world.ts';
import { holds, type InvariantReport, renderInvariants } from '../../report/invariants.ts';
import { ProgressLine } from '../progress-line.ts';
import { verifyInvariants } from './invariant-check.ts';

const startedAt = new Date('2026-01-31T09:30:00Z');
const nowhere = '00000000-0000-4000-8000-000000000000';
let filled: TestDatabase;
const open: TestDatabase[] = [];

beforeAll(async () => {
  filled = await createFilledDatabase(new World({ seed: 7, users: 300 }));
});

afterAll(async () => {
  for (const database of [...open, filled]) await database.drop();
});

/** Looks at a copy of the dataset to which something was done, and of which runs have said something. */
async function judgeAfter(
  sql: string,
  ends: readonly (WriteRunEnd | 'killed')[] = [],
): Promise<InvariantReport> {
  const database = await createTestDatabase({ template: filled.name });
  open.push(database);
  const client = await database.connect();
  await client.query(sql);
  for (const end of ends) {
    const run = await beginWriteRun(client, { scenario: 'like', startedAt });
    if (end !== 'killed') await endWriteRun(client, run, end);
  }
  await client.end();
  return verifyInvariants(
    { config: database.config, address: 'the test server' },
    {
      dataset: 'test',
      connections: 2,
      line: new ProgressLine({ write: () => true } as unknown as NodeJS.WriteStream),
      signal: new AbortController().signal,
    },
  );
}

const broken = ({ rules }: InvariantReport) =>
  rules.filter(({ violations, obstacle }) => violations > 0 || obstacle !== undefined);
const wrongCounts = ({ counts }: InvariantReport) =>
  counts.filter(({ loaded, inserted, deleted, found }) => found !== loaded + inserted - deleted);
const shown = (report: InvariantReport) => renderInvariants(report, { color: false, width: 120 });

it('finds that the loaded dataset holds together', async () => {
  const report = await judgeAfter('SELECT 1');
  expect(broken(report)).toEqual([]);
  expect(wrongCounts(report)).toEqual([]);
  expect(report.schema).toEqual([]);
  expect(holds(report)).toBe(true);
  const numberOf = (kind: string) => report.rules.filter((rule) => rule.kind === kind).length;
  // Unique indexes that repeat a constraint are looked at once.
  expect(['foreign key', 'unique', 'check', 'rule'].map(numberOf)).toEqual([31, 35, 3, 10]);
  expect(report.counts).toHaveLength(19);
  expect(shown(report)).toMatch(
    /^the test server is test, not written to since it was loaded, and holds together: [\d,]+ rows of 19 tables without an orphan \(31 foreign keys\), a duplicate \(35 unique keys\) or a breach \(3 checks, 10 rules\), \d+ indexes and constraints are there and valid, the rows are as many as were loaded$/,
  );
});

it('accepts what runs have said they wrote', async () => {
  const report = await judgeAfter(
    `DELETE FROM bookmarks WHERE id IN (SELECT id FROM bookmarks LIMIT 3);
     INSERT INTO blocks (blocker_id, blocked_id) SELECT one.id, other.id FROM users AS one, users AS other
     WHERE one.id <> other.id AND NOT EXISTS (SELECT FROM blocks WHERE blocker_id = one.id AND blocked_id = other.id) LIMIT 5`,
    [
      {
        tallies: [
          { table: 'bookmarks', inserted: 0, updated: 0, deleted: 2 },
          { table: 'blocks', inserted: 5, updated: 4, deleted: 0 },
        ],
        uncertain: 0,
      },
      { tallies: [{ table: 'bookmarks', inserted: 0, updated: 0, deleted: 0, uncertain: 1 }], uncertain: 1 },
    ],
  );
  expect(broken(report)).toEqual([]);
  expect(holds(report)).toBe(true);
  expect(shown(report)).toMatch(/written to by 2 runs, and holds together/);
  expect(shown(report)).toMatch(
    /^Within what the runs could not tell of their last operations: .*bookmarks ±1/m,
  );
});

it('names a row too many, one too few, and what is more than uncertain', async () => {
  const report = await judgeAfter(
    `DELETE FROM shares WHERE id IN (SELECT id FROM shares LIMIT 3);
     INSERT INTO user_addresses (user_id, first_name, last_name, address_line_1, city, state, postal_code, country)
     SELECT id, 'a', 'b', 'c', 'd', 'e', 'f', 'g' FROM users LIMIT 1`,
    [{ tallies: [{ table: 'shares', inserted: 0, updated: 0, deleted: 1, uncertain: 1 }], uncertain: 0 }],
  );
  expect(broken(report)).toEqual([]);
  expect(wrongCounts(report).map(({ table }) => table)).toEqual(['shares', 'user_addresses']);
  expect(holds(report)).toBe(false);
  expect(shown(report)).toMatch(/^the test server does not hold together: test, written to by 1 run$/m);
  expect(shown(report)).toMatch(/^ {2}shares +[\d,]+ +0 +1 +[\d,]+ +[\d,]+ +-2 +±1$/m);
  expect(shown(report)).toMatch(/^ {2}user_addresses +[\d,]+ +0 +0 +[\d,]+ +[\d,]+ +\+1 +-$/m);
});

it('raises no alarm over rows of a run that was killed, and says so', async () => {
  const report = await judgeAfter('DELETE FROM shares', ['killed']);
  expect(holds(report)).toBe(true);
  expect(shown(report)).toMatch(
    /the rows are not counted against them\nHow many rows there should be is unknown: run 1 \(like, 2026-01-31 09:30\) ended without saying what they wrote\.$/,
  );
});

it('finds orphans, also where their foreign key is gone', async () => {
  const report = await judgeAfter(`
    ALTER TABLE likes DROP CONSTRAINT likes_user_id_fkey;
    INSERT INTO likes (id, user_id, post_id) SELECT '${nowhere}', '${nowhere}', id FROM posts LIMIT 1`);
  expect(broken(report)).toMatchObject([
    {
      kind: 'foreign key',
      name: 'likes_user_id_fkey',
      violations: 1,
      samples: [`{"id": "${nowhere}", "user_id": "${nowhere}"}`],
    },
  ]);
  expect(report.schema).toEqual([
    expect.stringContaining('The constraint likes_user_id_fkey of table likes is missing'),
  ]);
  expect(wrongCounts(report)).toMatchObject([{ table: 'likes' }]);
  expect(shown(report)).toContain('should hold: likes (user_id) refers to a row of users');
});

it('finds duplicates, also behind an index that lies', async () => {
  const report = await judgeAfter(`
    UPDATE pg_index SET indisunique = false WHERE indrelid = 'follows'::regclass;
    INSERT INTO follows SELECT * FROM follows ORDER BY id LIMIT 1;
    UPDATE pg_index SET indisunique = true WHERE indrelid = 'follows'::regclass
      AND indexrelid IN ('follows_pkey'::regclass, 'follows_follower_id_following_id_key'::regclass)`);
  expect(broken(report)).toMatchObject([
    { kind: 'unique', name: expect.stringMatching(/^(follows_follower|idx_follows|unique)/), violations: 1 },
    {
      kind: 'unique',
      name: 'follows_pkey',
      violations: 1,
      samples: [expect.stringMatching(/^\{"id": ".*", "rows": 2\}$/)],
    },
  ]);
});

it('finds constraints that are not valid, and rows that break checks', async () => {
  const report = await judgeAfter(`
    ALTER TABLE follows DROP CONSTRAINT follows_check;
    INSERT INTO follows (follower_id, following_id) SELECT id, id FROM users LIMIT 2;
    ALTER TABLE follows ADD CONSTRAINT follows_check CHECK (follower_id != following_id) NOT VALID`);
  expect(report.schema).toEqual([expect.stringContaining('(not validated)')]);
  expect(broken(report)).toMatchObject([{ kind: 'check', name: 'follows_check', violations: 2 }]);
});

const anotherPost = `(SELECT id FROM posts WHERE id <> post_id LIMIT 1)`;

/** A breach of each; of one two. */
const breaches = [
  [
    'comment_parent_same_post',
    `UPDATE comments SET post_id = ${anotherPost} WHERE id = (SELECT id FROM comments WHERE parent_comment_id IS NOT NULL LIMIT 1)`,
  ],
  [
    'conversation_creator_takes_part',
    `UPDATE conversations SET created_by = (
       SELECT id FROM users WHERE NOT EXISTS (
         SELECT FROM conversation_participants WHERE conversation_id = conversations.id AND user_id = users.id) LIMIT 1)
     WHERE id = (SELECT id FROM conversations LIMIT 1)`,
  ],
  [
    'message_reader_takes_part',
    `INSERT INTO message_reads (message_id, user_id) SELECT messages.id, users.id FROM messages, users
     WHERE NOT EXISTS (SELECT FROM conversation_participants AS part
                       WHERE part.conversation_id = messages.conversation_id AND part.user_id = users.id) LIMIT 1`,
  ],
  [
    'message_sender_takes_part',
    `UPDATE messages SET sender_id = (
       SELECT id FROM users WHERE NOT EXISTS (
         SELECT FROM conversation_participants AS part
         WHERE part.conversation_id = messages.conversation_id AND part.user_id = users.id) LIMIT 1)
     WHERE id = (SELECT id FROM messages LIMIT 1)`,
  ],
  [
    'message_reply_same_conversation',
    `UPDATE messages SET reply_to_message_id = (
       SELECT id FROM messages AS other WHERE other.conversation_id <> messages.conversation_id LIMIT 1)
     WHERE id = (SELECT id FROM messages LIMIT 1)`,
  ],
  [
    'notification_of_oneself',
    `UPDATE notifications SET data = jsonb_build_object('actor_id', user_id) WHERE id = (SELECT id FROM notifications LIMIT 1)`,
  ],
  [
    'notification_post_exists',
    `UPDATE notifications SET data = '{"post_id": "gone"}' WHERE id = (SELECT id FROM notifications LIMIT 1)`,
  ],
  [
    'notification_actor_exists',
    `UPDATE notifications SET data = '{"actor_id": "${nowhere}"}' WHERE id = (SELECT id FROM notifications LIMIT 1)`,
  ],
  [
    'post_tags_match_hashtags',
    `UPDATE posts SET hashtags = '{new}' WHERE id = (SELECT id FROM posts WHERE hashtags = '{}' LIMIT 1)`,
  ],
  ['post_tags_match_hashtags', 'DELETE FROM post_tags WHERE id = (SELECT id FROM post_tags LIMIT 1)'],
  ['post_media_match_urls', 'DELETE FROM post_media WHERE id = (SELECT id FROM post_media LIMIT 1)'],
] as const;

it('finds what breaks each of the rules', async () => {
  const report = await judgeAfter(breaches.map(([, sql]) => sql).join(';\n'));
  const rules = report.rules.filter(({ kind }) => kind === 'rule').map(({ name }) => name);
  expect(broken(report).map(({ name }) => name)).toEqual(rules);
  for (const { name, violations, samples, sentence } of broken(report)) {
    expect(violations, name).toBe(breaches.filter(([rule]) => rule === name).length);
    expect(samples, name).toHaveLength(violations);
    expect(samples[0]).toMatch(/^\{.*\}$/);
    expect(sentence).toMatch(/^[A-Z].*\.$/);
  }
});

it('says what it cannot check', async () => {
  const report = await judgeAfter(
    'DROP TABLE message_reads; ALTER TABLE shares RENAME COLUMN user_id TO who',
  );
  const obstacles = report.rules.filter(({ obstacle }) => obstacle).map(({ name }) => name);
  expect(obstacles).toContain('message_reads_user_id_fkey');
  expect(obstacles).toContain('message_reader_takes_part');
  expect(obstacles).toContain('shares_user_id_fkey');
  expect(report.counts.find(({ table }) => table === 'message_reads')).toMatchObject({ found: null });
  expect(holds(report)).toBe(false);
  expect(shown(report)).toContain('not checked: relation "public.message_reads" does not exist');
});
