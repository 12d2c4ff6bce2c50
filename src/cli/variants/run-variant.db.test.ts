import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase, testDatabase } from '../../database/testing/database.ts';
import { VariantFolder } from '../../database/variants/testing/variant-folder.ts';
import type { Result } from '../../report/result.ts';
import { readResult } from '../../report/result-file.ts';
import { bench } from '../testing/bench-process.ts';
import { contents } from '../testing/contents.ts';

/** `bench run --variant`, with the program as people start it, beside a database of the user's own. */

const scale = ['--scale', '300'];
let folder: VariantFolder;
let database: TestDatabase;

beforeAll(async () => {
  folder = new VariantFolder();
  database = await createTestDatabase();
  expect(await bench('load', ...scale, '--url', database.url)).toMatchObject({ exitCode: 0 });
});

afterAll(async () => {
  await database.drop();
  folder.remove();
});

async function run(what: string, variant: string): Promise<{ result: Result; stdout: string }> {
  const output = join(folder.path, '.reports', what, variant.replaceAll('/', '_'));
  const short = ['--clients', '2', '--warmup', '0', '--duration', '300ms', '--output', output];
  const ended = await bench('run', what, '--variant', variant, ...scale, ...short, '--url', database.url);
  expect([0, 4], ended.stderr).toContain(ended.exitCode);
  return { result: readResult(readdirSync(output)[0]!, output), stdout: ended.stdout };
}

/** The table of the specification, partitioned; its keys and all references to it are kept. */
const postsByHash = `
  CREATE TABLE posts (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id UUID NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    content TEXT NOT NULL,
    post_type VARCHAR(20) DEFAULT 'text',
    media_urls JSONB DEFAULT '[]',
    hashtags TEXT[] DEFAULT '{}',
    mentions TEXT[] DEFAULT '{}',
    location JSONB,
    is_public BOOLEAN DEFAULT TRUE,
    is_pinned BOOLEAN DEFAULT FALSE,
    reply_to_post_id UUID REFERENCES posts(id),
    created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
  ) PARTITION BY HASH (id);
  DO $$ BEGIN
    FOR i IN 0 .. current_setting('bench.partitions')::int - 1 LOOP
      EXECUTE format('CREATE TABLE posts_%s PARTITION OF posts FOR VALUES WITH (MODULUS %s, REMAINDER %s)',
                     i, current_setting('bench.partitions'), i);
    END LOOP;
  END $$;`;

const byHash = () =>
  folder.add(
    'by-hash',
    { 'tables/07_posts.sql': postsByHash, 'indexes/more.sql': 'CREATE INDEX more ON posts (user_id);' },
    { kind: 'partitioning', summary: 'Posts by hash.', partitions: 3 },
  );

it('fills a dataset with tables of the variant, beside the database given', async () => {
  const { result, stdout } = await run('post', byHash());
  expect(result.variant).toMatchObject({
    parts: [{ kind: 'partitioning', summary: 'Posts by hash.' }],
    build: { manner: 'fill', wasReused: false },
  });
  expect(stdout).toMatch(/post · baseline · on .*by-hash/);
  expect(result.counters.failed).toBe(0);
  const [sibling] = await database.beside();
  const there = testDatabase(sibling!);
  const rows = 'SELECT count(*) AS rows, sum(hashtextextended(p::text, 0)) AS digest FROM posts AS p';
  expect(await there.query(rows)).toEqual(await database.query(rows));
  const [found] =
    await there.query(`SELECT (SELECT count(*)::int FROM pg_inherits WHERE inhparent = 'posts'::regclass) AS partitions,
       (SELECT count(*)::int FROM pg_index WHERE indrelid = 'posts'::regclass AND indisvalid) AS indexes,
       (SELECT count(*)::int FROM pg_index JOIN pg_inherits ON inhrelid = indrelid
        WHERE inhparent = 'posts'::regclass AND indisvalid) AS attached,
       (SELECT count(*)::int FROM pg_constraint WHERE NOT convalidated) AS unproven,
       (SELECT count(*)::int FROM pg_constraint WHERE confrelid = 'posts'::regclass AND conparentid = 0) AS references,
       (SELECT count(*)::int FROM bench_harness.deferred WHERE NOT is_restored) AS pending`);
  const [wanted] =
    await database.query(`SELECT (SELECT count(*)::int FROM pg_index WHERE indrelid = 'posts'::regclass) AS indexes,
       (SELECT count(*)::int FROM pg_constraint WHERE confrelid = 'posts'::regclass) AS references`);
  const indexes = wanted.indexes + 1;
  expect(found).toEqual({
    partitions: 3,
    indexes,
    attached: 3 * indexes,
    unproven: 0,
    references: wanted.references,
    pending: 0,
  });
  const posts = result.dataset!.tables.find(({ name }) => name === 'posts')!;
  expect(posts.heapBytes).toBeGreaterThan(0);
  expect(
    (await run('post', folder.add('extra', { 'a.sql': 'CREATE TABLE e (a int)' }))).result.variant,
  ).toMatchObject({ build: { manner: 'clone', statements: [{ sql: 'CREATE TABLE e (a int)' }] } });
});

it('sets what the variant says on every connection', async () => {
  const settings = folder.add('tiny', {}, { kind: 'settings', settings: { jit: 'on', work_mem: '321kB' } });
  // A row only where both are set.
  const asking = join(folder.path, 'asking.sql');
  writeFileSync(
    asking,
    `SELECT 1 WHERE current_setting('work_mem') = '321kB' AND current_setting('jit') = 'on'`,
  );
  const { result } = await run(asking, settings);
  expect(result.variant!.settings).toEqual({ jit: 'on', work_mem: '321kB' });
  expect(result.queries[0]!.rows).toMatchObject({ perOperation: 1, withoutRows: 0 });
});

it('writes to a copy that nobody has afterwards', async () => {
  const before = await contents(database);
  const variant = folder.add('slim', { 'a.sql': 'DROP INDEX idx_likes_post_id' });
  const { result } = await run('like', variant);
  expect(result.writes).toMatchObject({ runNumber: 1 });
  expect(result.writes!.tables.find(({ table }) => table === 'likes')!.inserted).toBeGreaterThan(0);
  expect(await contents(database)).toEqual(before);
  const beside = await database.beside();
  expect(beside.filter((name) => /_(w\d|making|loaded)$/.test(name))).toEqual([]);
  const clone = beside.find((name) => name.includes('slim'))!;
  const there = testDatabase(clone);
  const likes = 'SELECT count(*) AS rows FROM likes';
  expect(await there.query(likes)).toEqual(await database.query(likes));
});

it.each([
  ['nothing', 2, /^bench: unknown variant "nothing"\n/],
  ['./nowhere', 2, /^bench: there is no folder \.\/nowhere\n/],
])('refuses the variant %s', async (variant, exitCode, message) => {
  const ended = await bench('run', 'post', '--variant', variant, ...scale, '--url', database.url);
  expect(ended).toMatchObject({ exitCode, stdout: '', stderr: expect.stringMatching(message) });
});
