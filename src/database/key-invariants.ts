import type { Client } from 'pg';
import type { Invariant } from './invariants.ts';
import { applySchema, type SchemaFiles } from './schema-files.ts';

interface ForeignKey {
  name: string;
  table: string;
  columns: string[];
  parent: string;
  parentColumns: string[];
  /** MATCH FULL: all columns are NULL or none is. */
  isFull: boolean;
}

interface UniqueIndex {
  name: string;
  table: string;
  /** Names, or expressions, as SQL. */
  columns: string[];
  /** Of a partial index. */
  predicate: string | null;
  /** NULLS NOT DISTINCT. */
  countsNulls: boolean;
}

interface Check {
  name: string;
  table: string;
  expression: string;
}

/**
 * What keys and checks promise, once for all that promise the same. Those of the schema's files are among them even
 * where the database has lost them, and those that the database has beyond are too.
 */
export async function keyInvariants(client: Client, files: SchemaFiles): Promise<Invariant[]> {
  const found = await readSchema(client, 'public');
  const expected = await inSchemaOfFiles(client, files, (schema) => readSchema(client, schema));
  const invariants = new Map<string, Invariant>();
  for (const invariant of [...expected, ...found]) {
    if (!invariants.has(invariant.sql)) invariants.set(invariant.sql, invariant);
  }
  return [...invariants.values()];
}

/** Makes the files' schema of temporary tables, for as long as the work takes; its name is the session's own. */
async function inSchemaOfFiles<T>(
  client: Client,
  files: SchemaFiles,
  work: (schema: string) => Promise<T>,
): Promise<T> {
  await client.query('BEGIN');
  try {
    // What is made goes to the first; operator classes of extensions may be in any of the others.
    await client.query(
      `SELECT set_config('search_path', 'pg_temp, ' || current_setting('search_path'), true)`,
    );
    await applySchema(client, { ...files, extensions: [] });
    const { rows } = await client.query<{ schema: string }>(
      'SELECT nspname::text AS schema FROM pg_namespace WHERE oid = pg_my_temp_schema()',
    );
    return await work(rows[0]!.schema);
  } finally {
    await client.query('ROLLBACK').catch(() => {});
  }
}

async function readSchema(client: Client, schema: string): Promise<Invariant[]> {
  const read = async <Row extends object>(sql: string) => (await client.query<Row>(sql, [schema])).rows;
  return [
    ...(await read<ForeignKey>(foreignKeysSql)).map(noOrphan),
    ...(await read<UniqueIndex>(uniqueIndexesSql)).map(noDuplicate),
    ...(await read<Check>(checksSql)).map(noBreach),
  ];
}

const columnNames = (relation: string, numbers: string) => `
  ARRAY(SELECT quote_ident(attname) FROM unnest(${numbers}) WITH ORDINALITY AS key (number, place)
        JOIN pg_attribute ON attrelid = ${relation} AND attnum = number ORDER BY place)`;

/** Those of partitions are their parent's. */
const foreignKeysSql = `
  SELECT conname::text AS name, quote_ident(child.relname) AS table, ${columnNames('conrelid', 'conkey')} AS columns,
         quote_ident(parent.relname) AS parent, ${columnNames('confrelid', 'confkey')} AS "parentColumns",
         confmatchtype = 'f' AS "isFull"
  FROM pg_constraint
  JOIN pg_class AS child ON child.oid = conrelid
  JOIN pg_class AS parent ON parent.oid = confrelid AND parent.relnamespace = child.relnamespace
  WHERE contype = 'f' AND conparentid = 0 AND connamespace = $1::text::regnamespace
  ORDER BY 2, 1`;

const uniqueIndexesSql = `
  SELECT own.relname::text AS name, quote_ident(indexed.relname) AS table,
         ARRAY(SELECT pg_get_indexdef(indexrelid, number, true) FROM generate_series(1, indnkeyatts::int) AS number
               ORDER BY number) AS columns,
         pg_get_expr(indpred, indrelid, true) AS predicate,
         coalesce((to_jsonb(pg_index)->>'indnullsnotdistinct')::boolean, false) AS "countsNulls"
  FROM pg_index
  JOIN pg_class AS own ON own.oid = indexrelid
  JOIN pg_class AS indexed ON indexed.oid = indrelid
  WHERE indisunique AND NOT indexed.relispartition AND indexed.relkind IN ('r', 'p')
    AND indexed.relnamespace = $1::text::regnamespace
  ORDER BY 2, 1`;

const checksSql = `
  SELECT conname::text AS name, quote_ident(relname) AS table, pg_get_expr(conbin, conrelid, true) AS expression
  FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
  WHERE contype = 'c' AND conparentid = 0 AND connamespace = $1::text::regnamespace
  ORDER BY 2, 1`;

function noOrphan({ name, table, columns, parent, parentColumns, isFull }: ForeignKey): Invariant {
  const own = columns.map((column) => `child.${column}`);
  const matches = own.map((column, i) => `parent.${parentColumns[i]} = ${column}`);
  const isSet = own.map((column) => `${column} IS NOT NULL`).join(isFull ? ' OR ' : ' AND ');
  return {
    kind: 'foreign key',
    name,
    sentence: `${table} (${columns.join(', ')}) refers to a row of ${parent}`,
    sql: `
      SELECT ${rowText('child', columns)} AS violation FROM public.${table} AS child
      WHERE (${isSet}) AND NOT EXISTS (SELECT FROM public.${parent} AS parent WHERE ${matches.join(' AND ')})`,
  };
}

function noDuplicate({ name, table, columns, predicate, countsNulls }: UniqueIndex): Invariant {
  const isSet = countsNulls ? [] : columns.map((column) => `(${column}) IS NOT NULL`);
  const conditions = [...isSet, ...(predicate ? [`(${predicate})`] : [])];
  const values = columns.map((column) => `${literal(column)}, ${column}`);
  return {
    kind: 'unique',
    name,
    sentence: `${table} (${columns.join(', ')}) is unique${predicate ? ` where ${predicate}` : ''}`,
    sql: `
      SELECT jsonb_build_object(${values.join(', ')}, 'rows', count(*))::text AS violation FROM public.${table}
      ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''}
      GROUP BY ${columns.join(', ')} HAVING count(*) > 1`,
  };
}

function noBreach({ name, table, expression }: Check): Invariant {
  return {
    kind: 'check',
    name,
    sentence: `${table}: ${expression}`,
    sql: `SELECT to_jsonb(${table})::text AS violation FROM public.${table} WHERE NOT (${expression})`,
  };
}

/** The row's id, if it has one, and the columns in question. */
function rowText(alias: string, columns: readonly string[]): string {
  const values = columns.map((column) => `${literal(column)}, ${alias}.${column}`);
  return `jsonb_strip_nulls(jsonb_build_object('id', to_jsonb(${alias})->'id', ${values.join(', ')}))::text`;
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
