import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exitCodes } from '../core/errors.ts';
import { findMix, loadCatalogue } from './catalogue.ts';
import { partName } from './mix.ts';
import { loadQueryFile } from './query-file.ts';
import { findQuery } from './scenario.ts';

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

const domain = (domain: string) => ({ kind: 'domain', domain, existing: false });

describe('the packaged scenarios', () => {
  const { scenarios } = loadCatalogue();

  it('hold the five questions of the specification', () => {
    expect(scenarios.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['feed', 'followers', 'post', 'search', 'stats']),
    );
    expect(
      ['feed', 'followers', 'post', 'search', 'stats'].map((name) => {
        const { parameters } = findQuery({ scenarios }, name);
        return [name, parameters.map(({ name, source }) => [name, source])];
      }),
    ).toEqual([
      ['feed', [['username', domain('reader.username')]]],
      ['followers', [['username', domain('user.username')]]],
      ['post', [['id', domain('post.id')]]],
      ['search', [['phrase', domain('search.phrase')]]],
      ['stats', [['username', domain('user.username')]]],
    ]);
  });

  it.each(scenarios)('$name has a baseline first and a summary for each query', ({ name, queries }) => {
    expect(queries[0]).toMatchObject({ name: 'baseline', file: `scenarios/${name}/baseline.sql` });
    expect(queries.filter(({ summary }) => summary === '')).toEqual([]);
  });
});

describe('the stock mixes', () => {
  const catalogue = loadCatalogue();
  const shareOfWrites = (name: string) => {
    const { parts } = findMix(catalogue, name);
    const total = (chosen: typeof parts) => chosen.reduce((sum, { weight }) => sum + weight, 0);
    return total(parts.filter(({ query }) => query.writes)) / total(parts);
  };

  it('read, or write as much as their comments say', () => {
    expect(shareOfWrites('social-reads')).toBe(0);
    expect(shareOfWrites('social-behind-cache')).toBeCloseTo(0.31, 10);
    expect(shareOfWrites('writes')).toBe(1);
  });

  it('hold every scenario somewhere that may be run again and again', () => {
    const mixed = catalogue.mixes.flatMap(({ parts }) => parts.map(({ query }) => partName(query)));
    const repeated = catalogue.scenarios.filter(({ queries }) => !queries[0]!.once);
    // Reads all posts unless an index was made for it: no application has that among its everyday requests.
    const special = ['contains'];
    expect([...new Set(mixed), ...special].sort()).toEqual(repeated.map(({ name }) => name));
  });

  it.each(catalogue.mixes)('$name has a summary', ({ summary }) => expect(summary).toMatch(/^[A-Z].*\.$/));

  it('are found by name', () => {
    expect(() => findMix(catalogue, 'social-read')).toThrow(
      expect.objectContaining({
        message: 'unknown mix "social-read"',
        next: 'did you mean "social-reads"? available: social-behind-cache, social-reads, writes',
      }),
    );
  });
});

describe('a folder of scenarios', () => {
  it('holds mixes as files', () => {
    write('likes/baseline.sql', 'SELECT 1');
    write('likes/lateral.sql', 'SELECT 2');
    write('half.mix', '-- Half and half.\nlikes 1\nlikes/lateral 1\n');
    const { mixes, scenarios } = loadCatalogue(folder);
    expect(mixes).toEqual([
      {
        name: 'half',
        summary: 'Half and half.',
        parts: [
          { query: scenarios[0]!.queries[0], weight: 1 },
          { query: scenarios[0]!.queries[1], weight: 1 },
        ],
      },
    ]);
    const file = write('wrong.mix', 'like 1');
    expect(() => loadCatalogue(folder)).toThrow(`${file}:1: unknown scenario "like"`);
  });

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
      statements: [{ sql: 'SELECT 2', parameters: [] }],
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
      statements: [{ sql: 'SELECT 1', parameters: [] }],
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
