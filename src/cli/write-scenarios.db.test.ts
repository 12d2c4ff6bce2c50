import type { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Stream } from '../core/random.ts';
import type { TestDatabase } from '../database/testing/database.ts';
import { createFilledDatabase } from '../generator/testing/filled-database.ts';
import { domainsOf } from '../population/domains.ts';
import { FreshKeys } from '../population/fresh-keys.ts';
import { keyStyles } from '../population/ids.ts';
import { World } from '../population/world.ts';
import { loadCatalogue } from '../scenario/catalogue.ts';
import { ParameterSource } from '../scenario/parameters.ts';
import type { Query } from '../scenario/query.ts';
import { findQuery } from '../scenario/scenario.ts';

const catalogue = loadCatalogue();
/** What runs but once is not part of a load. */
const written = catalogue.scenarios.flatMap(({ queries }) =>
  queries.filter(({ writes, once }) => writes && !once),
);

it('writes in eight scenarios', () => {
  expect(written.map(({ scenario }) => scenario)).toEqual([
    'comment',
    'follow',
    'like',
    'message',
    'publish',
    'read-messages',
    'unfollow',
    'unlike',
  ]);
});

describe.each(keyStyles)('on a database with keys of style %s', (keys) => {
  const world = new World({ seed: 7, users: 400, keys });
  const nowMs = Date.UTC(2025, 5, 1);
  let lane = 0;
  let database: TestDatabase;
  let client: Client;

  beforeAll(async () => {
    database = await createFilledDatabase(world);
    client = await database.connect();
  });

  afterAll(() => database?.drop());

  function sourceOf(query: Query): ParameterSource {
    const fresh = new FreshKeys({ run: 1, lane: lane++, lanes: 100, nowMs: () => nowMs });
    const random = new Stream(1, `parameters/${query.scenario}`).sequence(0);
    return new ParameterSource(query, { domains: domainsOf(world, fresh), random });
  }

  /** As a session does: the statements in order, several in one transaction. Returns the rows that each affected. */
  async function execute({ statements }: Query, values: readonly (string | null)[]): Promise<number[]> {
    const affected: number[] = [];
    if (statements.length > 1) await client.query('BEGIN');
    for (const { sql, parameters } of statements) {
      const { rowCount } = await client.query(
        sql,
        parameters.map((index) => values[index]),
      );
      affected.push(rowCount!);
    }
    if (statements.length > 1) await client.query('COMMIT');
    return affected;
  }

  /** Rows affected by each statement of 200 executions. */
  async function tally(query: Query): Promise<number[][]> {
    const source = sourceOf(query);
    const affected: number[][] = [];
    for (let i = 0; i < 200; i++) affected.push(await execute(query, source.draw().values));
    return affected;
  }

  const sum = (affected: number[][], statement: number) =>
    affected.reduce((total, rows) => total + rows[statement]!, 0);
  const query = (scenario: string) => findQuery(catalogue, scenario);
  const count = async (sql: string) =>
    Number((await client.query(`SELECT count(*) AS n FROM ${sql}`)).rows[0].n);

  it('publishes posts with their pictures, hashtags and mentions', async () => {
    const affected = await tally(query('publish'));
    expect(affected.every(([posts]) => posts === 1)).toBe(true);
    for (const statement of [1, 2, 3]) expect(sum(affected, statement)).toBeGreaterThan(5);
    const fresh = "posts p WHERE created_at >= '2025-01-01'";
    expect(await count(fresh)).toBe(200);
    expect(
      await count(
        `${fresh} AND cardinality(hashtags) <> (SELECT count(*) FROM post_tags WHERE post_id = p.id)`,
      ),
    ).toBe(0);
    expect(
      await count(
        `${fresh} AND jsonb_array_length(media_urls) <> (SELECT count(*) FROM post_media WHERE post_id = p.id)`,
      ),
    ).toBe(0);
    expect(
      await count(
        `${fresh} AND EXISTS (SELECT FROM unnest(hashtags) t WHERE position('#' || t IN content) = 0)`,
      ),
    ).toBe(0);
    expect(await count(`${fresh} AND (post_type = 'text') <> (media_urls = '[]')`)).toBe(0);
  });

  it.each(['like', 'follow'])('tells of each new %s, and of none that was there', async (scenario) => {
    const affected = await tally(query(scenario));
    expect(affected.every(([made, told]) => told! <= made! && made! <= 1)).toBe(true);
    expect(sum(affected, 0)).toBeGreaterThan(100);
    expect(sum(affected, 0)).toBeLessThan(200);
    expect(sum(affected, 1)).toBeGreaterThan(0.9 * sum(affected, 0));
    // The same seed: what was drawn first before, but for the keys.
    const again = sourceOf(query(scenario)).draw().values;
    expect(await execute(query(scenario), again)).toEqual([0, 0]);
  });

  it.each([
    ['unlike', 'likes'],
    ['unfollow', 'follows'],
  ])('%s ends what is there, once', async (scenario, table) => {
    const before = await count(table);
    const affected = await tally(query(scenario));
    expect(sum(affected, 0)).toBeGreaterThan(100);
    expect(await count(table)).toBe(before - sum(affected, 0));
  });

  it('comments, and tells the author', async () => {
    const affected = await tally(query('comment'));
    expect(sum(affected, 0)).toBe(200);
    expect(sum(affected, 1)).toBeGreaterThan(180);
  });

  it('sends messages of members, and touches their conversation', async () => {
    const affected = await tally(query('message'));
    expect(affected.every(([sent, touched]) => sent === touched)).toBe(true);
    expect(sum(affected, 0)).toBeGreaterThan(150);
  });

  it('marks messages of others as read', async () => {
    const affected = await tally(query('read-messages'));
    expect(sum(affected, 0)).toBeGreaterThan(50);
    expect(
      await count('message_reads r JOIN messages m ON m.id = r.message_id WHERE m.sender_id = r.user_id'),
    ).toBe(0);
  });
});
