import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exitCodes } from '../core/errors.ts';
import { RandomSequence } from '../core/random.ts';
import {
  columnOf,
  type Domain,
  type DomainName,
  type Domains,
  domainStrata,
  type RowDomain,
} from '../population/domain.ts';
import {
  type ListRows,
  listQueriesOf,
  needsFreshKeys,
  needsPopulation,
  parseFixedParameters,
} from './parameter-lists.ts';
import { ParameterSource, type ParameterSourceOptions } from './parameters.ts';
import { parseQuery } from './parser.ts';
import type { Query } from './query.ts';
import { strataOf } from './strata.ts';

/** Draws each stratum with equal probability; values tell where they come from. */
function fakeDomain(name: DomainName): Domain {
  const strata: readonly string[] = domainStrata[name];
  const drawFrom = (stratum: string, random: RandomSequence) => `${name}/${stratum}/${random.below(1000)}`;
  const draw = (random: RandomSequence) => {
    const stratum = strata[random.below(strata.length)]!;
    return { stratum, value: drawFrom(stratum, random) };
  };
  return { name, strata, draw, drawFrom };
}

/** Both columns of a row tell the same number. */
function fakeRows(columns: readonly DomainName[]): RowDomain {
  const strata: readonly string[] = domainStrata[columns[0]!];
  const drawFrom = (stratum: string, random: RandomSequence) => {
    const row = random.below(1e9);
    return columns.map((column) => `${column}/${stratum}/${row}`);
  };
  const draw = (random: RandomSequence) => {
    const stratum = strata[random.below(strata.length)]!;
    return { stratum, values: drawFrom(stratum, random) };
  };
  return { columns, strata, draw, drawFrom };
}

const names = Object.keys(domainStrata) as DomainName[];
const likes = fakeRows(['like.user_id', 'like.post_id']);
const domains = {
  ...Object.fromEntries(names.map((name) => [name, fakeDomain(name)])),
  'like.user_id': columnOf(likes, 'like.user_id'),
  'like.post_id': columnOf(likes, 'like.post_id'),
} as Domains;

function sequence(seed = 1): RandomSequence {
  const random = new RandomSequence();
  random.seed(seed, 2, 3);
  return random;
}

const parse = (text: string) => parseQuery(text, { scenario: 'my', name: 'baseline', file: 'my.sql' });
/** Declares a parameter for each source, `a`, `b`, ... in order. */
const queryOf = (...sources: string[]): Query => {
  const name = (index: number) => String.fromCharCode(97 + index);
  const header = sources.map((source, i) => `-- @param ${name(i)} ${source}\n`).join('');
  return parse(`${header}SELECT ${sources.map((_, i) => `:${name(i)}`).join(', ')}`);
};
const sourceOf = (query: Query, options: Partial<ParameterSourceOptions> = {}) =>
  new ParameterSource(query, { domains, random: sequence(), ...options });
const drawsOf = (query: Query, count: number, options: Partial<ParameterSourceOptions> = {}) => {
  const source = sourceOf(query, options);
  return Array.from({ length: count }, () => source.draw());
};
const valuesOf = (source: string, count = 1000) =>
  drawsOf(queryOf(source), count, { domains: undefined }).map(({ values }) => values[0]!);

const twoParameters = queryOf('hashtag', 'post.id');

