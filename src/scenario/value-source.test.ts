import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BenchError, exitCodes } from '../core/errors.ts';
import { parseQuery } from './parser.ts';
import type { ValueSource } from './query.ts';
import { parseValueList } from './value-list.ts';

const id = { scenario: 'my', name: 'baseline', file: 'my.sql' };
const parse = (source: string) =>
  parseQuery(`-- Mine.\n-- @param a ${source}\nSELECT :a`, id).parameters[0]!.source;

it.each<[string, ValueSource]>([
  ['user.id', { kind: 'domain', domain: 'user.id', existing: false }],
  ['post.id existing', { kind: 'domain', domain: 'post.id', existing: true }],
  ['uniform 1 100000', { kind: 'uniform', low: 1, high: 100_000, whole: true }],
  ['uniform  -5  +5 ', { kind: 'uniform', low: -5, high: 5, whole: true }],
  ['uniform 0.0 1', { kind: 'uniform', low: 0, high: 1, whole: false }],
  ['uniform 7 7', { kind: 'uniform', low: 7, high: 7, whole: true }],
  ['zipf 1 100', { kind: 'zipf', low: 1, high: 100, exponent: 1 }],
  ['zipf 0 9 0.8', { kind: 'zipf', low: 0, high: 9, exponent: 0.8 }],
  ['zipf 0 9 exponent=2', { kind: 'zipf', low: 0, high: 9, exponent: 2 }],
  ['zipf 0 9 exponent = 2', { kind: 'zipf', low: 0, high: 9, exponent: 2 }],
  ['normal 500 100', { kind: 'normal', mean: 500, sd: 100, whole: true }],
  ['normal 1e2 .5', { kind: 'normal', mean: 100, sd: 0.5, whole: false }],
  ['normal 3 0', { kind: 'normal', mean: 3, sd: 0, whole: true }],
  ['values 42', { kind: 'values', values: ['42'] }],
  [
    "values a, 'b, c', null, 'it''s', '', 'null', x y",
    {
      kind: 'values',
      values: ['a', 'b, c', null, "it's", '', 'null', 'x y'],
    },
  ],
  [
    "from (SELECT id FROM orders WHERE x IN (1, ')') LIMIT 10)",
    {
      kind: 'rows',
      query: { names: ['a'], sql: "SELECT id FROM orders WHERE x IN (1, ')') LIMIT 10" },
      column: 0,
    },
  ],
  ['from( values (1), (2) )', { kind: 'rows', query: { names: ['a'], sql: 'values (1), (2)' }, column: 0 }],
])('reads %s', (text, source) => {
  expect(parse(text)).toEqual(source);
});

it('gives each of several names a column of the same rows', () => {
  const { parameters } = parseQuery('-- @param id,author from (SELECT 1, 2)\nSELECT :author, :id', id);
  const query = { names: ['id', 'author'], sql: 'SELECT 1, 2' };
  expect(parameters).toEqual([
    { name: 'id', source: { kind: 'rows', query, column: 0 } },
    { name: 'author', source: { kind: 'rows', query, column: 1 } },
  ]);
});

it.each([
  ['uniform', '2 numbers are expected where "" stands', /uniform 1 100000/],
  ['uniform 1', '2 numbers are expected where "1" stands', /<low> <high>/],
  ['uniform 1 2 3', '2 numbers are expected where "1 2 3" stands', /<low> <high>/],
  ['uniform one 2', '"one" is not a number', /<low> <high>/],
  ['uniform 0x10 99', '"0x10" is not a number', /<low> <high>/],
  ['uniform 1 Infinity', '"Infinity" is not a number', /<low> <high>/],
  ['uniform 1 1e999', '"1e999" is not a number', /<low> <high>/],
  ['uniform 5 1', 'the lower bound 5 is above the upper bound 1', /<low> <high>/],
  ['uniform 1 9007199254740993', '9007199254740993 is too large', /9007199254740991/],
  [
    'uniform -9007199254740991 9007199254740991',
    'from -9007199254740991 to 9007199254740991 is too far',
    /at most/,
  ],
  ['zipf 1', '2 numbers are expected where "1" stands', /\[exponent\]/],
  ['zipf 1 2 3 4', '2 numbers are expected where "1 2 3 4" stands', /\[exponent\]/],
  ['zipf 0.5 2', 'zipf between 0.5 and 2', /whole numbers/],
  ['zipf 9 1', 'the lower bound 9 is above the upper bound 1', /low the most frequent/],
  ['zipf 1 9 0', 'the exponent 0 is not above 0', /uniform <low> <high>/],
  ['zipf 1 9 exponent=-1', 'the exponent -1 is not above 0', /0\.8/],
  ['normal 1', '2 numbers are expected where "1" stands', /normal 500 100/],
  ['normal 1 -2', 'the standard deviation -2 is negative', /normal 500 100/],
  ['values', 'there are no values', /values a, b, c/],
  ['values a,,b', 'a value is missing in a,,b', /'' is the empty text/],
  ['values a,', 'a value is missing in a,', /'' is the empty text/],
  ["values 'a", "cannot read the values from 'a", /put quotes around a whole value/],
  ["values a'b", "cannot read the values from a'b", /it''s/],
  ["values 'a' b", "cannot read the values from 'a' b", /it''s/],
  ['from SELECT 1', 'from is followed by "SELECT 1"', /in brackets/],
  ['from', 'from is followed by ""', /in brackets/],
  ['from (SELECT 1', 'a bracket is not closed in (SELECT 1', /one line/],
  ["from (SELECT ')'", "a bracket is not closed in (SELECT ')'", /one line/],
  ["from (SELECT 'a)", "a bracket is not closed in (SELECT 'a)", /one line/],
  ['from (SELECT 1) limit 5', 'after the query of a list stands "limit 5"', /in brackets/],
  ['from ()', 'the query of a list is empty', /one query/],
  ['from (SELECT 1; SELECT 2)', 'the query of a list is one statement', /one query/],
  ['from (SELECT :b)', 'the query of a list has no parameters (:b)', /one query/],
  ['from (SELECT $1)', 'parameters have names here, not numbers ($1)', /@param/],
  ['from (DELETE FROM a)', 'this statement is no query that reads: it begins with DELETE', /SELECT/],
  ['user.ids', 'unknown domain "user.ids" of the parameter "a"', /did you mean "user.id"/],
  ['unifrom 1 2', 'unknown domain "unifrom" of the parameter "a"', /did you mean "uniform"/],
  ['user.id exist', '"exist" after the domain user.id of the parameter "a"', /user.id existing/],
])('refuses %s', (text, message, next) => {
  try {
    parse(text);
  } catch (error) {
    expect(error).toBeInstanceOf(BenchError);
    expect(error).toMatchObject({ exitCode: exitCodes.usage, message: `my.sql:2: ${message}` });
    expect((error as BenchError).next).toMatch(next);
    return;
  }
  throw new Error('not refused');
});

describe('a list of values', () => {
  const refuse = (message: string) => {
    throw new Error(message);
  };

  it('reads any values that are quoted', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.string()), { minLength: 1 }), (values) => {
        const text = values
          .map((value) => (value === null ? 'NULL' : `'${value.replaceAll("'", "''")}'`))
          .join(' , ');
        expect(parseValueList(text, refuse)).toEqual(values);
      }),
    );
  });

  it('takes a megabyte in its stride', () => {
    const text = new Array(200_000).fill("'a'").join(',');
    expect(parseValueList(text, refuse)).toHaveLength(200_000);
  });
});
