import { usageError } from '../../core/errors.ts';
import type { Client } from '../../database/connect.ts';
import { listKey, listQueriesOf, type ParameterLists } from '../../scenario/parameter-lists.ts';
import type { ListQuery, Query } from '../../scenario/query.ts';

/** Values are kept in every thread. */
const mostRows = 1_000_000;

/**
 * What the parameters of a query are drawn from besides their sources: what the user fixed, and the rows of
 * `from (...)`, asked for once, before the clock.
 */
export async function listsOf(client: Client, query: Query, fixed: ParameterLists): Promise<ParameterLists> {
  const lists = new Map(fixed);
  for (const listQuery of listQueriesOf(query, fixed)) {
    lists.set(listKey(listQuery.names), await rowsOf(client, query, listQuery));
  }
  return lists;
}

async function rowsOf(
  client: Client,
  { file }: Query,
  { names, sql }: ListQuery,
): Promise<(string | null)[][]> {
  const rows = await readOnly(client, sql).catch((error: Error) => {
    throw usageError(
      `the server refused the list of ${names.join(', ')} in ${file}: ${error.message}`,
      sql,
      error,
    );
  });
  if (rows.length === 0)
    throw usageError(
      `the list of ${names.join(', ')} in ${file} has no rows`,
      'there is nothing to draw from: check its WHERE, and the database',
    );
  if (rows.length > mostRows)
    throw usageError(`the list of ${names.join(', ')} in ${file} has over a million rows`, 'add a LIMIT');
  if (rows[0]!.length !== names.length)
    throw usageError(
      `the list in ${file} has ${rows[0]!.length} columns for ${names.length} parameters (${names.join(', ')})`,
      'select one column for each',
    );
  return rows;
}

/** All values as the server writes them, which is how they are sent back. */
async function readOnly(client: Client, text: string): Promise<(string | null)[][]> {
  await client.query('BEGIN READ ONLY');
  try {
    const asText = { getTypeParser: () => (value: unknown) => value };
    const { rows } = await client.query({
      text: `SELECT * FROM (${text}\n) AS list LIMIT ${mostRows + 1}`,
      rowMode: 'array',
      types: asText as never,
    });
    return rows as (string | null)[][];
  } finally {
    await client.query('ROLLBACK').catch(() => {});
  }
}
