import fc from 'fast-check';
import { expect, it } from 'vitest';
import { splitSql } from './statements.ts';

it.each([
  ['', []],
  [' -- nothing;\n /* at; all */ ;;', []],
  ['SELECT 1', ['SELECT 1']],
  ['-- why\nSELECT 1; -- because\nSELECT 2;\n', ['SELECT 1', 'SELECT 2']],
  [
    `SELECT ';', ";", E'\\';'; SELECT $$;$$, $a$ ; $a$`,
    [`SELECT ';', ";", E'\\';'`, 'SELECT $$;$$, $a$ ; $a$'],
  ],
  [
    'CREATE RULE r AS ON INSERT TO a DO ALSO (SELECT 1; SELECT 2); SELECT 3',
    ['CREATE RULE r AS ON INSERT TO a DO ALSO (SELECT 1; SELECT 2)', 'SELECT 3'],
  ],
  [
    'CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END; SELECT 3',
    [
      'CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END',
      'SELECT 3',
    ],
  ],
  [
    'BEGIN; SELECT 1; END; SELECT CASE WHEN true THEN 1 END; COMMIT',
    ['BEGIN', 'SELECT 1', 'END', 'SELECT CASE WHEN true THEN 1 END', 'COMMIT'],
  ],
])('splits %j', (text, statements) => {
  expect(splitSql(text)).toEqual(statements);
});

it('gives back what was joined', () => {
  const statement = fc.constantFrom(
    'SELECT 1',
    "SELECT ';'",
    'DO $$ BEGIN; END $$',
    'SELECT (1)',
    'SELECT /* ; */ 1',
  );
  const gap = fc.constantFrom(';', '; ', ';\n-- x;\n', ';;/* ; */');
  fc.assert(
    fc.property(fc.array(fc.tuple(statement, gap)), (parts) => {
      expect(splitSql(parts.flat().join(''))).toEqual(parts.map(([sql]) => sql));
    }),
  );
});
