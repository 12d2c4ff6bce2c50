import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { exitCodes } from '../core/errors.ts';
import { partName } from '../scenario/mix.ts';
import { type QueryOptions, workloadNamed } from './query-choice.ts';

let folder: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-choice-'));
  file = join(folder, 'mine=1.sql');
  writeFileSync(file, '-- Mine.\n-- @param id uniform 1 9\nSELECT :id');
});
afterAll(() => rmSync(folder, { recursive: true }));

const shown = (what: string, options: Partial<QueryOptions> = {}) => {
  const { name, parts } = workloadNamed(what, { query: 'baseline', ...options });
  return [name, ...parts.map(({ query, weight }) => `${partName(query)} ${weight}`)];
};

it('takes scenarios, queries, mixes and files', () => {
  expect(shown('feed')).toEqual(['feed', 'feed 1']);
  expect(shown('feed/baseline')).toEqual(['feed/baseline', 'feed 1']);
  expect(shown('feed=50,like=6')).toEqual(['feed=50,like=6', 'feed 50', 'like 6']);
  expect(shown('social-reads').slice(0, 3)).toEqual(['social-reads', 'feed 45', 'post 20']);
  expect(shown(file)).toEqual(['mine=1', 'mine=1 1']);
  expect(workloadNamed('feed', { query: 'baseline' }).summary).toMatch(/^The home feed/);
});

it('keeps to a stratum that all queries know', () => {
  expect(shown('feed=1,post=1', { stratum: 'cold' })).toHaveLength(3);
  expect(shown('social-behind-cache', { stratum: 'cold' })).toHaveLength(14);
});

it.each<[string, Partial<QueryOptions>, string, RegExp]>([
  ['fed', {}, 'unknown scenario "fed"', /did you mean "feed"\? available: comment, contains, feed/],
  ['social', {}, 'unknown scenario "social"', /social-behind-cache, social-reads, writes$/],
  ['feed/latral', {}, 'unknown query "latral" of scenario "feed"', /available: baseline/],
  ['feed', { query: 'latral' }, 'unknown query "latral" of scenario "feed"', /available/],
  ['feed=1,pst=2', {}, 'mix feed=1,pst=2: unknown scenario "pst"', /did you mean "post"/],
  ['feed=1', { query: 'x' }, '--query x does not go with feed=1', /feed\/lateral=50/],
  ['feed/x', { query: 'y' }, '--query y does not go with feed/x', /leave out --query/],
  ['social-reads', { query: 'x' }, '--query x does not go with social-reads', /of your own/],
  ['./none.sql', { query: 'x' }, '--query x does not go with a file', /none\.sql is the query/],
  ['none.sql', {}, 'there is no file none.sql', /check the path/],
  ['sub/none', {}, 'there is no file sub/none', /check the path/],
  ['./sub', {}, 'there is no file ./sub', /check the path/],
  ['feed', { stratum: 'cool' }, 'unknown stratum "cool" of reader.username', /did you mean "cold"/],
  ['feed=1,search=1', { stratum: 'cold' }, 'unknown stratum "cold" of search.phrase', /common/],
])('refuses %s with %j', (what, options, message, next) => {
  expect(() => shown(what, options)).toThrow(
    expect.objectContaining({ exitCode: exitCodes.usage, message, next: expect.stringMatching(next) }),
  );
});

it('has no strata to keep to where parameters have none', () => {
  expect(() => shown(file, { stratum: 'cold' })).toThrow(`--stratum cold does not go with ${file}`);
});
