import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exitCodes } from '../core/errors.ts';
import { findQuery, loadCatalogue } from './catalogue.ts';
import { loadQueryFile } from './query-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'scenario-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, content: string | Uint8Array): string {
  const file = join(folder, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, content);
  return file;
}

describe('the packaged scenarios', () => {
  const { scenarios } = loadCatalogue();

  it('hold the five questions of the specification', () => {
    expect(scenarios.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['feed', 'followers', 'post', 'search', 'stats']),
    );
    expect(
      ['feed', 'followers', 'post', 'search', 'stats'].map((name) => {
        const { parameters } = findQuery({ scenarios }, name);
        return [name, parameters.map(({ name, domain }) => `${name} ${domain}`).join()];
      }),
    ).toEqual([
      ['feed', 'username reader.username'],
      ['followers', 'username user.username'],
      ['post', 'id post.id'],
      ['search', 'phrase search.phrase'],
      ['stats', 'username user.username'],
    ]);
  });

  it.each(scenarios)('$name has a baseline first and a summary for each query', ({ name, queries }) => {
    expect(queries[0]).toMatchObject({ name: 'baseline', file: `scenarios/${name}/baseline.sql` });
    expect(queries.filter(({ summary }) => summary === '')).toEqual([]);
  });
});

describe('a folder of scenarios', () => {
  it('needs nothing but SQL files in folders', () => {
    write('likes/lateral.sql', 'SELECT 2');
    write('likes/baseline.sql', '-- Likes.\nSELECT 1');
    write('likes/notes.md', '');
    write('.hidden/baseline.sql', 'SELECT 1');
    write('README.md', '');
    const catalogue = loadCatalogue(folder);
    expect(
      catalogue.scenarios.map(({ name, queries }) => [name, queries.map((query) => query.name)]),
    ).toEqual([['likes', ['baseline', 'lateral']]]);
    expect(findQuery(catalogue, 'likes', 'lateral')).toMatchObject({
      sql: 'SELECT 2',
      file: join(folder, 'likes/lateral.sql'),
    });
    expect(() => findQuery(catalogue, 'likes', 'latral')).toThrow(
      expect.objectContaining({
        message: 'unknown query "latral" of scenario "likes"',
        next: 'did you mean "lateral"? available: baseline, lateral',
      }),
    );
    expect(() => findQuery(catalogue, 'like')).toThrow(
      expect.objectContaining({
        exitCode: exitCodes.usage,
        message: 'unknown scenario "like"',
        next: 'did you mean "likes"? available: likes',
      }),
    );
  });

  it('says which file is wrong', () => {
    const file = write('likes/baseline.sql', '-- Likes.\nSELECT :x');
    expect(() => loadCatalogue(folder)).toThrow(`${file}:2: the parameter ":x" is not declared`);
  });

  it('must exist', () => {
    expect(() => loadCatalogue(join(folder, 'none'))).toThrow(`cannot read the scenarios in ${folder}`);
  });
});

describe("a user's own query file", () => {
  it('is a scenario by its base name', () => {
    const file = write('my.sql', '\ufeff-- Mine.\nSELECT 1;');
    expect(loadQueryFile(file)).toMatchObject({
      scenario: 'my',
      name: 'baseline',
      file,
      summary: 'Mine.',
      sql: 'SELECT 1',
    });
  });

  it.each<[string, () => string, RegExp]>([
    ['missing', () => join(folder, 'none.sql'), /^there is no file .*none\.sql$/],
    ['within a file', () => join(write('a.sql', ''), 'b.sql'), /^there is no file /],
    ['a folder', () => folder, / is a folder, not a query file$/],
    [
      'too large',
      () => write('big.sql', `-- ${'x'.repeat(1024 * 1024)}\nSELECT 1`),
      / is larger than 1\.0 MB$/,
    ],
    ['not UTF-8', () => write('latin.sql', new Uint8Array([0x2d, 0xfc])), / is not valid UTF-8 text$/],
    [
      'UTF-16',
      () => write('wide.sql', Buffer.from('SELECT 1', 'utf16le')),
      /:1: the text holds a NUL character$/,
    ],
    ['empty', () => write('empty.sql', ''), /:1: the file is empty$/],
    ['unusable as a path', () => 'a\0b', /^cannot read /],
  ])('is refused when %s', (_, make, message) => {
    expect(() => loadQueryFile(make())).toThrow(
      expect.objectContaining({ exitCode: exitCodes.usage, message: expect.stringMatching(message) }),
    );
  });
});
