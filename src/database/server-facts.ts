import type { Client } from 'pg';

export interface ServerFacts {
  /** Such as 18.4. */
  version: string;
  /** Such as 180004. */
  versionNumber: number;
  /** By name: all that differ from their default, and always those that decide what a number means. */
  settings: Record<string, string>;
}

const alwaysTold = ['fsync', 'synchronous_commit', 'full_page_writes', 'shared_buffers', 'jit'];

/** Settings whose values are paths, commands or credentials. */
const neverTold =
  '(conninfo|passphrase|password|_command$|_file$|_directory$|_directories$|^cluster_name|^bench\\.)';

/** The server as this connection sees it. */
export async function serverFacts(client: Client): Promise<ServerFacts> {
  const { rows } = await client.query<{ name: string; value: string }>(
    `SELECT name, current_setting(name) AS value
     FROM pg_settings
     WHERE (name = ANY ($1) OR (source NOT IN ('default', 'override', 'client') AND setting IS DISTINCT FROM boot_val))
       AND name !~ $2
     ORDER BY name`,
    [alwaysTold, neverTold],
  );
  const { rows: version } = await client.query<{ version: string; number: number }>(
    `SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS number`,
  );
  return {
    version: version[0]!.version,
    versionNumber: version[0]!.number,
    settings: Object.fromEntries(rows.map(({ name, value }) => [name, value])),
  };
}
