import { expect, it } from 'vitest';
import { withLimit } from './row-limit.ts';

it.each<[string, string | undefined]>([
  ['SELECT a FROM t', undefined],
  ['SELECT a FROM t LIMIT ALL', undefined],
  ['SELECT (SELECT a FROM t LIMIT 1)', undefined],
  ['SELECT a FROM t OFFSET 4', undefined],
  ['SELECT a FROM t ORDER BY a LIMIT 20', 'SELECT a FROM t ORDER BY a LIMIT 99'],
  ['SELECT a FROM t LIMIT 20 OFFSET 7', 'SELECT a FROM t LIMIT 99 OFFSET 0'],
  [
    'SELECT a FROM t OFFSET 7 ROWS FETCH FIRST 3 ROWS ONLY',
    'SELECT a FROM t OFFSET 0 ROWS FETCH FIRST 99 ROWS ONLY',
  ],
  ['SELECT a FROM t FETCH NEXT ROW ONLY', 'SELECT a FROM t FETCH NEXT 99 ROW ONLY'],
  [
    'SELECT a FROM t WHERE b = $1 LIMIT $3 OFFSET $2 FOR UPDATE',
    'SELECT a FROM t WHERE b = $1 LIMIT (CASE WHEN ($3)::bigint IS NULL THEN NULL ELSE 99 END) OFFSET (($2)::bigint * 0) FOR UPDATE',
  ],
  [
    'SELECT a FROM (SELECT a, (SELECT b LIMIT 1) FROM t LIMIT 20) x, LATERAL (SELECT 1 LIMIT 5) y LIMIT 20',
    'SELECT a FROM (SELECT a, (SELECT b LIMIT 1) FROM t LIMIT 99 ) x, LATERAL (SELECT 1 LIMIT 99 ) y LIMIT 99',
  ],
  ["SELECT 'LIMIT 3', t.limit -- LIMIT 4", undefined],
])('%s', (sql, raised) => {
  expect(withLimit(sql, 99)?.replace(/ +/g, ' ').trim()).toBe(raised);
});
