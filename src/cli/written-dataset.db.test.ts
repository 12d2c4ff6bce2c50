import type { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Stream } from '../core/random.ts';
import type { TestDatabase } from '../database/testing/database.ts';
import { beginWriteRun, endWriteRun } from '../database/write-ledger.ts';
import { createFilledDatabase } from '../generator/testing/filled-database.ts';
import { domainsOf } from '../population/domains.ts';
import { FreshKeys } from '../population/fresh-keys.ts';
import { World } from '../population/world.ts';
import { holds, renderInvariants } from '../report/invariants.ts';
import { loadCatalogue } from '../scenario/catalogue.ts';
import { ParameterSource } from '../scenario/parameters.ts';
import type { Query } from '../scenario/query.ts';
import { ProgressLine } from './progress-line.ts';
import { verifyInvariants } from './verify/invariant-check.ts';
import { type StatementWrites, tallyWrites } from './write-tallies.ts';

/** After the packaged scenarios have written, everything still holds together and adds up to the row. */

const world = new World({ seed: 7, users: 300 });
const startedAt = new Date('2026-01-31T09:30:00Z');
const operations = 100;
const writing = loadCatalogue()
  .scenarios.flatMap(({ queries }) => queries)
  .filter(({ writes }) => writes);
let database: TestDatabase;
let client: Client;

beforeAll(async () => {
  database = await createFilledDatabase(world);
  client = await database.connect();
});

afterAll(() => database.drop());

/** Writes as a run does, and notes what the server has acknowledged. */
async function write(query: Query): Promise<void> {
  const run = await beginWriteRun(client, { scenario: query.scenario, startedAt });
  const fresh = new FreshKeys({ run, lane: 0, lanes: 1, nowMs: () => startedAt.getTime() });
  const random = new Stream(1, query.scenario).sequence(0);
  const source = new ParameterSource(query, { domains: domainsOf(world, fresh), random });
  const writes: StatementWrites[] = query.statements.map(({ sql }) => ({ sql, rows: 0, uncertainRows: 0 }));
  for (let operation = 0; operation < operations; operation++) {
    const { values } = source.draw();
    await client.query('BEGIN');
    for (const [index, { sql, parameters }] of query.statements.entries()) {
      const { rowCount } = await client.query(
        sql,
        parameters.map((parameter) => values[parameter]),
      );
      writes[index]!.rows += rowCount!;
    }
    await client.query('COMMIT');
  }
  await endWriteRun(client, run, { tallies: tallyWrites(writes), uncertain: 0 });
}

it('holds together after every scenario that writes, and counts every row', async () => {
  for (const query of writing) await write(query);
  const report = await verifyInvariants(
    { config: database.config, address: 'here' },
    {
      dataset: 'test',
      connections: 2,
      line: new ProgressLine({ write: () => true } as unknown as NodeJS.WriteStream),
      signal: new AbortController().signal,
    },
  );
  expect(renderInvariants(report, { color: false, width: 120 })).toMatch(
    /, and holds together: .* add up with what they wrote$/,
  );
  expect(holds(report)).toBe(true);
  expect(report.writeRuns).toBe(writing.length);
  const changed = report.counts.filter(({ inserted, deleted }) => inserted + deleted > 0);
  expect(changed.map(({ table }) => table)).toEqual(
    expect.arrayContaining(['comments', 'follows', 'likes', 'messages', 'notifications', 'posts']),
  );
  expect(report.counts.every(({ uncertain }) => uncertain === 0)).toBe(true);
});
