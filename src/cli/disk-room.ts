import { environmentError } from '../core/errors.ts';
import { formatBytes } from '../core/units.ts';
import type { Client } from '../database/connect.ts';
import { resolveHome } from '../database/embedded/home.ts';
import { inspectMachine, serverSettings } from '../database/embedded/settings.ts';
import { forecast, type TableForecast } from '../generator/forecast.ts';
import type { World } from '../population/world.ts';

const MB = 1024 ** 2;

/** What a load takes on disk while it is under way, in bytes. */
export interface RoomNeeded {
  /** Tables and indexes that are not there yet. */
  data: number;
  /** Write-ahead log: what is written, up to what the server keeps before a checkpoint. */
  wal: number;
  /** Index builds sort in files as large as the index, several at once: no more than all indexes of the largest table. */
  sorting: number;
}

export function roomNeeded(
  tables: readonly Pick<TableForecast, 'heapBytes' | 'indexBytes'>[],
  presentBytes: number,
  maxWalBytes: number,
): RoomNeeded {
  const total = tables.reduce((sum, { heapBytes, indexBytes }) => sum + heapBytes + indexBytes, 0);
  const data = Math.max(0, total - presentBytes);
  return {
    data,
    wal: Math.min(maxWalBytes, data),
    sorting: Math.max(0, ...tables.map(({ indexBytes }) => indexBytes)),
  };
}

/** Refuses a load that the disk of the embedded server has no room for, before its first row. */
export async function requireRoom(client: Client, world: World): Promise<void> {
  const home = resolveHome(process.env);
  const machine = inspectMachine(home);
  const maxWalBytes = Number.parseInt(serverSettings(machine).max_wal_size!, 10) * MB;
  const { rows } = await client.query<{ bytes: string }>(
    'SELECT pg_database_size(current_database()) AS bytes',
  );
  const room = roomNeeded(forecast(world), Number(rows[0]!.bytes), maxWalBytes);
  checkRoom(room, machine.diskFreeBytes, home);
}

export function checkRoom({ data, wal, sorting }: RoomNeeded, freeBytes: number, folder: string): void {
  const needed = data + wal + sorting;
  if (needed <= freeBytes) return;
  throw environmentError(
    `not enough disk: the dataset needs about ${formatBytes(needed)} in ${folder} while it is made ` +
      `(rows and indexes ${formatBytes(data)}, WAL ${formatBytes(wal)}, sorting ${formatBytes(sorting)}), ` +
      `and ${formatBytes(freeBytes)} are free`,
    'free some, ask for less with --scale, or put the embedded server on another disk with BENCH_HOME',
  );
}
