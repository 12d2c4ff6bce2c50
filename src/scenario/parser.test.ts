import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BenchError, exitCodes } from '../core/errors.ts';
import { parseQuery } from './parser.ts';

const id = { scenario: 'my', name: 'baseline', file: 'my.sql' };
const parse = (text: string) => parseQuery(text, id);
const sqlOf = (text: string) => parse(text).statements.map(({ sql }) => sql);

function refusal(text: string): { message: string; next: string | undefined } {
  try {
    parse(text);
  } catch (error) {
    if (!(error instanceof BenchError)) throw error;
    expect(error.exitCode).toBe(exitCodes.usage);
    return { message: error.message, next: error.next };
  }
  throw new Error('not refused');
}

describe('a query file', () => {
  const text = [
    '-- The newest posts',
    '-- of a user.',
    '--',
    '-- A note for the reader.',
    '-- @param name user.username',
    '-- @param id user.id',
    '',
    '/*+ IndexScan(p) */',
    'SELECT :id::uuid, :name, \':id\', ":id" -- :id',
    'WHERE x = :id;',
    '-- the end',
  ].join('\n');

  it('becomes a prepared statement with parameters in order of declaration', () => {
    expect(parse(text)).toEqual({
      ...id,
      source: text,
      summary: 'The newest posts of a user.',
      parameters: [
        { name: 'name', source: { kind: 'domain', domain: 'user.username', existing: false } },
        { name: 'id', source: { kind: 'domain', domain: 'user.id', existing: false } },
      ],
      statements: [
        {
          sql: '/*+ IndexScan(p) */\nSELECT $2::uuid, $1, \':id\', ":id" -- :id\nWHERE x = $2',
          parameters: [0, 1],
        },
      ],
      writes: false,
      once: false,
      needs: [],
    });
  });

  it('may be for once, and writes then', () => {
    const purge = "-- Purge.\n-- @once\nDELETE FROM notifications WHERE created_at < '2024-01-01'";
    expect(parse(purge)).toMatchObject({ summary: 'Purge.', writes: true, once: true });
    expect(parse('-- @writes\nDELETE FROM likes')).toMatchObject({ writes: true, once: false });
  });

  it('may need variants, of which any one will do', () => {
    const needing = '-- Counters.\n-- @needs counters  covering-feed\nSELECT 1';
    expect(parse(needing)).toMatchObject({ summary: 'Counters.', needs: ['counters', 'covering-feed'] });
  });

  it('may have Windows line ends', () => {
    expect(parse(text.replaceAll('\n', '\r\n'))).toMatchObject({
      summary: 'The newest posts of a user.',
      parameters: [{ name: 'name' }, { name: 'id' }],
    });
  });

  it('needs neither header nor semicolon', () => {
    expect(parse('TABLE users')).toMatchObject({ summary: '', parameters: [] });
    expect(sqlOf('TABLE users')).toEqual(['TABLE users']);
    expect(sqlOf('SELECT 1 ; ; /* done */\n')).toEqual(['SELECT 1']);
  });

  it('may hold several statements, each with numbers of its own', () => {
    const several = [
      '-- @writes',
      '-- @param a user.id',
      '-- @param b post.id',
      '-- @param c hashtag',
      '-- First.',
      'INSERT INTO x VALUES (:c, :a, :c);',
      '-- Then, and not the end: ;',
      "/*+ hint */ UPDATE x SET y = ';' WHERE z = :b; -- done",
      ';;',
      'SELECT 1',
    ].join('\n');
    expect(parse(several)).toMatchObject({ writes: true, summary: '' });
    expect(parse(several).statements).toEqual([
      { sql: 'INSERT INTO x VALUES ($2, $1, $2)', parameters: [0, 2] },
      { sql: "/*+ hint */ UPDATE x SET y = ';' WHERE z = $1", parameters: [1] },
      { sql: 'SELECT 1', parameters: [] },
    ]);
  });

  it('may read in several statements without declaring anything', () => {
    expect(sqlOf('SELECT 1; (VALUES (2)) -- last')).toEqual(['SELECT 1', '(VALUES (2))']);
  });

  it('is left as written where it has no parameters', () => {
    const part = fc.oneof(
      fc.constantFrom("':a'", '":a"', '/* :a; $1 */', '$$;:a$$', 'a[1:b]', 'a::b', '=', '\n', '-- :a\n'),
      fc.stringMatching(/^[a-z0-9 ,.()+*]*$/),
    );
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const sql = `SELECT ${parts.join(' ')} END`;
        expect(sqlOf(`-- Summary.\n${sql};\n`)).toEqual([sql]);
      }),
    );
  });
});

