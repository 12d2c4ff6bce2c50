import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { exitCodes } from '../../core/errors.ts';
import { isFillTime, readVariantFolder, readVariants } from './description.ts';
import { common, VariantFolder } from './testing/variant-folder.ts';

let folder: VariantFolder;
beforeEach(() => {
  folder = new VariantFolder();
});
afterEach(() => folder.remove());

const nothing = {
  ...common,
  needs: { server: null, extensions: [] },
  conflicts: [],
  slot: null,
  settings: {},
  serverSettings: {},
  keys: null,
  queries: {},
  refresh: null,
  partitions: null,
  files: [],
  design: { tables: [], indexes: [] },
};

it('reads folders by name and nothing else', () => {
  writeFileSync(join(folder.path, 'README.md'), '');
  mkdirSync(join(folder.path, '.hidden'));
  folder.add('slim', { '2.sql': 'SELECT 2', '1.sql': 'SELECT 1', 'README.md': '' });
  folder.add('by-hash', { 'tables/07_posts.sql': 'a', 'indexes/more.sql': 'b' }, { kind: 'partitioning' });
  expect(readVariants(folder.path)).toEqual([
    {
      ...nothing,
      kind: 'partitioning',
      name: 'by-hash',
      folder: join(folder.path, 'by-hash'),
      design: { tables: [{ name: '07_posts', sql: 'a' }], indexes: [{ name: 'more', sql: 'b' }] },
    },
    {
      ...nothing,
      name: 'slim',
      folder: join(folder.path, 'slim'),
      files: [
        { name: '1', sql: 'SELECT 1' },
        { name: '2', sql: 'SELECT 2' },
      ],
    },
  ]);
  expect(readVariants(folder.path).map(isFillTime)).toEqual([true, false]);
  expect(readVariants(join(folder.path, 'missing'))).toEqual([]);
});

it('reads all that may be said', () => {
  const all = {
    kind: 'denormalization',
    summary: 'Counters.',
    wins: 'Reads.',
    costs: 'Writes.',
    needs: { server: 18, extensions: ['pg_trgm'] },
    conflicts: [],
    slot: 'counts',
    settings: { work_mem: '64MB' },
    serverSettings: { shared_buffers: '32MB' },
    keys: 'uuidv7',
    queries: { feed: 'counters' },
    refresh: 'SELECT 1;',
    partitions: 12,
  };
  const path = folder.add('counters', {}, all);
  expect(readVariantFolder(path)).toEqual({ ...nothing, ...all, name: 'counters', folder: path });
});

it('knows the variants of the package', () => {
  expect(readVariants().length).toBeGreaterThan(0);
});

it.each([
  ['', 'cannot read', 'a variant is a folder'],
  ['{', 'cannot read', 'a variant is a folder'],
  ['null', 'must be an object, found null', ''],
  ['[]', 'must be an object, found []', ''],
])('refuses %j', (text, message, next) => {
  folder.addText('broken', text);
  expect(() => readVariants(folder.path)).toThrow(
    expect.objectContaining({
      exitCode: exitCodes.usage,
      message: expect.stringContaining(message),
      next: expect.stringContaining(next),
    }),
  );
});

const sql = { 'a.sql': 'SELECT 1' };

it.each<[object, string, string]>([
  [{ sumary: 'x' }, 'unknown key "sumary" in', 'did you mean "summary"?'],
  [{ needs: { sever: 18 } }, 'unknown key "needs.sever" in', 'did you mean "server"?'],
  [{ kind: 'indexes' }, 'unknown kind "indexes" in', 'did you mean "index"?'],
  [{ kind: 5 }, '"kind" must be a text, found 5', 'kind, summary, wins, costs'],
  [{ wins: null }, '"wins" must be a text, found nothing', ''],
  [{ costs: ' ' }, '"costs" must be a text, found " "', ''],
  [{ summary: 'a\nb' }, '"summary" must be one line', ''],
  [{ needs: [] }, '"needs" must be an object, found []', ''],
  [{ needs: { server: '18' } }, '"needs.server" must be a whole number from 1 to 10000, found "18"', ''],
  [{ needs: { extensions: 'pg_trgm' } }, '"needs.extensions" must be a list of texts, found "pg_trgm"', ''],
  [{ conflicts: [1] }, '"conflicts" must be a list of texts, found [1]', ''],
  [{ conflicts: ['brokn'] }, 'unknown variant "brokn" in "conflicts"', 'did you mean "broken"?'],
  [{ settings: { work_mem: 64 } }, '"settings.work_mem" must be a text, found 64', ''],
  [{ settings: { Statement_Timeout: '1' } }, '"settings" in', 'set by the harness'],
  [{ keys: 'uuidv1' }, 'unknown keys "uuidv1" in', 'available: uuidv4, uuidv7, bigint'],
  [{ queries: ['feed'] }, '"queries" must be an object of texts', ''],
  [{ refresh: '' }, '"refresh" must be a text', ''],
  [{ partitions: 0 }, '"partitions" must be a whole number', ''],
  [{ partitions: 1.5 }, '"partitions" must be a whole number', ''],
])('refuses %j', (description, message, next) => {
  folder.add('broken', sql, description);
  expect(() => readVariants(folder.path)).toThrow(
    expect.objectContaining({
      exitCode: exitCodes.usage,
      message: expect.stringContaining(message),
      next: expect.stringContaining(next),
    }),
  );
});

it.each<[string, Record<string, string>, string]>([
  ['Upper', sql, 'Upper is no name for a variant'],
  ['a+b', sql, 'a+b is no name for a variant'],
  ['spec', sql, 'spec is no name for a variant'],
  ['idle', {}, 'changes nothing'],
  ['odd', { ...sql, 'table/01_users.sql': '' }, 'a variant has no folder "table"'],
  ['both', { ...sql, 'tables/01_users.sql': '' }, 'has both SQL for a clone (a.sql) and tables'],
])('refuses the folder %s', (name, files, message) => {
  folder.add(name, files);
  expect(() => readVariants(folder.path)).toThrow(
    expect.objectContaining({ exitCode: exitCodes.usage, message: expect.stringContaining(message) }),
  );
});
