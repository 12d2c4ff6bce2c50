import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SqlTokenKind, sqlTokens } from './sql-tokens.ts';

const kindsOf = (sql: string): [SqlTokenKind, string][] =>
  sqlTokens(sql)
    .filter(({ kind }) => kind !== 'space')
    .map(({ kind, text }) => [kind, text]);

const parametersOf = (sql: string): string[] =>
  sqlTokens(sql)
    .filter(({ kind }) => kind === 'parameter')
    .map(({ text }) => text);

describe('tokens', () => {
  it.each<[SqlTokenKind, string]>([
    ['string', "'it''s :n'"],
    ['string', "'back\\'"],
    ['quoted identifier', '"a "" :n"'],
    ['line comment', '-- :n it\'s "'],
    ['block comment', '/* :n /* nested */ :n */'],
    ['dollar-quoted string', "$$ :n ' $1 $$"],
    ['dollar-quoted string', '$tag$ $$ :n $other$ $tag$'],
    ['word', 'größe$1'],
    ['number', '1_000.5e3'],
    ['parameter', ':user_id2'],
    ['position', '$12'],
    ['symbol', '::'],
    ['symbol', ':='],
  ])('knows a %s: %s', (kind, text) => {
    expect(kindsOf(text)).toEqual([[kind, text]]);
  });

  it('lets a backslash escape a quote after E only', () => {
    expect(kindsOf("E'a\\' :n'")).toEqual([
      ['word', 'E'],
      ['string', "'a\\' :n'"],
    ]);
    expect(parametersOf("SELECT 'a\\', :n, name'x\\', :m")).toEqual([':n', ':m']);
  });

  it('carries the escapes of an E string over to its continuation lines', () => {
    expect(parametersOf("SELECT e'a' -- b\n  'c\\' :n', :m")).toEqual([':m']);
    expect(parametersOf("SELECT e'a', 'c\\', :n")).toEqual([':n']);
  });

  it('reports what never ends', () => {
    for (const sql of ["'a''", '"a', '/* /* */', '$a$ $b$', "e'a\\'"]) {
      expect(sqlTokens(sql).at(-1)).toMatchObject({ unterminated: true });
    }
  });
});

it.each([
  ['x::uuid = :id::uuid', [':id']],
  ['f(a => :a, b := :b)', [':a', ':b']],
  ['a[1:n], a[lo:hi], a[f(1):n], b[a[1]:n]', []],
  ['ARRAY[:a,:b], a[:i]', [':a', ':b', ':i']],
  ["json_object('k':v, k:v)", []],
  ['x>=:low AND x-:step<:high', [':low', ':step', ':high']],
  ['IN (:a)', [':a']],
])('finds the parameters of %s', (sql, expected) => {
  expect(parametersOf(sql)).toEqual(expected);
});

describe('for any text', () => {
  const alphabet = [
    "'",
    '"',
    '$',
    '$$',
    '$a$',
    '-',
    '--',
    '/*',
    '*/',
    '\n',
    '\r',
    '\\',
    'e',
    'E',
    ' ',
    ':',
    ':a',
  ];
  const sqlLike = fc.array(
    fc.oneof(fc.constantFrom(...alphabet, '1', ';', '[', ']', '(', '😀'), fc.string()),
  );
  const text = sqlLike.map((parts) => parts.join(''));

  it('joins to the text it was split from', () => {
    fc.assert(
      fc.property(text, (sql) => {
        const tokens = sqlTokens(sql);
        expect(tokens.map((token) => token.text).join('')).toBe(sql);
        expect(tokens.every((token) => sql.startsWith(token.text, token.offset))).toBe(true);
      }),
    );
  });

  it.each<[SqlTokenKind, (content: string) => string]>([
    ['string', (content) => `'${content.replaceAll("'", "''")}'`],
    ['quoted identifier', (content) => `"${content.replaceAll('"', '""')}"`],
    ['dollar-quoted string', (content) => `$q$${content.replaceAll('$', '')}$q$`],
    ['line comment', (content) => `--${content.replaceAll(/[\n\r]/g, '')}`],
    ['block comment', (content) => `/*${content.replaceAll(/[*/]/g, '')}*/`],
  ])('keeps what is within a %s apart', (kind, quote) => {
    fc.assert(
      fc.property(text, (content) => {
        expect(kindsOf(`SELECT ${quote(content)}\n, :after`)).toEqual([
          ['word', 'SELECT'],
          [kind, quote(content)],
          ['symbol', ','],
          ['parameter', ':after'],
        ]);
      }),
    );
  });

  it('keeps what is within an escape string apart', () => {
    const escaped = (content: string) => `'${content.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
    fc.assert(
      fc.property(text, (content) => {
        expect(kindsOf(`SELECT E${escaped(content)}, :after`).slice(2)).toEqual([
          ['string', escaped(content)],
          ['symbol', ','],
          ['parameter', ':after'],
        ]);
      }),
    );
  });
});

it('takes a megabyte of anything in its stride', () => {
  for (const sql of [
    `'${"''".repeat(500_000)}'`,
    `e'${"\\'".repeat(500_000)}'`,
    '/*'.repeat(500_000),
    `e'' ${'-'.repeat(999_996)}`,
  ]) {
    expect(kindsOf(sql).at(-1)![1].length).toBeGreaterThan(999_000);
  }
});