describe('parameters', () => {
  it('are drawn in order of declaration; the stratum is that of the first', () => {
    const source = sourceOf(twoParameters);
    expect(source.strata).toEqual(['common', 'medium', 'rare', 'missing']);
    const draws = Array.from({ length: 200 }, () => source.draw());
    for (const { values, stratum } of draws) {
      expect(values).toHaveLength(2);
      expect(values[0]).toContain(`hashtag/${source.strata[stratum]}/`);
      expect(values[1]).toMatch(/^post\.id\//);
    }
    expect(new Set(draws.map(({ stratum }) => stratum))).toEqual(new Set([0, 1, 2, 3]));
  });

  it('follow from the seed alone', () => {
    const query = queryOf('hashtag', 'zipf 1 1000', 'like.user_id', 'values x, y');
    expect(drawsOf(query, 20)).toEqual(drawsOf(query, 20));
  });

  it('are a new array each time', () => {
    const source = sourceOf(queryOf('values x'));
    expect(source.draw().values).not.toBe(source.draw().values);
  });

  it('can be kept to one stratum of the parameter that tells it', () => {
    const draws = drawsOf(twoParameters, 100, { only: { stratum: 'rare' } });
    expect(draws.every(({ stratum }) => stratum === 2)).toBe(true);
    expect(draws.every(({ values }) => values[0]!.startsWith('hashtag/rare/'))).toBe(true);
    expect(new Set(draws.map(({ values }) => values[1]!.split('/')[1])).size).toBe(5);
  });

  it('have the strata of the first that has any', () => {
    const query = queryOf('uniform 1 9', 'new.post.id', 'hashtag existing', 'post.id');
    expect(strataOf(query)).toEqual(['common', 'medium', 'rare']);
    for (const { values, stratum } of drawsOf(query, 100)) {
      expect(values[2]).toContain(`hashtag/${strataOf(query)[stratum]}/`);
    }
    expect(strataOf(query, new Map([['c', [['x']]]]))).toEqual(domainStrata['post.id']);
  });

  it('have no stratum but their own', () => {
    expect(() => sourceOf(twoParameters, { only: { stratum: 'comon' } })).toThrow(
      expect.objectContaining({
        exitCode: exitCodes.usage,
        message: 'unknown stratum "comon" of hashtag',
        next: 'did you mean "common"? available: common, medium, rare, missing',
      }),
    );
    expect(() => sourceOf(queryOf('hashtag existing'), { only: { stratum: 'missing' } })).toThrow(
      'unknown stratum "missing" of hashtag',
    );
    expect(() => sourceOf(queryOf('uniform 1 2'), { only: { stratum: 'cold' } })).toThrow(
      '--stratum cold does not go with my.sql',
    );
  });

  it('may be none', () => {
    const source = sourceOf(parse('SELECT 1'));
    expect(source.strata).toEqual(['all']);
    expect(source.draw()).toEqual({ values: [], stratum: 0 });
  });

  it('that must exist are never missing', () => {
    for (const { values } of drawsOf(queryOf('post.id existing'), 500))
      expect(values[0]).not.toContain('missing');
  });

  it('of the same rows come from one of them', () => {
    const query = queryOf('like.post_id', 'user.id', 'like.user_id', 'like.user_id');
    const row = (value: string) => value.split('/').slice(1).join('/');
    for (const { values, stratum } of drawsOf(query, 100)) {
      expect(row(values[0]!)).toBe(row(values[2]!));
      expect(values[2]).toContain('like.user_id/');
      // The same column again is a value of another row.
      expect(row(values[3]!)).not.toBe(row(values[0]!));
      expect(values[0]).toContain(`/${strataOf(query)[stratum]}/`);
    }
    for (const { values } of drawsOf(query, 100, { only: { stratum: 'cold' } })) {
      expect(values[0]).toContain('/cold/');
      expect(values[2]).toContain('/cold/');
    }
  });
});

describe('numbers', () => {
  it('are uniform, both bounds among them', () => {
    const counts = new Map<string, number>();
    for (const value of valuesOf('uniform -1 2', 8000)) counts.set(value, (counts.get(value) ?? 0) + 1);
    expect([...counts.keys()].sort()).toEqual(['-1', '0', '1', '2']);
    for (const count of counts.values()) expect(Math.abs(count - 2000)).toBeLessThan(160);
  });

  it('reach all parts of a large range', () => {
    const low = Number.MIN_SAFE_INTEGER + 2;
    const values = valuesOf(`uniform ${low} -1`).map(Number);
    expect(values.every((value) => Number.isSafeInteger(value) && value >= low && value <= -1)).toBe(true);
    expect(values.some((value) => value % 2 === 0) && values.some((value) => value % 2 !== 0)).toBe(true);
  });

  it('are between the bounds', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(), (low, more) => {
        for (const value of valuesOf(`uniform ${low} ${low + more}`, 10).map(Number)) {
          expect(Number.isInteger(value) && value >= low && value <= low + more).toBe(true);
        }
      }),
    );
    const reals = valuesOf('uniform 0.5 1.5').map(Number);
    expect(reals.every((value) => value >= 0.5 && value < 1.5)).toBe(true);
    expect(new Set(reals).size).toBe(1000);
  });

  it('are Zipf from the low end', () => {
    const values = valuesOf('zipf 100 200 2', 5000).map(Number);
    expect(values.filter((value) => value === 100).length / 5000).toBeCloseTo(6 / Math.PI ** 2, 1);
    expect(Math.min(...values)).toBe(100);
    expect(Math.max(...values)).toBeLessThanOrEqual(200);
  });

  it('are normal, rounded where the mean is a whole number', () => {
    const whole = valuesOf('normal 0 1', 10_000);
    expect(whole).not.toContain('-0');
    expect(whole.every((value) => /^-?\d+$/.test(value))).toBe(true);
    const values = valuesOf('normal 50.0 4', 10_000).map(Number);
    const mean = values.reduce((sum, value) => sum + value) / 10_000;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 10_000;
    // Four standard errors.
    expect(Math.abs(mean - 50)).toBeLessThan(0.16);
    expect(Math.abs(Math.sqrt(variance) - 4)).toBeLessThan(0.12);
    expect(values.some((value) => !Number.isInteger(value))).toBe(true);
    expect(new Set(valuesOf('normal 7 0'))).toEqual(new Set(['7']));
  });

  it('may be listed', () => {
    expect(new Set(valuesOf("values 1, 'b c', null"))).toEqual(new Set(['1', 'b c', null]));
    expect(new Set(valuesOf('values 42'))).toEqual(new Set(['42']));
  });
});

