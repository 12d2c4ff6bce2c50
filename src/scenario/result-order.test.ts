import { describe, expect, it } from 'vitest';
import { loadCatalogue } from './catalogue.ts';
import { keyColumns, statementOrder } from './result-order.ts';

const keysOf = (sql: string) =>
  statementOrder(sql).keys.map(({ column, direction }) => (direction === 'desc' ? `${column} desc` : column));

describe('the keys of ORDER BY', () => {
  it.each<[string, (number | string)[]]>([
    ['SELECT a, b FROM t', []],
    ['SELECT a, b FROM t ORDER BY b DESC NULLS LAST, a', ['1 desc', 0]],
    ['SELECT a, b FROM t ORDER BY 2, 1 ASC NULLS FIRST LIMIT 3', [1, 0]],
    ['SELECT a FROM t ORDER BY 2.5', []],
    ['SELECT x.a AS c, lower(b) d, b::text FROM x ORDER BY c, d', [0, 1]],
    ['SELECT f.created_at AS since FROM f ORDER BY F . "created_at" /* newest */ DESC', ['0 desc']],
    ['SELECT f.created_at AS since FROM f ORDER BY created_at', [0]],
    ['SELECT created_at AS since FROM f ORDER BY f.created_at', [0]],
    ['SELECT f.a AS x, g.a AS y FROM f, g ORDER BY f.a', [0]],
    // A name of the answer comes before one of the tables.
    ['SELECT a AS b, b AS a FROM t ORDER BY a', [1]],
    ['SELECT a, count(*) FROM t GROUP BY a ORDER BY COUNT( * ) DESC, a', ['1 desc', 0]],
    ['SELECT a, count(*) FROM t GROUP BY a ORDER BY count', ['count']],
    // What is behind an expression orders only what ties on it.
    ['SELECT a, b FROM t ORDER BY a, lower(b), b', [0]],
    ['SELECT a, b FROM t ORDER BY lower(b), b', []],
    ['SELECT a FROM t ORDER BY a COLLATE "C"', []],
    ['SELECT a FROM t ORDER BY a USING >', []],
    ['SELECT * FROM t ORDER BY a, t.b', ['a']],
    ['SELECT t.*, x AS y FROM t ORDER BY y', ['y']],
    ['SELECT DISTINCT ON (a, b) b, a FROM t ORDER BY a, b', [1, 0]],
    ['SELECT a FROM t UNION ALL SELECT b FROM u ORDER BY a', [0]],
    ['(SELECT a FROM t ORDER BY a LIMIT 1) UNION (SELECT b FROM u) ORDER BY a', ['a']],
    ['TABLE t ORDER BY a FOR UPDATE', ['a']],
    ['VALUES (1), (2) ORDER BY column1', ['column1']],
    ['WITH w AS (SELECT a FROM t ORDER BY a) SELECT a FROM w', []],
    ['WITH RECURSIVE w (n) AS (SELECT 1), v AS MATERIALIZED (TABLE w) SELECT n FROM v ORDER BY n', [0]],
    ['SELECT row_number() OVER (ORDER BY a) FROM t', []],
    ['SELECT array_agg(a ORDER BY b)[1] AS c FROM t ORDER BY c', [0]],
    ['SELECT \'ORDER BY x\' AS a, "order" FROM t ORDER BY "order", a', [1, 0]],
    ['SELECT t.order, x AS limit FROM t ORDER BY t.order', [0]],
    ['SELECT CASE WHEN a THEN 1 END, a IS NULL FROM t ORDER BY a', ['a']],
    ['INSERT INTO t SELECT a FROM u ORDER BY a RETURNING a', []],
  ])('%s', (sql, keys) => {
    expect(keysOf(sql)).toEqual(keys);
  });

  it('says whether an expression ends them early', () => {
    expect(statementOrder('SELECT a FROM t ORDER BY a').isWhole).toBe(true);
    expect(statementOrder('SELECT a FROM t').isWhole).toBe(true);
    expect(statementOrder('SELECT a FROM t ORDER BY a, random()').isWhole).toBe(false);
  });

  it('are places in an answer, up to a name that is not there or there twice', () => {
    const { keys } = statementOrder('SELECT * FROM t ORDER BY b, a, c');
    expect(keyColumns({ keys }, ['a', 'b', 'c'])).toEqual([1, 0, 2]);
    expect(keyColumns({ keys }, ['a', 'b'])).toEqual([1, 0]);
    expect(keyColumns({ keys }, ['a', 'b', 'a', 'c'])).toEqual([1]);
  });
});

describe('the number of rows', () => {
  const cutsOf = (sql: string) => {
    const { limit, skips, isCutWithin } = statementOrder(sql);
    return [limit, skips, isCutWithin];
  };
  it.each<[string, unknown[]]>([
    ['SELECT a FROM t', [null, false, false]],
    ['SELECT a FROM t LIMIT 20', [20, false, false]],
    ['SELECT a FROM t LIMIT ALL OFFSET 0', [null, false, false]],
    ['SELECT a FROM t LIMIT NULL', [null, false, false]],
    ['SELECT a FROM t OFFSET 5 ROWS FETCH NEXT 3 ROWS ONLY', [3, true, false]],
    ['SELECT a FROM t FETCH FIRST ROW ONLY', [1, false, false]],
    ['SELECT a FROM t ORDER BY a FETCH FIRST 3 ROWS WITH TIES', [null, false, false]],
    ['SELECT a FROM t LIMIT $1 OFFSET $2', ['unknown', true, false]],
    ['SELECT a FROM t LIMIT 2 + 3', ['unknown', false, false]],
    ['SELECT a FROM t LIMIT (SELECT n FROM s) FOR UPDATE', ['unknown', false, false]],
    ['SELECT a FROM (SELECT a FROM t LIMIT 20) AS x', [null, false, true]],
    ['SELECT (SELECT a FROM t LIMIT 1) FROM t LIMIT 7', [7, false, false]],
    ['SELECT a FROM (SELECT a FROM t OFFSET 0) AS x', [null, false, false]],
    ['SELECT a FROM (SELECT a FROM t LIMIT 5 OFFSET 2) AS x', [null, true, true]],
    ['SELECT a FROM t ORDER BY a LIMIT 3 -- LIMIT 4', [3, false, false]],
  ])('%s', (sql, cuts) => {
    expect(cutsOf(sql)).toEqual(cuts);
  });
});

it('is read off every packaged query that reads in an order', () => {
  for (const { queries } of loadCatalogue().scenarios) {
    for (const { statements, file, writes } of queries) {
      if (writes) continue;
      const order = statementOrder(statements.at(-1)!.sql);
      const hasOrder = /\nORDER BY/.test(statements.at(-1)!.sql);
      expect([file, order.keys.length, order.isWhole]).toEqual([file, hasOrder ? 1 : 0, true]);
    }
  }
});
