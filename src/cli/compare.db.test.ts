import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { exitCodes } from '../core/errors.ts';
import type { TestDatabase } from '../database/testing/database.ts';
import type { Comparison } from '../report/comparison/comparison.ts';
import { bench } from './testing/bench-process.ts';
import { createLoadedDatabase } from './testing/loaded-database.ts';
import { attempt } from './testing/refusal.ts';

/** `bench compare` as people start it, on a server of their own. */

const folder = mkdtempSync(join(tmpdir(), 'bench-compare-'));
let database: TestDatabase;
const common = () => ['--scale', '1000', '--url', database.url, '--output', folder];

beforeAll(async () => {
  database = await createLoadedDatabase();
});

afterAll(async () => {
  await bench('clean', '--url', database.url);
  await database.drop();
  rmSync(folder, { recursive: true });
});

async function compare(...args: string[]): Promise<{ comparison: Comparison; exitCode: number }> {
  const { exitCode, stdout, stderr } = await bench('compare', ...args, '--json', ...common());
  if (stdout === '') throw new Error(stderr);
  return { comparison: JSON.parse(stdout) as Comparison, exitCode: exitCode! };
}

function variant(name: string, sql: string): string {
  const path = join(folder, name);
  mkdirSync(path);
  const description = { kind: 'index', summary: 'A planted one.', wins: 'nothing', costs: 'something' };
  writeFileSync(join(path, 'variant.json'), JSON.stringify(description));
  writeFileSync(join(path, 'apply.sql'), sql);
  return path;
}

it('measures a design with the query meant for it: reads in pairs, writes in slices', async () => {
  const sizes = ['--clients', '1', '--block', '100ms', '--slice', '100ms', '--slice-clients', '1'];
  const { comparison, exitCode } = await compare(
    'feed',
    '--variants',
    'spec,counters',
    '--proof',
    '20',
    ...sizes,
  );
  expect(exitCode).toBe(exitCodes.done);
  expect(comparison.servers[0]!.server.address).toMatch(new RegExp(`/${database.name}$`));
  const [{ arms, contrasts }] = comparison.scenarios as [Comparison['scenarios'][number]];
  expect(arms.map(({ name, role, query }) => [name, role, query.name])).toEqual([
    ['spec', 'baseline', 'baseline'],
    ['counters', 'contender', 'counters'],
  ]);
  const [{ status, proof, latency, planDifference }] = contrasts as [(typeof contrasts)[number]];
  expect(status).toBe('measured');
  expect(proof).toMatchObject({ parameters: 20, mismatch: null });
  expect(latency!.blocks.length).toBeGreaterThanOrEqual(10);
  expect(latency!.pairs).toBe(latency!.blocks.reduce((sum, { pairs }) => sum + pairs, 0));
  // It takes a tenth of the time, whatever else the machine does.
  expect(latency!.median).toMatchObject({ verdict: 'faster' });
  expect(latency!.median.ratio).toBeLessThan(0.6);
  expect(planDifference.length).toBeGreaterThan(0);
  for (const { work, plan } of arms) {
    expect(work!.sharedBlocks).toBeGreaterThan(0);
    expect(plan!.tree.length).toBeGreaterThan(3);
  }
  expectWrites(comparison);
  const databases = await database.beside();
  expect(databases.filter((name) => name.includes('counters'))).toHaveLength(1);
  expect(databases.filter((name) => /_w\d*$/.test(name))).toEqual([]);
}, 120_000);

function expectWrites({ variants, writes }: Comparison): void {
  expect(variants[1]!.build).toMatchObject({ manner: 'clone', wasReused: false });
  expect(writes).toMatchObject({ mix: 'writes', baseline: 'spec' });
  const [{ status, load, work }] = writes!.contrasts as [NonNullable<typeof writes>['contrasts'][number]];
  expect(status).toBe('measured');
  // One contender is looked at until there is a verdict.
  const { verdict, look } = load!.throughput!;
  expect(load!.slices).toHaveLength(10 * look);
  expect(verdict !== 'inconclusive' || look === 3).toBe(true);
  expect(load!.walBytes!.blocks).toBe(10 * load!.walBytes!.look);
  for (const part of load!.parts) expect(part.baseline.counters.failed).toBe(0);
  // Counters to keep. What so few operations log depends on how many pages they were the first to touch.
  expect(work!.baseline.walRecords!).toBeGreaterThan(1);
  expect(work!.contender.rowsUpdated!).toBeGreaterThan(work!.baseline.rowsUpdated!);
}

it('times nothing of a design that answers differently, and shows the first difference', async () => {
  const lossy = variant('lossy', 'DELETE FROM follows WHERE ctid IN (SELECT ctid FROM follows LIMIT 20000)');
  const { comparison, exitCode } = await compare('followers', '--variants', `spec,${lossy}`);
  expect(exitCode).toBe(exitCodes.invalid);
  expect(comparison.status).toBe('invalid');
  const [contrast] = comparison.scenarios[0]!.contrasts;
  expect(contrast).toMatchObject({ status: 'different', latency: null, throughput: null });
  // Nor what writing to it costs.
  expect(comparison.writes!.contrasts).toMatchObject([{ status: 'different', load: null }]);
  const { mismatch } = contrast!.proof!;
  expect(Object.keys(mismatch!.parameters)).toEqual(['username']);
  const fromBaseline = await database.query(mismatch!.baselineStatement);
  expect(fromBaseline.length).toBeGreaterThan(0);
  expect(mismatch!.row).toBeGreaterThan(0);
});

it('leaves no half-made clone of a variant whose SQL fails', async () => {
  const broken = variant('broken', 'CREATE INDEX made_first ON likes (created_at);\nDROP INDEX not_there;');
  const before = await database.beside();
  const { exitCode, stdout, stderr } = await bench(
    'compare',
    'post',
    '--variants',
    `spec,${broken}`,
    ...common(),
  );
  expect({ exitCode, stdout }).toEqual({ exitCode: exitCodes.usage, stdout: '' });
  expect(stderr).toContain('index "not_there" does not exist');
  expect(stderr).not.toContain('    at ');
  expect(await database.beside()).toEqual(before);
});

it.each([
  [['feed'], 'takes two sides'],
  [['feed', '--variants', 'spec,brinn-created-at'], 'did you mean "brin-created-at"'],
  [['feed', '--variants', 'spec,composite+unique'], 'do not go together'],
  [['feed', '--variants', 'spec,'], 'has an empty name'],
  [['feed', '--queries', 'baseline,lateral', '--stratum', 'famous'], 'unknown stratum "famous"'],
  [['feed,feed', '--queries', 'baseline,lateral'], 'the scenario feed is named twice'],
  [['social-reads', '--queries', 'baseline,lateral'], '--queries does not go with social-reads'],
  [['feed', '--queries', 'baseline,lateral', '--margin', '0.9'], 'give a ratio from 1.01'],
])('refuses %j', async (args, message) => {
  const { exitCode, stderr } = await attempt('compare', ...args, ...common());
  expect(stderr).toContain(message);
  expect(exitCode).toBe(exitCodes.usage);
});
