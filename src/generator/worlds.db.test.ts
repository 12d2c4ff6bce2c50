import type { Client } from 'pg';
import { expect, it } from 'vitest';
import { connect } from '../database/connect.ts';
import { copyBinary } from '../database/copy.ts';
import { deferConstraints } from '../database/deferral.ts';
import { withKeyStyle } from '../database/key-style.ts';
import { writeMarker } from '../database/marker.ts';
import { restoreConstraints } from '../database/restore.ts';
import { applySchema, readSchemaFiles } from '../database/schema-files.ts';
import { createTestDatabase, ensureTemplate } from '../database/testing/database.ts';
import { silently } from '../database/testing/silent-phases.ts';
import type { KeyStyle } from '../population/ids.ts';
import { defaultProfile, type Profile } from '../population/profile.ts';
import { World, type WorldOptions } from '../population/world.ts';
import { ChunkEncoder, encodeWhole, planChunks } from './chunk.ts';
import { recipesOf } from './recipes.ts';
import { causality } from './testing/causality.ts';

const server = 'the test server';
/** Nothing of it is read here. */
const identity = {
  seed: 0,
  users: 0,
  profile: '',
  keys: 'uuidv4',
  generatorVersion: 0,
  schema: '',
  fingerprint: '',
};

/** A database with the schema, for keys of a style. */
function templateFor(keys: KeyStyle): Promise<string> {
  const name = keys === 'bigint' ? 'template_worlds_bigint' : 'template_worlds';
  return ensureTemplate(name, async (config) => {
    const client = await connect(config, server);
    await writeMarker(client, { ...identity, keys });
    await applySchema(client, withKeyStyle(readSchemaFiles(), keys));
    await deferConstraints(client);
    await client.end();
  });
}

/**
 * Fills a database with all tables of some worlds, of different seeds, and restores every key, index and foreign key.
 */
async function withWorlds(
  worlds: readonly WorldOptions[],
  check: (client: Client) => Promise<void>,
): Promise<void> {
  const template = await templateFor(worlds[0]!.keys ?? 'uuidv4');
  const database = await createTestDatabase({ template });
  const client = await connect(database.config, server);
  try {
    const encoder = new ChunkEncoder();
    for (const recipe of worlds.flatMap((options) => recipesOf(new World(options)))) {
      for (const chunk of planChunks([recipe])) {
        await copyBinary(client, recipe.table, recipe.columns, encodeWhole(encoder, recipe, chunk).slices);
      }
    }
    await restoreConstraints([client], silently);
    await check(client);
  } finally {
    await client.end();
    await database.drop();
  }
}

/** Each violated rule with the number of rows that break it. */
async function violations(client: Client): Promise<Record<string, number>> {
  const sql = Object.entries(causality)
    .map(([rule, query], index) => `SELECT ${index} AS place, '${rule}' AS rule, (${query})::int AS rows`)
    .join(' UNION ALL ');
  const { rows } = await client.query<{ rule: string; rows: number }>(sql);
  expect(rows).toHaveLength(Object.keys(causality).length);
  return Object.fromEntries(rows.filter((row) => row.rows > 0).map((row) => [row.rule, row.rows]));
}

