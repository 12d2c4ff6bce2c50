import { statfsSync } from 'node:fs';
import { totalmem } from 'node:os';

const MB = 1024 ** 2;
const GB = 1024 ** 3;

/** What the settings depend on. */
export interface Machine {
  readonly memoryBytes: number;
  /** Free space where the data folder is. */
  readonly diskFreeBytes: number;
  /** Size of /dev/shm; infinite on systems that keep shared memory elsewhere. */
  readonly sharedMemoryBytes: number;
}

/** This machine, or the container's share of it. */
export function inspectMachine(home: string): Machine {
  // Unlimited reads as 0 or as an absurdly large number.
  const limit = process.constrainedMemory() || Infinity;
  return {
    memoryBytes: Math.min(totalmem(), limit),
    diskFreeBytes: freeBytes(home),
    sharedMemoryBytes: process.platform === 'linux' ? totalBytes('/dev/shm') : Infinity,
  };
}

/**
 * PostgreSQL's settings for a benchmark on this machine. Durability (fsync, full_page_writes,
 * synchronous_commit) stays as shipped: a number measured without it would be a lie.
 */
export function serverSettings(machine: Machine): Record<string, string> {
  const { memoryBytes } = machine;
  const maxWalBytes = clamp(machine.diskFreeBytes / 4, GB, 8 * GB);
  return {
    // The documentation's advice for a dedicated server, capped since the harness runs beside it.
    shared_buffers: megabytes(clamp(memoryBytes * 0.25, 128 * MB, 4 * GB)),
    // A planner's estimate, not an allocation: buffers plus the file cache.
    effective_cache_size: megabytes(clamp(memoryBytes * 0.6, 256 * MB, 1024 * GB)),
    // Index builds of a load, several at once.
    maintenance_work_mem: megabytes(clamp(memoryBytes / 32, 64 * MB, 512 * MB)),
    // Checkpoints are rare enough to stay out of a measurement unless it asks for one.
    max_wal_size: megabytes(maxWalBytes),
    checkpoint_timeout: '30min',
    // Recycled segments instead of freshly created ones, from the first minute.
    min_wal_size: megabytes(Math.min(GB, maxWalBytes / 4)),
    // Loads into new tables need no WAL; nobody replicates from this server.
    wal_level: 'minimal',
    max_wal_senders: '0',
    // JIT compiles or not by estimated cost: a jump in latency that is no property of the design under test.
    jit: 'off',
    // Clients of a concurrency sweep, with room for the harness's own connections.
    max_connections: '200',
    // Solid-state disk, and mostly cached.
    random_page_cost: '1.1',
    // Times in the data and in the log do not depend on where it runs.
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Posix segments live in /dev/shm, which containers make so small (64 MB) that parallel queries fail.
    ...(machine.sharedMemoryBytes < GB && { dynamic_shared_memory_type: 'sysv' }),
  };
}

/** Settings as arguments of `postgres`. */
export function settingFlags(settings: Record<string, string>): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}

function megabytes(bytes: number): string {
  return `${Math.floor(bytes / MB)}MB`;
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

function totalBytes(folder: string): number {
  try {
    const { blocks, bsize } = statfsSync(folder);
    return blocks * bsize;
  } catch {
    return 0;
  }
}