it.each([
  ['-- @once a day\nDELETE FROM a', 'my.sql:1: @once is followed by "a day"', /-- @once alone/],
  ['-- @needs\nSELECT 1', 'my.sql:1: @needs names no variant', /-- @needs <variant>/],
  ['-- @needs a, b\nSELECT 1', 'my.sql:1: "a," is no name of a variant', /with spaces/],
  ['-- @needs a a\nSELECT 1', 'my.sql:1: the variant "a" is named twice', /keep one/],
  ['-- @needs a\n-- @needs b\nSELECT 1', 'my.sql:2: @needs is declared twice', /in one line/],
  ['SELECT 1 -- @needs a', 'my.sql:1: a directive below the header: -- @needs a', /above/],
  ['', 'my.sql:1: the file is empty', /write one SQL statement/],
  [' \n\n', 'my.sql:1: the file is empty', /write one SQL statement/],
  ['-- Nothing.\n', 'my.sql:2: there is no SQL below the comments', /add one/],
  ['-- Nothing.\n;', 'my.sql:2: there is no SQL below the comments', /add one/],
  ['SELECT\n\0', 'my.sql:2: the text holds a NUL character', /UTF-8/],
  ["SELECT\n'a", "my.sql:2: this string never ends: 'a", /close it/],
  ['SELECT 1\n/* a', 'my.sql:2: this block comment never ends: /* a', /close it/],
  ['SELECT $b$\n', 'my.sql:1: this dollar-quoted string never ends: $b$', /close it/],
  ['SELECT\n$1', 'my.sql:2: parameters have names here, not numbers ($1)', /-- @param <name> <source>/],
  ["\\echo don't\nSELECT 1", 'my.sql:1: commands of psql and pgbench (\\echo) are not SQL', /remove/],
  ['SELECT 1 \\gset', 'my.sql:1: commands of psql and pgbench (\\gset) are not SQL', /remove/],
  ['SELECT :x', 'my.sql:1: the parameter ":x" is not declared', /-- @param <name> <source>/],
  [
    '-- @param username user.username\nSELECT :username, :usrname',
    'my.sql:2: the parameter ":usrname" is not declared',
    /did you mean "username"/,
  ],
  [
    '-- @param id user.id\nSELECT 1',
    'my.sql:1: the parameter "id" is declared and never used',
    /write :id in the SQL/,
  ],
  [
    '-- @param id user.id\n-- @param id post.id\nSELECT :id',
    'my.sql:2: the parameter "id" is declared twice',
    /one/,
  ],
  [
    '-- @param id user.ids\nSELECT :id',
    'my.sql:1: unknown domain "user.ids" of the parameter "id"',
    /did you mean "user.id"\? available: user.id, /,
  ],
  [
    '-- @param id constructor\nSELECT :id',
    'my.sql:1: unknown domain "constructor" of the parameter "id"',
    /avail/,
  ],
  ['-- @param id\nSELECT :id', 'my.sql:1: cannot read the parameter "id"', /write -- @param/],
  ['-- @param i-d user.id\nSELECT 1', 'my.sql:1: cannot read the parameter "i-d user.id"', /letters, digits/],
  ['-- @param a, a from (SELECT 1, 2)\nSELECT :a', 'my.sql:1: the parameter "a" is declared twice', /one/],
  [
    '-- @param a, b user.id\nSELECT :a, :b',
    'my.sql:1: 2 parameters share the source "user.id"',
    /a line of its own/,
  ],
  ['-- @writes posts\nSELECT 1', 'my.sql:1: @writes is followed by "posts"', /write -- @writes/],
  [
    '-- x\nINSERT INTO a VALUES (1)',
    'my.sql:2: this statement is no query that reads: it begins with INSERT',
    /put -- @writes above the SQL/,
  ],
  [
    'SELECT 1;\nSET work_mem = 1',
    'my.sql:2: this statement is no query that reads: it begins with SET',
    /^a run is read-only/,
  ],
  [
    '-- @writes\nSELECT 1; /* x */ vacuum',
    'my.sql:2: this statement neither reads nor writes rows: it begins with VACUUM',
    /or with INSERT/,
  ],
  [
    '-- @writes\nBEGIN;\nSELECT 1;\nCOMMIT',
    'my.sql:2: BEGIN is not for query files',
    /one transaction as they are/,
  ],
  ['SELECT 1;\ncommit', 'my.sql:2: COMMIT is not for query files', /remove it/],
  ['1', 'my.sql:1: this statement is no query that reads: it begins with 1', /SELECT, WITH/],
  ['-- @parm id user.id\nSELECT 1', 'my.sql:1: unknown directive "@parm"', /did you mean "@param"/],
  ['-- @toString\nSELECT 1', 'my.sql:1: unknown directive "@toString"', /available: @param, @writes/],
  [
    'SELECT 1\n-- @param id user.id\n',
    'my.sql:2: a directive below the header: -- @param id user.id',
    /above the SQL/,
  ],
])('refuses %j', (text, message, next) => {
  expect(refusal(text)).toEqual({ message, next: expect.stringMatching(next) });
});

it('either parses a text or refuses it with its place and a next step', () => {
  const piece = fc.constantFrom(
    '-- @param a user.id\n',
    ':a',
    "'",
    '"',
    ';',
    '$1',
    '$$',
    '\\',
    '/*',
    '*/',
    '\n',
    ' x',
    'SELECT ',
    'UPDATE ',
    '-- @writes\n',
    '-- @param b from (SELECT 1)\n',
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      try {
        const { statements } = parse(pieces.join(''));
        expect(statements.length).toBeGreaterThan(0);
        for (const { sql, parameters } of statements) {
          expect(sql).not.toBe('');
          // Within a word or a text `$1` is no parameter.
          if (parameters.length > 0) expect(sql).toContain('$1');
          expect([[], [0]]).toContainEqual(parameters);
        }
      } catch (error) {
        expect(error).toBeInstanceOf(BenchError);
        expect((error as BenchError).message).toMatch(/^my\.sql:\d+: /);
        expect((error as BenchError).next).toMatch(/\S$/);
      }
    }),
  );
});
