import type { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../database/testing/database.ts';
import { noLists } from '../../scenario/parameter-lists.ts';
import { parseQuery } from '../../scenario/parser.ts';
import { type Proof, type ProofArm, proveEquivalence } from './proof.ts';

let database: TestDatabase;
let client: Client;

beforeAll(async () => {
  database = await createTestDatabase();
  client = await database.connect();
  // One table in two orders on disk: what ties comes in two orders.
  await client.query(`
    CREATE TABLE one AS
      SELECT n AS id, n % 40 AS owner, n / 40 % 5 AS score, n % 3 AS likes FROM generate_series(1, 4000) AS n;
    CREATE TABLE other AS SELECT * FROM one ORDER BY id * 7919 % 4001;
  `);
});

afterAll(() => database?.drop());

function armOf(name: string, sql: string): ProofArm {
  return {
    name,
    config: database.config,
    address: database.name,
    query: parseQuery(`-- @param owner uniform 0 39\n-- @param most uniform 1 90\n${sql} -- :owner\n`, {
      scenario: 'my',
      name,
      file: `${name}.sql`,
    }),
    settings: {},
    world: undefined,
    lists: noLists,
  };
}

async function prove(sql: string, contender = sql, seed = 1, parameters = 5): Promise<Proof> {
  const place = (text: string, table: string) => text.replaceAll('FROM t ', `FROM ${table} `);
  const [proof] = await proveEquivalence(
    armOf('one', place(sql, 'one')),
    [armOf('other', place(contender, 'other'))],
    { seed, parameters, timeoutMs: 20_000, atOnce: 2, signal: new AbortController().signal },
  );
  return proof!;
}

const where = 'FROM t WHERE owner = :owner AND :most > 0';
const questions: [string, string][] = [
  ['no order', `SELECT id, score ${where}`],
  ['an order with ties', `SELECT id, score ${where} ORDER BY score`],
  ['ties at a limit', `SELECT id, score ${where} ORDER BY score DESC LIMIT 30`],
  ['ties at a limit that is a parameter', `SELECT id, score ${where} ORDER BY score LIMIT :most`],
  ['ties at both ends', `SELECT id, score ${where} ORDER BY score LIMIT 30 OFFSET 35`],
  ['a limit without order', `SELECT id, score ${where} LIMIT 30`],
  ['an order by an expression', `SELECT id, likes ${where} ORDER BY score % 2 LIMIT 30`],
  [
    'ties at a limit within',
    `SELECT id, score FROM (SELECT * ${where} ORDER BY score LIMIT 30) x ORDER BY score`,
  ],
  [
    'ties at two limits',
    `WITH page AS (SELECT * ${where} ORDER BY score LIMIT 30) SELECT id, score FROM page ORDER BY score LIMIT 30`,
  ],
  [
    'ties at a limit of each of many',
    `SELECT x.id, x.score FROM generate_series(0, 2) AS g CROSS JOIN LATERAL (SELECT * FROM t WHERE owner = (:owner + g) % 40 AND :most > 0 ORDER BY score LIMIT 10) x ORDER BY x.score LIMIT 10`,
  ],
];

it.each(questions)('ties are no difference, over 50 seeds: %s', async (_, sql) => {
  for (let seed = 1; seed <= 50; seed++) {
    const proof = await prove(sql, sql, seed, 1);
    expect(proof).toMatchObject({ mismatch: null, undecided: 0, compared: 1 });
  }
});

it('ties chosen by another order than the shown one are told from faults only as far as they can be', async () => {
  const within = (order: string) =>
    `SELECT id, likes FROM (SELECT * ${where} ORDER BY ${order} LIMIT 30) x ORDER BY likes, id`;
  expect(await prove(within('score'))).toMatchObject({
    mismatch: null,
    compared: 0,
    undecided: 5,
    unproven: ['all'],
  });
  // With an order that leaves no choice there is nothing to excuse.
  expect(await prove(within('id'))).toMatchObject({ mismatch: null, compared: 5 });
  const wrong = within('score').replace('SELECT id, likes', 'SELECT id, likes + 1 AS likes');
  expect((await prove(within('score'), wrong)).mismatch).toMatchObject({ row: expect.any(Number) });
});

it.each<[string, string, string]>([
  ['the wrong rows of an order', 'ORDER BY score DESC LIMIT 30', 'ORDER BY score LIMIT 30'],
  ['a missing order', 'ORDER BY score LIMIT 90', 'LIMIT 90'],
  ['a limit off by one', 'ORDER BY score LIMIT 30', 'ORDER BY score LIMIT 31'],
  ['a limit off by one that is a parameter', 'ORDER BY score LIMIT :most', 'ORDER BY score LIMIT :most + 1'],
  [
    'an offset off by one that ties hide not',
    'ORDER BY id LIMIT 30 OFFSET 35',
    'ORDER BY id LIMIT 30 OFFSET 36',
  ],
  ['rows of somebody else', 'ORDER BY score LIMIT 30', 'OR owner = 3 ORDER BY score LIMIT 30'],
  ['a row twice', 'ORDER BY score', 'UNION ALL (SELECT id, score FROM one LIMIT 1) ORDER BY score'],
])('ties do not hide %s', async (_, right, wrong) => {
  const sql = `SELECT id, score ${where}`;
  const { mismatch } = await prove(`${sql} ${right}`, `${sql} ${wrong}`, 1, 20);
  expect(mismatch).toMatchObject({ kind: 'rows', row: expect.any(Number), what: expect.any(String) });
  expect(Object.keys(mismatch!.parameters)).toEqual(['owner', 'most']);
});
