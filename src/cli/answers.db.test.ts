import { type Client, escapeLiteral } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Stream } from '../core/random.ts';
import type { TestDatabase } from '../database/testing/database.ts';
import { openWireSession, type WireSession } from '../database/wire-session.ts';
import { createFilledDatabase } from '../generator/testing/filled-database.ts';
import { domainsOf } from '../population/domains.ts';
import { World } from '../population/world.ts';
import { loadCatalogue } from '../scenario/catalogue.ts';
import { ParameterSource } from '../scenario/parameters.ts';
import type { Query } from '../scenario/query.ts';
import { strataOf } from '../scenario/strata.ts';

/**
 * What a scenario answers, asked on two paths that share nothing: the engine's session with prepared statements and
 * drawn parameters, and the specification's own text with literals in it, as somebody would paste it into psql.
 */

const specification: Record<string, string> = {
  feed: `
    SELECT p.id, p.content, p.created_at, u.username, u.first_name, u.last_name, u.avatar_url,
           COUNT(DISTINCT c.id), COUNT(DISTINCT l.id), COUNT(DISTINCT s.id)
    FROM posts p JOIN users u ON p.user_id = u.id JOIN follows f ON f.following_id = p.user_id
    LEFT JOIN comments c ON c.post_id = p.id LEFT JOIN likes l ON l.post_id = p.id LEFT JOIN shares s ON s.post_id = p.id
    WHERE f.follower_id = (SELECT id FROM users WHERE username = $1) AND p.is_public = TRUE
    GROUP BY p.id, p.content, p.created_at, u.username, u.first_name, u.last_name, u.avatar_url
    ORDER BY p.created_at DESC LIMIT 20`,
  post: `
    SELECT p.id, p.content, p.created_at, u.username, u.first_name, u.last_name, u.avatar_url,
           COUNT(DISTINCT c.id), COUNT(DISTINCT l.id), COUNT(DISTINCT s.id)
    FROM posts p JOIN users u ON p.user_id = u.id
    LEFT JOIN comments c ON c.post_id = p.id LEFT JOIN likes l ON l.post_id = p.id LEFT JOIN shares s ON s.post_id = p.id
    WHERE p.id = $1
    GROUP BY p.id, p.content, p.created_at, u.username, u.first_name, u.last_name, u.avatar_url`,
  followers: `
    SELECT u.username, u.first_name, u.last_name, u.avatar_url, f.created_at
    FROM follows f JOIN users u ON f.follower_id = u.id
    WHERE f.following_id = (SELECT id FROM users WHERE username = $1) ORDER BY f.created_at DESC`,
  search: `
    SELECT p.id, p.content, p.created_at, u.username, u.first_name, u.last_name, u.avatar_url
    FROM posts p JOIN users u ON p.user_id = u.id
    WHERE to_tsvector('english', p.content) @@ plainto_tsquery('english', $1) AND p.is_public = TRUE
    ORDER BY p.created_at DESC LIMIT 20`,
  contains: `
    SELECT p.id, p.content, p.created_at, u.username, u.first_name, u.last_name, u.avatar_url
    FROM posts p JOIN users u ON p.user_id = u.id
    WHERE lower(p.content) LIKE lower('%' || $1 || '%') AND p.is_public = TRUE
    ORDER BY p.created_at DESC LIMIT 20`,
  stats: `
    SELECT u.username, u.first_name, u.last_name, COUNT(DISTINCT p.id), COUNT(DISTINCT f1.follower_id),
           COUNT(DISTINCT f2.following_id), COUNT(DISTINCT l.id)
    FROM users u LEFT JOIN posts p ON p.user_id = u.id LEFT JOIN follows f1 ON f1.following_id = u.id
    LEFT JOIN follows f2 ON f2.follower_id = u.id LEFT JOIN likes l ON l.post_id = p.id
    WHERE u.username = $1 GROUP BY u.username, u.first_name, u.last_name`,
  notifications: `
    SELECT id, type, title, content, data, created_at FROM notifications
    WHERE user_id = $1 AND is_read = FALSE ORDER BY created_at DESC LIMIT 20`,
};

const world = new World({ seed: 42, users: 600 });
const domains = domainsOf(world);
const queries = loadCatalogue().scenarios.flatMap(({ queries }) =>
  queries.filter(({ name, writes }) => name === 'baseline' && !writes),
);
let database: TestDatabase;
let psql: Client;
let session: WireSession;

beforeAll(async () => {
  database = await createFilledDatabase(world);
  psql = await database.connect();
  session = await openWireSession({
    connection: database.config,
    queries: queries.map(({ statements }) => statements),
    statementTimeoutMs: 20_000,
    readOnly: true,
  });
});

afterAll(async () => {
  await session?.close();
  await database?.drop();
});

/** Three parameters of every stratum, and ten of the request distribution. */
function parametersOf(query: Query): string[] {
  const draw = (only: { stratum: string } | undefined, count: number) => {
    const random = new Stream(1, `${only?.stratum}`).sequence(0);
    const source = new ParameterSource(query, { domains, random, ...(only && { only }) });
    return Array.from({ length: count }, () => source.draw().values[0]!);
  };
  return [...strataOf(query).flatMap((stratum) => draw({ stratum }, 3)), ...draw(undefined, 10)];
}

function rowsByEngine(query: number, value: string): Promise<number> {
  session.encode({ query, stratum: 0, values: [value] });
  return new Promise((resolve, reject) => {
    session.execute((rows, error) => (error ? reject(new Error(error.message)) : resolve(rows)));
  });
}

it('knows what every scenario must answer', () => {
  expect(queries.map(({ scenario }) => scenario).sort()).toEqual(Object.keys(specification).sort());
});

it.each(queries)('$scenario answers what the specification does, row by row', async (query) => {
  let rows = 0;
  for (const value of parametersOf(query)) {
    const text = specification[query.scenario]!.replace('$1', escapeLiteral(value));
    const { rows: expected } = await psql.query({ text, rowMode: 'array' });
    const { rows: answered } = await psql.query({
      text: query.statements[0]!.sql,
      values: [value],
      rowMode: 'array',
    });
    expect(answered, value).toEqual(expected);
    expect(await rowsByEngine(queries.indexOf(query), value), value).toBe(expected.length);
    rows += expected.length;
  }
  expect(rows).toBeGreaterThan(10);
});
