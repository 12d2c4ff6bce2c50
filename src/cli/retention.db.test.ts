import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { exitCodes } from '../core/errors.ts';
import { createTestDatabase, type TestDatabase } from '../database/testing/database.ts';
import type { Comparison } from '../report/comparison/comparison.ts';
import { bench } from './testing/bench-process.ts';

/** Dropping a month by DELETE and by DETACH, as people ask for it. */

const folder = mkdtempSync(join(tmpdir(), 'bench-retention-'));
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(async () => {
  await bench('clean', '--url', database.url);
  await database.drop();
  rmSync(folder, { recursive: true });
});

it('removes the same rows by DELETE and by DETACH, and tells what each leaves', async () => {
  const variants = ['--variants', 'spec,by-month', '--no-writes'];
  const place = ['--scale', '300', '--url', database.url, '--output', folder];
  const { exitCode, stdout, stderr } = await bench('compare', 'retention', ...variants, '--json', ...place);
  expect(stderr).toContain('retention');
  expect(exitCode).toBe(exitCodes.done);
  const comparison = JSON.parse(stdout) as Comparison;
  expect(comparison.status).toBe('complete');
  const [{ arms, contrasts }] = comparison.scenarios as [Comparison['scenarios'][number]];
  expect(arms.map(({ name }) => name)).toEqual(['spec', 'by-month']);
  const { status, once } = contrasts[0]!;
  expect(status).toBe('measured');
  const { changed, baseline, contender } = once!;
  expect(changed).toHaveLength(1);
  const { table, rowsBefore, rowsAfter } = changed[0]!;
  expect(table).toBe('notifications');
  expect(baseline.deadRows).toBe(rowsBefore - rowsAfter);
  expect(contender.deadRows).toBe(0);
  expect(contender.vacuumMs).toBe(0);
  // The partition's files are gone; those of a table without partitions stay as they are until a VACUUM.
  expect(contender.tables.after).toBeLessThan(contender.tables.before);
  expect(contender.indexes.after).toBeLessThan(contender.indexes.before);
  expect(baseline.tables.after).toBe(baseline.tables.before);
  expect(['slower', 'faster', 'equivalent', 'inconclusive']).toContain(once!.time.verdict);

  const shown = await bench('report', comparison.id, '--output', folder);
  expect(shown.stdout).toContain('dead rows left');
  expect(shown.stdout).toMatch(/by-month does retention|whether by-month does/i);
}, 240_000);

it('is no load', async () => {
  expect(await bench('run', 'retention')).toMatchObject({
    exitCode: exitCodes.usage,
    stderr: expect.stringMatching(
      /retention uses up what it works on \(-- @once in scenarios\/retention\/baseline\.sql\)[\s\S]*bench compare retention --variants/,
    ),
  });
});
