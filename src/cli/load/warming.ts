import { environmentError } from '../../core/errors.ts';
import { withConnection } from '../../database/connect.ts';
import { evictCaches, prewarm } from '../../database/prewarm.ts';
import type { Warming } from '../../report/steady-state.ts';
import type { DatabaseAccess } from '../server-access.ts';

/** How the server's caches are to be when the run begins. */
export type Temperature = 'warm' | 'cold';

/** Fills the server's buffers, or empties them. `isOurs`: the database may be given an extension for it. */
export function bringTo(
  temperature: Temperature,
  { config, address }: DatabaseAccess,
  isOurs: boolean,
): Promise<Warming> {
  return withConnection(config, address, async (client) => {
    const options = { mayCreateExtension: isOurs };
    if (temperature === 'cold') {
      const eviction = await evictCaches(client, options);
      if (eviction.state === 'unsupported')
        throw environmentError(
          `--cold cannot empty the buffers of ${address}: ${eviction.reason}`,
          'restart the server by hand and run with --warmup 0s, or leave out --cold',
        );
      return { label: 'shared-buffers cold, OS cache warm', prewarmedBytes: 0, note: null };
    }
    const { bytes, note } = await prewarm(client, options);
    return { label: 'warm', prewarmedBytes: bytes, note: note?.text ?? null };
  });
}
