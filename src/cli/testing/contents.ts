import type { TestDatabase } from '../../database/testing/database.ts';

/** Rows and a digest of every table, and how many keys and indexes there are: equal for equal datasets. */
export async function contents(database: TestDatabase): Promise<unknown> {
  const tables = await database.query(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1`,
  );
  const sums = tables.map(
    ({ name }) =>
      `SELECT '${name}' AS name, count(*) AS rows, sum(hashtextextended(t::text, 0)) AS digest FROM ${name} AS t`,
  );
  const catalogue = await database.query(
    `SELECT (SELECT count(*) FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
             WHERE relnamespace = 'public'::regnamespace AND indisvalid) AS indexes,
            (SELECT count(*) FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND convalidated) AS constraints,
            (SELECT state FROM bench_harness.dataset) AS state`,
  );
  return { tables: await database.query(`${sums.join(' UNION ALL ')} ORDER BY name`), catalogue };
}
