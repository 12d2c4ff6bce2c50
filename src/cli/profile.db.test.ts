import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../database/testing/database.ts';
import { bench } from './testing/bench-process.ts';

/** `--profile` and `describe`, with the program as people start it. */

const folder = mkdtempSync(join(tmpdir(), 'bench-profile-'));
let database: TestDatabase;

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(async () => {
  await database.drop();
  rmSync(folder, { recursive: true });
});

it('refuses a bad profile before anything is written', async () => {
  mkdirSync(join(folder, 'folder'));
  const bad: [path: string, message: RegExp][] = [
    [join(folder, 'none.json'), /cannot read profile \S+none\.json: there is no such file\n {2}a profile is/],
    [join(folder, 'folder'), /cannot read profile \S+folder: it is a folder/],
    [file('broken.json', '{"posts": '), /profile \S+broken\.json is not JSON: /],
    [
      file('key.json', { posts: { perUsr: 3 } }),
      /unknown key "posts\.perUsr" in profile \S+key\.json\n {2}did you mean "posts\.perUser"\?/,
    ],
    [
      file('type.json', { posts: { perUser: '3' } }),
      /type\.json: posts\.perUser: expected number, found "3"/,
    ],
    [file('less.json', { likes: { perPost: -1 } }), /less\.json: likes\.perPost: .*0, found -1/],
    [file('dense.json', { following: { density: 50 } }), /dense\.json: .* more follows than pairs/],
  ];
  for (const command of [
    ['load', '--url', database.url],
    ['run', 'feed', '--url', database.url],
    ['describe'],
  ]) {
    for (const [path, message] of command[0] === 'load' ? bad : bad.slice(3, 4)) {
      const { exitCode, stderr, stdout } = await bench(...command, '--scale', '500', '--profile', path);
      expect(stderr).toMatch(message);
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    }
  }
  const relations = await database.query(`SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace`);
  const schemas = await database.query(`SELECT FROM pg_namespace WHERE nspname = 'bench_harness'`);
  expect([relations.length, schemas.length]).toEqual([0, 0]);
}, 60_000);

it('fills what the profile says, in threads too, and refuses another profile by its difference', async () => {
  const path = file('quiet.json', { posts: { perUser: 2 }, users: { privateShare: 1 } });
  const load = ['load', '--scale', '500', '--url', database.url];
  expect(await bench(...load, '--profile', path)).toMatchObject({ exitCode: 0 });
  const [row] = await database.query(
    `SELECT (SELECT count(*)::int FROM posts) AS posts, (SELECT count(*)::int FROM users WHERE is_private) AS private`,
  );
  expect(row).toEqual({ posts: 1000, private: 500 });

  const other = await bench(...load);
  expect(other.exitCode).toBe(3);
  expect(other.stderr).toContain('profile users.privateShare 1, posts.perUser 2, not default');
  expect(await bench(...load, '--profile', path)).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('was ready already'),
  });
}, 60_000);

it('describes the population of a profile', async () => {
  const path = file('private.json', { users: { privateShare: 0.5 } });
  const { exitCode, stdout } = await bench('describe', '--scale', '2000', '--profile', path);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^Population of 2,000 users, seed 42, profile users\.privateShare 0\.5\n/);
  expect(stdout).toMatch(/private users +50\.0 % +(4[789]|5[012])\.\d %/);
  expect(stdout).toMatch(/cannot be told in a world so small; all can with 50,000 users/);
});
