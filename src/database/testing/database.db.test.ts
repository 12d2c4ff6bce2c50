import type { ClientConfig } from 'pg';
import { expect, it } from 'vitest';
import { queryOnce } from './clients.ts';
import { createTestDatabase, ensureTemplate } from './database.ts';

it('gives each caller a database of its own, by config and by url', async () => {
  const [one, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  await one.query('CREATE TABLE t ()');
  expect(await queryOnce(one.url, "SELECT to_regclass('t') IS NOT NULL AS there")).toEqual([{ there: true }]);
  expect(await queryOnce(other.url, "SELECT to_regclass('t') IS NOT NULL AS there")).toEqual([
    { there: false },
  ]);
  await Promise.all([one.drop(), other.drop()]);
  await expect(one.query('SELECT')).rejects.toThrow('does not exist');
});

it('builds a template once, also for callers at the same time', async () => {
  let builds = 0;
  const build = async (config: ClientConfig) => {
    builds++;
    await queryOnce(config, 'CREATE TABLE t AS SELECT 42 AS answer');
  };
  const names = await Promise.all([1, 2, 3].map(() => ensureTemplate('template_test', build)));
  expect(builds).toBe(1);
  const copies = await Promise.all(names.map((template) => createTestDatabase({ template })));
  for (const copy of copies) expect(await copy.query('TABLE t')).toEqual([{ answer: 42 }]);
  await Promise.all(copies.map((copy) => copy.drop()));
});

it('builds a template again after a failed attempt', async () => {
  const failing = ensureTemplate('template_failed', async () => {
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  await ensureTemplate('template_failed', async () => {});
});