async function countRows(client: Client, table: string): Promise<number> {
  const { rows } = await client.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${table}`);
  return rows[0]!.count;
}

const { growth, following, community, popularity, posts, likes, comments, hashtags, conversations } =
  defaultProfile;
const odd: Record<string, Partial<Profile>[]> = {
  'nobody, everybody or only one followed, communities of one or of all': [
    { following: { ...following, density: 0 } },
    { following: { ...following, density: 100, backInside: 1, backOutside: 1 } },
    { popularity: { ...popularity, largestAccount: 0.9 } },
    { community: { ...community, size: 1e6 } },
    { community: { ...community, size: 1 } },
  ],
  'no posts, no likes, likes by all, long threads, long posts': [
    { posts: { ...posts, perUser: 0 } },
    { likes: { ...likes, perPost: 0 } },
    { likes: { ...likes, perPost: 200, zeroShare: 0, onComments: 3 } },
    { comments: { ...comments, perPost: 30, zeroShare: 0, rootBias: 0.05 } },
    { posts: { ...posts, longShare: 1 }, hashtags: { ...hashtags, vocabulary: 3 } },
  ],
  'nobody or everybody at the start, no conversations, only groups': [
    { growth: { ...growth, initialUsers: 0 } },
    { growth: { ...growth, initialUsers: 1 } },
    { conversations: { ...conversations, contacts: 0, groupShare: 0 } },
    { conversations: { ...conversations, contacts: 140, groupShare: 1 } },
  ],
};

/** Worlds of every size, tiny ones together: of the seeds 1, 2, 3 ... */
it.each([[[1, 2, 3, 5, 10]], [[99, 100, 101, 137, 151]], [[600]]])(
  'satisfies all constraints, and nobody acts before their time: %j users',
  async (sizes) => {
    const worlds = sizes.map((users, index) => ({ users, seed: index + 1 }));
    await withWorlds(worlds, async (client) => {
      expect(await violations(client)).toEqual({});
      expect(await countRows(client, 'users')).toBe(sizes.reduce((sum, users) => sum + users, 0));
      if (sizes[0]! < 99) return;
      for (const { table } of recipesOf(new World(worlds[0]!))) {
        expect(await countRows(client, table), table).toBeGreaterThan(0);
      }
    });
  },
);

it('satisfies them with ids that begin with their time', async () => {
  const worlds = [1, 2, 3, 10, 160].map((users, index) => ({ users, seed: index, keys: 'uuidv7' as const }));
  await withWorlds(worlds, async (client) => {
    expect(await violations(client)).toEqual({});
    const { rows } = await client.query(
      'SELECT count(DISTINCT substr(id::text, 15, 1))::int AS styles FROM likes',
    );
    expect(rows).toEqual([{ styles: 1 }]);
  });
});

/** One at a time: numbers are the same whatever the seed. */
it.each([1, 2, 3, 10, 300])('satisfies them with ids that are numbers: %d users', async (users) => {
  await withWorlds([{ users, seed: users, keys: 'bigint' }], async (client) => {
    expect(await violations(client)).toEqual({});
    const { rows } = await client.query(
      'SELECT min(id)::int AS first, max(id)::int AS last, count(*)::int AS users FROM users',
    );
    expect(rows).toEqual([{ first: 1, last: users, users }]);
  });
});

it('satisfies them with large and small seeds', async () => {
  const worlds = [0, 7, 2 ** 32, 2 ** 40 + 1].map((seed) => ({ users: 137, seed }));
  await withWorlds(worlds, async (client) => {
    expect(await violations(client)).toEqual({});
  });
});

it.each(Object.entries(odd))('satisfies them in odd worlds: %s', async (_, profiles) => {
  const worlds = profiles.flatMap((part, index) =>
    [3, 160].map((users) => ({ users, seed: 1000 * index + users, profile: { ...defaultProfile, ...part } })),
  );
  await withWorlds(worlds, async (client) => {
    expect(await violations(client)).toEqual({});
  });
});

it('finds what the rules forbid', async () => {
  await withWorlds([{ users: 137, seed: 1 }], async (client) => {
    await client.query(`UPDATE users SET created_at = '2024-12-31'`);
    const found = Object.keys(await violations(client));
    expect(found.length).toBeGreaterThan(8);
  });
});

it('finds exactly the posts that a search phrase was planted in', async () => {
  const options = { users: 400, seed: 9 };
  const world = new World(options);
  const planted = new Map<string, number>();
  for (let post = 0; post < world.posts.count; post++) {
    const phrase = new TextDecoder().decode(world.phrases.of(post));
    if (phrase) planted.set(phrase, (planted.get(phrase) ?? 0) + 1);
  }
  await withWorlds([options], async (client) => {
    const phrases = Object.values(world.vocabulary.phrases).flat();
    const { rows } = await client.query<{ phrase: string; posts: number }>(
      `SELECT phrase, (SELECT count(*) FROM posts
                       WHERE to_tsvector('english', content) @@ plainto_tsquery('english', phrase))::int AS posts
       FROM unnest($1::text[]) AS phrase`,
      [phrases],
    );
    expect(rows).toEqual(phrases.map((phrase) => ({ phrase, posts: planted.get(phrase) ?? 0 })));
  });
});
