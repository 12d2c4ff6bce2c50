import type { Client } from 'pg';
import { expect, it } from 'vitest';
import { connect } from '../database/connect.ts';
import { type KeyStyle, keyStyles } from '../population/ids.ts';
import { World } from '../population/world.ts';
import { recipesOf } from './recipes.ts';
import { createFilledDatabase } from './testing/filled-database.ts';

async function withKeys(keys: KeyStyle, check: (client: Client) => Promise<void>): Promise<void> {
  const database = await createFilledDatabase(new World({ seed: 42, users: 1000, keys }));
  const client = await connect(database.config, 'the test server');
  try {
    await check(client);
  } finally {
    await client.end();
    await database.drop();
  }
}

const timeColumn: Record<string, string> = {
  conversation_participants: 'joined_at',
  message_reads: 'read_at',
};

/** How far the order of ids on disk is that of their values; posts are many, and written in the order of time. */
async function correlationOfPostIds(client: Client): Promise<number> {
  const { rows } = await client.query<{ correlation: number }>(
    `SELECT correlation FROM pg_stats WHERE tablename = 'posts' AND attname = 'id'`,
  );
  return rows[0]!.correlation;
}

it.each(keyStyles)('puts ids on disk as the style of keys says: %s', async (keys) => {
  await withKeys(keys, async (client) => {
    const correlation = await correlationOfPostIds(client);
    if (keys === 'uuidv4') expect(Math.abs(correlation)).toBeLessThan(0.1);
    else expect(correlation).toBeGreaterThan(0.99);
  });
});

it('gives every uuidv7 the time of its own row, in all tables and to the order of microseconds', async () => {
  await withKeys('uuidv7', async (client) => {
    for (const { table } of recipesOf(new World({ seed: 42, users: 1 }))) {
      const time = timeColumn[table] ?? 'created_at';
      const { rows } = await client.query<{ rows: number; other: number; unordered: number }>(`
        SELECT count(*)::int AS rows,
               count(*) FILTER (WHERE uuid_extract_timestamp(id) AT TIME ZONE 'UTC'
                                      <> date_trunc('milliseconds', ${time}))::int AS other,
               count(*) FILTER (WHERE id < previous)::int AS unordered
        FROM (SELECT id, ${time}, max(id::text) OVER (
                ORDER BY ${time} GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)::uuid AS previous
              FROM ${table}) AS row`);
      expect({ table, ...rows[0]! }).toMatchObject({ table, other: 0, unordered: 0 });
      expect(rows[0]!.rows, table).toBeGreaterThan(0);
    }
  });
});

it('gives numbers that rise with the time of their rows, and lets the identity columns go on after them', async () => {
  await withKeys('bigint', async (client) => {
    for (const { table } of recipesOf(new World({ seed: 42, users: 1 }))) {
      const time = timeColumn[table] ?? 'created_at';
      const { rows } = await client.query<{ largest: string; next: string; correlation: number }>(`
        SELECT max(id) AS largest, nextval(pg_get_serial_sequence('${table}', 'id')) AS next,
               corr(rank, place) AS correlation
        FROM (SELECT id, rank() OVER (ORDER BY id) AS rank, rank() OVER (ORDER BY ${time}) AS place
              FROM ${table}) AS row`);
      const { largest, next, correlation } = rows[0]!;
      expect(BigInt(next), table).toBe(BigInt(largest) + 1n);
      expect(correlation, table).toBeGreaterThan(0.9);
    }
  });
});
