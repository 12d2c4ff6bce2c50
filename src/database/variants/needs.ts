import type { Client } from 'pg';
import { environmentError } from '../../core/errors.ts';
import type { VariantComposition } from './composition.ts';

/** Throws an environment error where the server is too old for a variant, or lacks an extension. Changes nothing. */
export async function requireNeeds(client: Client, { parts }: VariantComposition): Promise<void> {
  const { rows: server } = await client.query<{ version: string; major: number }>(
    `SELECT current_setting('server_version') AS version,
            current_setting('server_version_num')::int / 10000 AS major`,
  );
  const { version, major } = server[0]!;
  for (const { name, needs } of parts) {
    if (needs.server !== null && needs.server > major) {
      throw environmentError(
        `the variant "${name}" needs PostgreSQL ${needs.server}, and this server is ${version}`,
        'use the embedded server (--url embedded), a newer one, or another variant',
      );
    }
    const { rows } = await client.query<{ name: string }>(
      `SELECT wanted AS name FROM unnest($1::text[]) AS wanted
       WHERE wanted NOT IN (SELECT name FROM pg_available_extensions)`,
      [needs.extensions],
    );
    if (rows[0]) {
      throw environmentError(
        `the variant "${name}" needs the extension ${rows[0].name}, which this server does not have`,
        `install it on the server (its package), or use another variant`,
      );
    }
  }
}
