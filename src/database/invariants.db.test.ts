import type { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { becomeChecker, checkInvariant, type InvariantCheck, readInvariants } from './invariants.ts';
import { applySchema } from './schema-files.ts';
import { createTestDatabase, type TestDatabase } from './testing/database.ts';
import { hasServer, startTestServer } from './testing/old-servers.ts';

let database: TestDatabase;
let client: Client;

beforeAll(async () => {
  database = await createTestDatabase();
  client = await database.connect();
  await applySchema(client);
});

afterAll(() => database.drop());

/** What is broken in a table of a user's own, put beside the schema and taken away again. */
async function brokenIn(
  table: string,
  sql: string,
): Promise<(Omit<InvariantCheck, 'invariant'> & { name: string })[]> {
  await client.query(sql);
  try {
    const own = (await readInvariants(client)).filter(({ sentence }) => sentence.startsWith(table));
    const checks: InvariantCheck[] = [];
    for (const invariant of own) checks.push(await checkInvariant(client, invariant));
    // Which rows are shown is up to the server.
    for (const { samples } of checks) samples.sort();
    return checks
      .filter(({ violations, obstacle }) => violations > 0 || obstacle)
      .map(({ invariant, ...found }) => ({ name: invariant.name, ...found }));
  } finally {
    await client.query(`DROP TABLE ${table} CASCADE`);
  }
}

it('looks at keys of several columns, with NULLs, and at tables with odd names', async () => {
  const unguarded = `ALTER TABLE "My Child" DISABLE TRIGGER ALL`;
  const broken = await brokenIn(
    '"My Child"',
    `CREATE TABLE "the ""parent""" (x int, "Y y" int, PRIMARY KEY (x, "Y y"));
     INSERT INTO "the ""parent""" VALUES (1, 1);
     CREATE TABLE "My Child" (a int, "b'b" int,
       CONSTRAINT simple FOREIGN KEY (a, "b'b") REFERENCES "the ""parent""",
       CONSTRAINT entire FOREIGN KEY (a, "b'b") REFERENCES "the ""parent""" MATCH FULL);
     ${unguarded};
     INSERT INTO "My Child" VALUES (1, 1), (1, NULL), (NULL, NULL), (1, 2), (2, 2)`,
  );
  await client.query('DROP TABLE "the ""parent"""');
  // MATCH FULL alone minds (1, NULL). Columns are named as SQL names them.
  const both = [`{"a": 1, "\\"b'b\\"": 2}`, `{"a": 2, "\\"b'b\\"": 2}`];
  expect(broken).toEqual([
    { name: 'entire', violations: 3, samples: [...both, `{"a": 1}`].sort() },
    { name: 'simple', violations: 2, samples: both },
  ]);
});

it('looks at unique indexes on expressions, on some rows, and with NULLs that are equal', async () => {
  // Made unique afterwards, behind the server's back: there is no other way to have duplicates.
  const broken = await brokenIn(
    'own',
    `CREATE TABLE own (a text, b int);
     INSERT INTO own VALUES ('A', 1), ('a', 1), ('b', NULL), ('c', NULL);
     CREATE INDEX by_lower ON own (lower(a));
     CREATE INDEX by_part ON own (b) WHERE a < 'b';
     CREATE INDEX by_null ON own (b);
     UPDATE pg_index SET indisunique = true WHERE indrelid = 'own'::regclass;
     UPDATE pg_index SET indnullsnotdistinct = true WHERE indexrelid = 'by_null'::regclass`,
  );
  expect(broken).toEqual([
    { name: 'by_lower', violations: 1, samples: ['{"rows": 2, "lower(a)": "a"}'] },
    { name: 'by_null', violations: 2, samples: expect.arrayContaining(['{"b": null, "rows": 2}']) },
    { name: 'by_part', violations: 1, samples: ['{"b": 1, "rows": 2}'] },
  ]);
});

it('takes a check for kept where it is unknown', async () => {
  const broken = await brokenIn(
    'own',
    `CREATE TABLE own (a int); INSERT INTO own VALUES (1), (-1), (-2), (NULL);
     ALTER TABLE own ADD CONSTRAINT positive CHECK (a > 0) NOT VALID`,
  );
  expect(broken).toEqual([{ name: 'positive', violations: 2, samples: ['{"a": -1}', '{"a": -2}'] }]);
});

it('shows three of many', async () => {
  const broken = await brokenIn(
    'own',
    `CREATE TABLE own (a int); INSERT INTO own SELECT -n FROM generate_series(1, 5000) AS n;
     ALTER TABLE own ADD CONSTRAINT positive CHECK (a > 0) NOT VALID`,
  );
  expect(broken[0]).toMatchObject({ violations: 5000, samples: [{}, {}, {}] });
});

it('writes nothing once it checks', async () => {
  const checker = await database.connect();
  await becomeChecker(checker);
  await expect(checker.query('DELETE FROM likes')).rejects.toThrow('read-only transaction');
  await checker.end();
});

describe('on PostgreSQL 14', () => {
  it.skipIf(!hasServer(14))('asks the same of the schema', async () => {
    const here = await readInvariants(client);
    const server = await startTestServer(14);
    await applySchema(server.client);
    const there = await readInvariants(server.client);
    expect(there.map(({ name }) => name)).toEqual(here.map(({ name }) => name));
    await becomeChecker(server.client);
    for (const invariant of there) {
      expect(await checkInvariant(server.client, invariant)).toEqual({
        invariant,
        violations: 0,
        samples: [],
      });
    }
    await server.stop();
  });
});