describe('lists', () => {
  const query = parse(
    '-- @param id, author from (SELECT 1, 2)\n-- @param x from (SELECT 3)\nSELECT :id, :author, :x',
  );
  const rows: ListRows = [
    ['1', 'one'],
    ['2', 'two'],
    ['3', null],
  ];

  it('say which queries fill them', () => {
    expect(listQueriesOf(query)).toEqual([
      { names: ['id', 'author'], sql: 'SELECT 1, 2' },
      { names: ['x'], sql: 'SELECT 3' },
    ]);
    expect(
      listQueriesOf(
        query,
        new Map([
          ['x', [['9']]],
          ['id', [['9']]],
        ]),
      ).map(({ names }) => names),
    ).toEqual([['id', 'author']]);
  });

  it('give whole rows', () => {
    const lists = new Map<string, ListRows>([
      ['id,author', rows],
      ['x', [['a']]],
    ]);
    const draws = drawsOf(query, 100, { domains: undefined, lists }).map(({ values }) => values);
    for (const [id, author, x] of draws) {
      expect(rows).toContainEqual([id, author]);
      expect(x).toBe('a');
    }
    expect(new Set(draws.map(([id]) => id))).toEqual(new Set(['1', '2', '3']));
  });

  it('must hold something', () => {
    const lists = new Map<string, ListRows>([
      ['id,author', []],
      ['x', [['a']]],
    ]);
    expect(() => sourceOf(query, { lists })).toThrow(
      expect.objectContaining({
        exitCode: exitCodes.usage,
        message: 'there are no values to draw id,author of my.sql from',
      }),
    );
  });

  it("may be the user's, whatever the source", () => {
    const lists = parseFixedParameters(["a=x,'y z',null"], [queryOf('like.user_id', 'like.post_id')]);
    expect(lists).toEqual(new Map([['a', [['x'], ['y z'], [null]]]]));
    const draws = drawsOf(queryOf('like.user_id', 'like.post_id'), 100, { lists });
    expect(new Set(draws.map(({ values }) => values[0]))).toEqual(new Set(['x', 'y z', null]));
    expect(draws.every(({ values }) => values[1]!.startsWith('like.post_id/'))).toBe(true);
  });

  it.each([
    ['a', 'cannot read --params a', /<name>=<value>/],
    ['aa=1', 'unknown parameter "aa"', /did you mean "a"\? available: a, b/],
    ['a=', '--params a: there are no values', /'' is the empty text/],
    ['b=1', '--params b is given twice', /in one/],
  ])('refuse %s', (text, message, next) => {
    expect(() => parseFixedParameters(['b=2', text], [queryOf('user.id', 'hashtag')])).toThrow(
      expect.objectContaining({ exitCode: exitCodes.usage, message, next: expect.stringMatching(next) }),
    );
  });
});

it('tells what needs the population, and keys of its own', () => {
  const fixed = new Map<string, ListRows>([['a', [['1']]]]);
  expect(needsPopulation(queryOf('uniform 1 2', 'values 1'))).toBe(false);
  expect(needsPopulation(queryOf('uniform 1 2', 'hashtag'))).toBe(true);
  expect(needsPopulation(queryOf('hashtag'), fixed)).toBe(false);
  expect(needsFreshKeys(queryOf('hashtag'))).toBe(false);
  expect(needsFreshKeys(queryOf('new.like.id'))).toBe(true);
  expect(needsFreshKeys(queryOf('new.like.id'), fixed)).toBe(false);
  expect(() => sourceOf(queryOf('hashtag'), { domains: undefined })).toThrow(
    expect.objectContaining({
      exitCode: exitCodes.usage,
      message: 'my.sql draws "a" from the population\'s hashtag, and this database does not hold one',
      next: expect.stringContaining('--params a='),
    }),
  );
  expect(sourceOf(queryOf('hashtag'), { domains: undefined, lists: fixed }).draw().values).toEqual(['1']);
});
