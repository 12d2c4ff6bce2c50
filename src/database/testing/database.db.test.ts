import { Client, type ClientConfig } from 'pg';
import { expect, it } from 'vitest';
import { createTestDatabase, ensureTemplate } from './database.ts';

async function query(config: ClientConfig | string, sql: string) {
  const client = new Client(config);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

it('gives each caller a database of its own, by config and by url', async () => {
  const [one, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  await query(one.config, 'CREATE TABLE t ()');
  expect(await query(one.url, "SELECT to_regclass('t') IS NOT NULL AS there")).toEqual([{ there: true }]);
  expect(await query(other.url, "SELECT to_regclass('t') IS NOT NULL AS there")).toEqual([{ there: false }]);
  await Promise.all([one.drop(), other.drop()]);
  await expect(query(one.config, 'SELECT')).rejects.toThrow('does not exist');
});

it('builds a template once, also for callers at the same time', async () => {
  let builds = 0;
  const build = async (config: ClientConfig) => {
    builds++;
    await query(config, 'CREATE TABLE t AS SELECT 42 AS answer');
  };
  const names = await Promise.all([1, 2, 3].map(() => ensureTemplate('template_test', build)));
  expect(builds).toBe(1);
  const copies = await Promise.all(names.map((template) => createTestDatabase({ template })));
  for (const copy of copies) expect(await query(copy.config, 'TABLE t')).toEqual([{ answer: 42 }]);
  await Promise.all(copies.map((copy) => copy.drop()));
});

it('builds a template again after a failed attempt', async () => {
  const failing = ensureTemplate('template_failed', async () => {
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  await ensureTemplate('template_failed', async () => {});
});
