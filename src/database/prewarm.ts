import type { Client } from 'pg';

export interface PrewarmOptions {
  /** How much may be read; 90 % of shared_buffers unless told. */
  readonly budgetBytes?: number;
  /** The database is ours: install the extension pg_prewarm if it is missing. */
  readonly mayCreateExtension: boolean;
}

export interface PrewarmOutcome {
  /** Tables, TOAST tables and indexes that are in shared_buffers now. */
  readonly relations: number;
  readonly bytes: number;
  /** Of the schema's relations that did not fit, or could not be read. */
  readonly skippedBytes: number;
  /** What kept it from warming all that fits, and what would mend that. */
  readonly note?: PrewarmNote;
}

export interface PrewarmNote {
  readonly text: string;
  readonly remedy?: string;
}

interface Relation {
  readonly oid: number;
  readonly name: string;
  readonly bytes: number;
}

/** More would push out what was read first. */
const shareOfBuffers = 0.9;

/**
 * Reads tables and indexes of the schema `public` into shared_buffers, the smallest first until the next would not
 * fit: nobody knows here what the queries will touch, and this way what is left out are the few largest relations.
 * Whatever it cannot do is in the note.
 */
export async function prewarm(client: Client, options: PrewarmOptions): Promise<PrewarmOutcome> {
  const relations = await relationsBySize(client);
  const total = relations.reduce((sum, { bytes }) => sum + bytes, 0);
  const extension = await findExtension(client, 'pg_prewarm', options.mayCreateExtension);
  if ('note' in extension) return { relations: 0, bytes: 0, skippedBytes: total, note: extension.note };
  const budgetBytes = options.budgetBytes ?? (await sharedBuffersBytes(client)) * shareOfBuffers;
  let done = 0;
  let bytes = 0;
  let note: PrewarmNote | undefined;
  for (const relation of relations) {
    if (bytes + relation.bytes > budgetBytes) break;
    try {
      await client.query(`SELECT ${extension.schema}.pg_prewarm($1::oid::regclass)`, [relation.oid]);
      done++;
      bytes += relation.bytes;
    } catch (error) {
      note ??= { text: `${relation.name} was not prewarmed: ${(error as Error).message}` };
    }
  }
  return { relations: done, bytes, skippedBytes: total - bytes, ...(note && { note }) };
}

/** Heaps, materialized views, their TOAST, and the indexes of all of these; without empty ones. */
async function relationsBySize(client: Client): Promise<Relation[]> {
  const { rows } = await client.query<Relation>(
    `WITH heap AS (
       SELECT oid, reltoastrelid FROM pg_class
       WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'm')
     ), stored AS (
       SELECT oid FROM heap UNION ALL SELECT reltoastrelid FROM heap WHERE reltoastrelid <> 0
     )
     SELECT oid::int8::float8 AS oid, oid::regclass::text AS name, pg_relation_size(oid)::float8 AS bytes
     FROM (SELECT oid FROM stored
           UNION ALL SELECT indexrelid FROM pg_index JOIN stored ON indrelid = oid WHERE indisready) AS relation
     WHERE pg_relation_size(oid) > 0
     ORDER BY bytes, oid`,
  );
  return rows;
}

async function sharedBuffersBytes(client: Client): Promise<number> {
  const { rows } = await client.query<{ bytes: number }>(
    "SELECT pg_size_bytes(current_setting('shared_buffers'))::float8 AS bytes",
  );
  return rows[0]!.bytes;
}

/** How evicting went. */
export type Eviction =
  | { readonly state: 'evicted'; readonly buffers: number }
  /** The caller has to restart the server, where it may. */
  | { readonly state: 'unsupported'; readonly reason: string };

const evictAllVersion = 180000;

/**
 * Empties shared_buffers; the operating system's cache keeps what it has. Of PostgreSQL 18 and later, for
 * superusers. Buffers in use at this moment stay.
 */
export async function evictCaches(
  client: Client,
  options: { mayCreateExtension: boolean },
): Promise<Eviction> {
  const { rows } = await client.query<{ version: string; number: number }>(
    "SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS number",
  );
  const { version, number } = rows[0]!;
  if (number < evictAllVersion) {
    return { state: 'unsupported', reason: `PostgreSQL ${version} cannot empty its buffers (18 can)` };
  }
  const extension = await findExtension(client, 'pg_buffercache', options.mayCreateExtension);
  if ('note' in extension) return { state: 'unsupported', reason: extension.note.text };
  try {
    const { rows } = await client.query<{ buffers: number }>(
      `SELECT buffers_evicted::int AS buffers FROM ${extension.schema}.pg_buffercache_evict_all()`,
    );
    return { state: 'evicted', buffers: rows[0]!.buffers };
  } catch (error) {
    return { state: 'unsupported', reason: `its buffers cannot be emptied: ${(error as Error).message}` };
  }
}

/** The schema of an extension, quoted; installs it if it may. */
async function findExtension(
  client: Client,
  name: string,
  mayCreateExtension: boolean,
): Promise<{ schema: string } | { note: PrewarmNote }> {
  const find = async () => {
    const { rows } = await client.query<{ schema: string }>(
      `SELECT quote_ident(nspname) AS schema FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace
       WHERE extname = $1`,
      [name],
    );
    return rows[0];
  };
  const found = await find();
  if (found) return found;
  const remedy = `CREATE EXTENSION ${name} in this database, as a superuser`;
  if (!mayCreateExtension) return { note: { text: `the extension ${name} is not installed`, remedy } };
  try {
    await client.query(`CREATE EXTENSION IF NOT EXISTS ${name}`);
    return (await find())!;
  } catch (error) {
    return {
      note: { text: `the extension ${name} cannot be installed: ${(error as Error).message}`, remedy },
    };
  }
}
