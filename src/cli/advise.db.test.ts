import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { TestDatabase } from '../database/testing/database.ts';
import type { Comparison } from '../report/comparison/comparison.ts';
import { readResultFile } from '../report/result-file.ts';
import { BenchProcess, bench } from './testing/bench-process.ts';
import { createLoadedDatabase, loadedScale } from './testing/loaded-database.ts';

/** `bench advise`, with the program as people start it, beside a database of the user's own. */

const short = [
  '--proof',
  '10',
  '--warmup',
  '0',
  '--block',
  '100ms',
  '--no-writes',
  '--clients',
  '1',
  '--candidates',
  '1',
];
let database: TestDatabase;
let output: string;

beforeAll(async () => {
  output = mkdtempSync(join(tmpdir(), 'bench-advise-'));
  database = await createLoadedDatabase();
});

afterAll(async () => {
  await database.drop();
  rmSync(output, { recursive: true });
});

const missing =
  'CREATE INDEX idx_follows_following_id_created_at_desc ON follows (following_id, created_at DESC)';

it('finds the index that followers lack, measures it, and leaves nothing but its base', {
  timeout: 240_000,
}, async () => {
  const args = ['--variant', 'keys-only', ...loadedScale, ...short, '--output', output];
  const ended = await bench('advise', 'followers', ...args, '--url', database.url);
  expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
  const left = await database.beside();
  expect(left.filter((name) => !/_v_keys_only_[0-9a-f]{6}$/.test(name))).toEqual([]);
  expect(left).toHaveLength(1);

  const [id] = readdirSync(output);
  const result = readResultFile(id!, output) as Comparison;
  expect(id).toMatch(/-advise-followers$/);
  expect(result.advice).toMatchObject({ base: 'keys-only', isHypothetical: false });
  const { changes } = result.advice!;
  expect(changes.length).toBeGreaterThan(0);
  for (const { statements } of changes) {
    expect(statements[0]).toMatch(/^CREATE INDEX \w+ ON follows \(following_id\b/);
  }
  // The same index, or the one that also holds what the query reads.
  expect(
    changes.flatMap(({ statements }) => statements).some((sql) => sql.includes(missing.split(' ON ')[1]!)),
  ).toBe(true);
  expect(result.scenarios[0]!.contrasts.map(({ status }) => status)).toEqual(changes.map(() => 'measured'));
  expect(ended.stdout).toContain('Recommended');
  expect(ended.stdout).toContain(`    ${changes[0]!.statements[0]};\n`);

  const again = await bench('report', id!, '--output', output);
  expect(again.exitCode).toBe(0);
  expect(ended.stdout.startsWith(again.stdout.trimEnd())).toBe(true);
});

/** Whether a clone with a new index has the connections of a measurement, and not only that of the proof. */
async function isMeasured(): Promise<boolean> {
  const [{ clients }] = await database.query(`SELECT count(*)::int AS clients FROM pg_stat_activity
     WHERE datname LIKE '${database.name}_v_keys_only_i%' AND NOT datname LIKE '%_making' AND application_name = 'bench' AND query LIKE '%follows%'`);
  return clients > 0;
}

const isCloning = async () => (await database.beside()).some((name) => name.endsWith('_making'));

it.each([
  ['makes clones', isCloning],
  ['measures', isMeasured],
])('leaves nothing behind when it is interrupted while it %s', { timeout: 120_000 }, async (_, sign) => {
  const before = await database.beside();
  const args = [
    '--variant',
    'keys-only',
    ...loadedScale,
    ...short,
    '--output',
    output,
    '--url',
    database.url,
  ];
  const interrupted = new BenchProcess(['advise', 'followers', ...args]);
  await vi.waitFor(async () => expect(await sign()).toBe(true), { timeout: 90_000, interval: 20 });
  interrupted.kill('SIGINT');
  expect(await interrupted.ended()).toMatchObject({ exitCode: 130 });
  expect(await database.beside()).toEqual(before);
});

it('refuses what does not go together before it touches the server', async () => {
  const ended = await bench(
    'advise',
    'feed',
    '--query',
    'counters',
    '--url',
    'postgres://nobody@127.0.0.1:1/none',
  );
  expect(ended).toMatchObject({ exitCode: 2, stdout: '' });
  expect(ended.stderr).toContain('needs the variant counters');
});
