import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findHolder } from './command-lock.ts';
import { attemptConnection, connectionTo } from './control-connection.ts';
import { type Instance, resolveInstance } from './instance.ts';
import { findPostmaster } from './postmaster.ts';
import { show } from './server.ts';
import { serverLogOf } from './server-log.ts';
import type { Lifetime } from './server-process.ts';

/** An embedded server as `bench server status` and `bench doctor` show it. */
export interface EmbeddedDescription {
  /** The folder with its data, its log and its socket: the default server's is the harness's home. */
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

/** Looks, and changes nothing. The default server, unless another is named. */
export async function describeEmbedded(
  home: string,
  { folder, dataFolder }: Pick<Instance, 'folder' | 'dataFolder'> = resolveInstance(home),
): Promise<EmbeddedDescription> {
  return {
    home: folder,
    dataFolder,
    logFile: serverLogOf(folder),
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

/** Disk space below a path: blocks in use, not lengths: PostgreSQL's files have holes. */
export function sizeOf(path: string): number {
  try {
    const found = lstatSync(path);
    const inside = found.isDirectory() ? readdirSync(path) : [];
    return inside.reduce((sum, name) => sum + sizeOf(join(path, name)), found.blocks * 512);
  } catch {
    return 0; // It vanished while we looked.
  }
}
