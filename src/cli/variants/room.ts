import { environmentError } from '../../core/errors.ts';
import { formatBytes } from '../../core/units.ts';
import { withConnection } from '../../database/connect.ts';
import { resolveHome } from '../../database/embedded/home.ts';
import { inspectMachine } from '../../database/embedded/settings.ts';
import type { DatabaseAccess } from '../server-access.ts';

/** For what the variant's own SQL writes, and for what goes on meanwhile. */
const spareBytes = 64 * 1024 ** 2;

/** Refuses a clone that the disk of the embedded server has no room for, before it is begun. */
export async function requireRoomForClone(
  { config, address }: DatabaseAccess,
  source: string,
  title: string,
): Promise<void> {
  const bytes = await withConnection(config, address, async (client) => {
    const { rows } = await client.query<{ bytes: string }>('SELECT pg_database_size($1) AS bytes', [source]);
    return Number(rows[0]!.bytes);
  });
  const home = resolveHome(process.env);
  checkRoomForClone(title, bytes, inspectMachine(home).diskFreeBytes, home);
}

export function checkRoomForClone(
  title: string,
  sourceBytes: number,
  freeBytes: number,
  folder: string,
): void {
  if (sourceBytes + spareBytes <= freeBytes) return;
  throw environmentError(
    `not enough disk for the variant "${title}": a clone of the dataset takes ${formatBytes(sourceBytes)} in ` +
      `${folder}, and ${formatBytes(freeBytes)} are free`,
    'free some (bench clean removes datasets and clones), or use a smaller --scale',
  );
}
