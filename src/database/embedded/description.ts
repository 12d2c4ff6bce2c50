import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findPlatformPackage } from './binaries.ts';
import { dataFolderOf } from './cluster.ts';
import { findHolder } from './command-lock.ts';
import { attemptConnection, connectionTo } from './control-connection.ts';
import { findPostmaster } from './postmaster.ts';
import { show } from './server.ts';
import { serverLogOf } from './server-log.ts';
import type { Lifetime } from './server-process.ts';

/** The embedded server as `bench server status` and `bench doctor` show it. */
export interface EmbeddedDescription {
  readonly home: string;
  readonly dataFolder: string;
  readonly logFile: string;
  /** Disk space of the data folder; 0 before the first start. */
  readonly sizeBytes: number;
  /** Undefined when no server runs. */
  readonly server: RunningServer | undefined;
}

export interface RunningServer {
  readonly pid: number;
  /** Undefined while it starts or stops. */
  readonly version: string | undefined;
  readonly lifetime: Lifetime | undefined;
  /** The command that has it: `bench run feed (pid 1234)`. */
  readonly usedBy: string | undefined;
}

/** Looks, and changes nothing. */
export async function describeEmbedded(home: string): Promise<EmbeddedDescription> {
  const dataFolder = dataFolderOf(home, findPlatformPackage().major);
  return {
    home,
    dataFolder,
    logFile: serverLogOf(home),
    sizeBytes: sizeOf(dataFolder),
    server: await describeServer(dataFolder),
  };
}

async function describeServer(dataFolder: string): Promise<RunningServer | undefined> {
  const postmaster = findPostmaster(dataFolder);
  if (!postmaster) return undefined;
  const unknown = { pid: postmaster.pid, version: undefined, lifetime: undefined, usedBy: undefined };
  const attempt = await attemptConnection(connectionTo(postmaster.socketFolder), 'bench status');
  if (attempt.state !== 'connected') return unknown;
  const { client } = attempt;
  try {
    return {
      pid: postmaster.pid,
      version: await show(client, 'server_version'),
      lifetime: (await show(client, 'bench.lifetime')) as Lifetime | undefined,
      usedBy: await findHolder(client),
    };
  } catch {
    return unknown; // It ended under us.
  } finally {
    await client.end().catch(() => {});
  }
}

/** Blocks in use, not lengths: PostgreSQL's files have holes. */
function sizeOf(path: string): number {
  try {
    const found = lstatSync(path);
    const inside = found.isDirectory() ? readdirSync(path) : [];
    return inside.reduce((sum, name) => sum + sizeOf(join(path, name)), found.blocks * 512);
  } catch {
    return 0; // It vanished while we looked.
  }
}
