import type { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { applySchema } from '../database/schema-files.ts';
import { createTestDatabase } from '../database/testing/database.ts';
import { loadCatalogue } from './catalogue.ts';
import { findQuery } from './scenario.ts';

/** Small enough to check by hand; ids are readable: users 1-3, posts 10-13. */
const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const sample = `
  INSERT INTO users (id, username, email, password_hash, first_name, last_name) VALUES
    ('${uuid(1)}', 'john', 'john@example.com', 'x', 'John', 'Doe'),
    ('${uuid(2)}', 'jane', 'jane@example.com', 'x', 'Jane', 'Smith'),
    ('${uuid(3)}', 'mike', 'mike@example.com', 'x', 'Mike', 'Wilson');
  INSERT INTO follows (follower_id, following_id, created_at) VALUES
    ('${uuid(2)}', '${uuid(1)}', '2024-01-01'),
    ('${uuid(3)}', '${uuid(1)}', '2024-01-02'),
    ('${uuid(1)}', '${uuid(3)}', '2024-01-03');
  INSERT INTO posts (id, user_id, content, is_public, created_at) VALUES
    ('${uuid(10)}', '${uuid(1)}', 'Building amazing web applications', TRUE, '2024-02-01'),
    ('${uuid(11)}', '${uuid(1)}', 'An application for the web, in secret', FALSE, '2024-02-02'),
    ('${uuid(12)}', '${uuid(1)}', 'Coffee', TRUE, '2024-02-03'),
    ('${uuid(13)}', '${uuid(2)}', 'Sunset', TRUE, '2024-02-04');
  INSERT INTO comments (post_id, user_id, content) VALUES
    ('${uuid(10)}', '${uuid(2)}', 'Nice'), ('${uuid(10)}', '${uuid(2)}', 'Really'), ('${uuid(10)}', '${uuid(3)}', 'Yes');
  INSERT INTO likes (user_id, post_id) VALUES
    ('${uuid(2)}', '${uuid(10)}'), ('${uuid(3)}', '${uuid(10)}'), ('${uuid(3)}', '${uuid(12)}');
  INSERT INTO notifications (id, user_id, type, title, is_read, created_at) VALUES
    ('${uuid(20)}', '${uuid(1)}', 'like', 'Jane likes it', FALSE, '2024-03-01'),
    ('${uuid(21)}', '${uuid(1)}', 'like', 'Mike likes it', TRUE, '2024-03-02'),
    ('${uuid(22)}', '${uuid(1)}', 'follow', 'Mike follows you', FALSE, '2024-03-03'),
    ('${uuid(23)}', '${uuid(3)}', 'like', 'Read', TRUE, '2024-03-03');
  INSERT INTO shares (user_id, post_id) VALUES ('${uuid(3)}', '${uuid(10)}');
`;

const john = ['john', 'John', 'Doe'];
const webPost = [uuid(10), 'Building amazing web applications', ...john, '3', '2', '1'];

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let client: Client;

beforeAll(async () => {
  database = await createTestDatabase();
  client = await database.connect();
  await applySchema(client);
  await client.query(sample);
});

afterAll(() => database?.drop());

const catalogue = loadCatalogue();

it.each<[string, string, string[][]]>([
  ['feed', 'jane', [[uuid(12), 'Coffee', ...john, '0', '1', '0'], webPost]],
  ['feed', 'john', []],
  ['feed', 'nobody', []],
  ['post', uuid(10), [webPost]],
  ['post', uuid(99), []],
  [
    'followers',
    'john',
    [
      ['mike', 'Mike', 'Wilson'],
      ['jane', 'Jane', 'Smith'],
    ],
  ],
  ['followers', 'jane', []],
  ['search', 'web application', [[uuid(10), 'Building amazing web applications', ...john]]],
  ['search', 'the', []],
  ['stats', 'john', [[...john, '3', '2', '1', '3']]],
  ['stats', 'jane', [['jane', 'Jane', 'Smith', '1', '0', '1', '0']]],
  ['stats', 'nobody', []],
  [
    'notifications',
    uuid(1),
    [
      [uuid(22), 'follow', 'Mike follows you'],
      [uuid(20), 'like', 'Jane likes it'],
    ],
  ],
  ['notifications', uuid(3), []],
])('%s answers for %s', async (scenario, value, expected) => {
  const [statement] = findQuery(catalogue, scenario).statements;
  const { rows } = await client.query({ text: statement!.sql, values: [value], rowMode: 'array' });
  const isTextOrCount = (cell: unknown) => cell !== null && typeof cell !== 'object';
  expect(rows.map((row) => row.filter(isTextOrCount))).toEqual(expected);
});
