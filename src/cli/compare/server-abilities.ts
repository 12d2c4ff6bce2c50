import { withConnection } from '../../database/connect.ts';
import type { Design } from './designs.ts';

/** What a server has that decides what designs on it can show. */
export interface ServerAbilities {
  readonly sharedBuffersBytes: number;
  /** Whether `jit = on` does anything. */
  readonly isJitAvailable: boolean;
}

/** By name of the design. */
export async function abilitiesOf(designs: readonly Design[]): Promise<Map<string, ServerAbilities>> {
  const abilities = new Map<string, ServerAbilities>();
  for (const { name, ready } of designs) {
    const { config, address } = ready.database;
    const found = await withConnection(config, address, async (client) => {
      // Tells of the library only while jit is on.
      await client.query('SET jit = on');
      const { rows } = await client.query<ServerAbilities>(
        `SELECT pg_size_bytes(current_setting('shared_buffers'))::float8 AS "sharedBuffersBytes",
           pg_jit_available() AS "isJitAvailable"`,
      );
      return rows[0]!;
    });
    abilities.set(name, found);
  }
  return abilities;
}
