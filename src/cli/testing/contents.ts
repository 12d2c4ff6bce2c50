import { Client } from 'pg';
import type { TestDatabase } from '../../database/testing/database.ts';

/** One query on a connection of its own. */
export async function query(database: TestDatabase, sql: string) {
  const client = new Client(database.config);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Rows and a digest of every table, and how many keys and indexes there are: equal for equal datasets. */
export async function contents(database: TestDatabase): Promise<unknown> {
  const tables = await query(
    database,
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1`,
  );
  const sums = tables.map(
    ({ name }) =>
      `SELECT '${name}' AS name, count(*) AS rows, sum(hashtextextended(t::text, 0)) AS digest FROM ${name} AS t`,
  );
  const catalogue = await query(
    database,
    `SELECT (SELECT count(*) FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
             WHERE relnamespace = 'public'::regnamespace AND indisvalid) AS indexes,
            (SELECT count(*) FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND convalidated) AS constraints,
            (SELECT state FROM bench_harness.dataset) AS state`,
  );
  return { tables: await query(database, `${sums.join(' UNION ALL ')} ORDER BY name`), catalogue };
}
