import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BenchError, exitCodes } from '../core/errors.ts';
import { type Mix, parseMix, parseMixFile, partName } from './mix.ts';
import { parseQuery } from './parser.ts';

const queryOf = (scenario: string, name: string) =>
  parseQuery('SELECT 1', { scenario, name, file: `${name}.sql` });
const catalogue = {
  scenarios: ['feed', 'post', 'like'].map((name) => ({
    name,
    queries: [queryOf(name, 'baseline'), queryOf(name, 'lateral')],
  })),
};

const shown = ({ parts }: Mix) =>
  parts.map(({ query, weight }) => `${query.scenario}/${query.name} ${weight}`);

it('names queries with their weights', () => {
  expect(shown(parseMix('feed=50,post/lateral=1.5, like = .5', catalogue))).toEqual([
    'feed/baseline 50',
    'post/lateral 1.5',
    'like/baseline 0.5',
  ]);
  expect(parseMix('feed=1', catalogue)).toMatchObject({ name: 'feed=1', summary: '' });
});

it('may be a file', () => {
  const text =
    '-- Most read,\r\n-- few write.\r\n--\r\n-- From a paper.\r\n\r\nfeed 60\r\n-- and\r\n  like/lateral\t2e1\r\n';
  const mix = parseMixFile(text, { name: 'social', file: 'social.mix' }, catalogue);
  expect(mix).toMatchObject({ name: 'social', summary: 'Most read, few write.' });
  expect(shown(mix)).toEqual(['feed/baseline 60', 'like/lateral 20']);
});

function refusal(parse: () => unknown): { message: string; next: string | undefined } {
  try {
    parse();
  } catch (error) {
    if (!(error instanceof BenchError)) throw error;
    expect(error.exitCode).toBe(exitCodes.usage);
    return { message: error.message, next: error.next };
  }
  throw new Error('not refused');
}

it.each([
  ['feed', 'mix feed: cannot read "feed"', /write <scenario>=<weight>/],
  ['feed=1,', 'mix feed=1,: cannot read ""', /e\.g\. feed=50/],
  ['=1', 'mix =1: cannot read "=1"', /write/],
  ['feed=1=2', 'mix feed=1=2: cannot read "feed=1=2"', /write/],
  ['fed=1', 'mix fed=1: unknown scenario "fed"', /did you mean "feed"\? available: feed, post, like/],
  ['feed/latral=1', 'mix feed/latral=1: unknown query "latral" of scenario "feed"', /did you mean "lateral"/],
  ['feed/a/b=1', 'mix feed/a/b=1: unknown query "a/b" of scenario "feed"', /available/],
  ['feed=', 'mix feed=: the weight "" of feed is not a number above 0', /relative/],
  ['feed=0', 'mix feed=0: the weight 0 of feed is not a number above 0', /leave out/],
  ['feed=-1', 'mix feed=-1: the weight -1 of feed is not a number above 0', /relative/],
  ['feed=1e999', 'mix feed=1e999: the weight 1e999 of feed is not a number above 0', /relative/],
  ['feed=NaN', 'mix feed=NaN: the weight NaN of feed is not a number above 0', /relative/],
  ['feed=50%', 'mix feed=50%: the weight 50% of feed is not a number above 0', /relative/],
  ['feed=1,post=1,feed=2', 'mix feed=1,post=1,feed=2: feed comes twice', /sum/],
  ['feed=1,feed/baseline=1', 'mix feed=1,feed/baseline=1: feed/baseline comes twice', /sum/],
])('refuses %s', (text, message, next) => {
  expect(refusal(() => parseMix(text, catalogue))).toEqual({ message, next: expect.stringMatching(next) });
});

it.each([
  ['', 'my.mix: the mix is empty', /feed 50/],
  ['-- Nothing.\n\n', 'my.mix: the mix is empty', /feed 50/],
  ['-- x\nfeed=50', 'my.mix:2: cannot read "feed=50"', /feed 50/],
  ['feed 1\n\npost 1 2', 'my.mix:3: cannot read "post 1 2"', /feed 50/],
  ['feed 1\nfeed 1', 'my.mix:2: feed comes twice', /sum/],
  ['feed 0', 'my.mix:1: the weight 0 of feed is not a number above 0', /relative/],
])('refuses the file %j', (text, message, next) => {
  const parse = () => parseMixFile(text, { name: 'my', file: 'my.mix' }, catalogue);
  expect(refusal(parse)).toEqual({ message, next: expect.stringMatching(next) });
});

it('reads what it is written as', () => {
  const queries = catalogue.scenarios.flatMap(({ queries }) => queries);
  const parts = fc
    .uniqueArray(fc.constantFrom(...queries), { minLength: 1 })
    .chain((chosen) =>
      fc.tuple(
        ...chosen.map((query) =>
          fc.double({ min: 1e-300, max: 1e300, noNaN: true }).map((weight) => ({ query, weight })),
        ),
      ),
    );
  fc.assert(
    fc.property(parts, (parts) => {
      const text = parts.map(({ query, weight }) => `${partName(query)}=${weight}`).join(',');
      expect(parseMix(text, catalogue).parts).toEqual(parts);
    }),
  );
});
