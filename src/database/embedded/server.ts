import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { BenchError, environmentError, exitCodes } from '../../core/errors.ts';
import {
  attemptConnection,
  connectionTo,
  type EmbeddedConnection,
  isRecovering,
} from './control-connection.ts';
import type { Installation } from './installation.ts';
import { removeStalePidFile } from './postmaster.ts';
import { ServerLog } from './server-log.ts';
import { type Lifetime, ServerProcess } from './server-process.ts';
import { inspectMachine, serverSettings, settingFlags } from './settings.ts';
import { ensureSocketFolder, socketFolderOf } from './socket-folder.ts';

/** Crash recovery after `kill -9` replays up to max_wal_size. */
const readyWithinMs = 60_000;
const pollMs = 20;

export interface StartOptions {
  readonly lifetime: Lifetime;
  readonly applicationName: string;
  /** On top of the tuned settings. */
  readonly settings?: Record<string, string>;
  readonly signal?: AbortSignal;
}

/** The server ended before it answered; `log` is what it said. */
export class StartFailure extends BenchError {
  readonly log: string;

  constructor(log: ServerLog) {
    super(exitCodes.environment, `the embedded server does not start: ${log.tail()}`, `see ${log.file}`);
    this.log = log.text();
  }
}

/** A server that we started, and the first connection to it. */
export interface StartedServer {
  readonly connection: EmbeddedConnection;
  readonly client: Client;
  stop(): Promise<void>;
}

/**
 * Starts the server and waits until it answers. Undefined when another server has the data folder, or had it
 * a moment ago and is not quite gone. Throws a BenchError with the end of the log when it fails to start.
 */
export async function startServer(
  installation: Installation,
  options: StartOptions,
): Promise<StartedServer | undefined> {
  const { home, dataFolder, identity, binaries } = installation;
  const socketFolder = socketFolderOf(home, identity.uid);
  ensureSocketFolder(socketFolder, identity);
  removeStalePidFile(dataFolder);
  // Tells our server from one that another command starts at the same moment.
  const instance = randomUUID();
  const settings = {
    ...serverSettings(inspectMachine(home)),
    ...options.settings,
    ...installation.settings,
    listen_addresses: '',
    unix_socket_directories: socketFolder,
    unix_socket_permissions: '0700',
    cluster_name: 'bench',
    'bench.lifetime': options.lifetime,
    'bench.instance': instance,
  };
  const log = new ServerLog(home);
  const command = [binaries.postgres, '-D', dataFolder, ...settingFlags(settings)];
  const server = new ServerProcess(command, options.lifetime, identity, log.descriptor);
  const connection = connectionTo(socketFolder);
  try {
    const client = await waitUntilReady(server, connection, instance, log, options);
    const stop = async () => server.stop((await isRecovering(connection)) ? 'now' : 'in order');
    return client && { connection, client, stop };
  } catch (error) {
    // It never was ready: there is nothing that it could lose.
    await server.stop('now');
    throw error;
  } finally {
    log.close();
  }
}

async function waitUntilReady(
  server: ServerProcess,
  connection: EmbeddedConnection,
  instance: string,
  log: ServerLog,
  { applicationName, signal }: StartOptions,
): Promise<Client | undefined> {
  for (
    const deadline = performance.now() + readyWithinMs;
    performance.now() < deadline;
    await sleep(pollMs)
  ) {
    signal?.throwIfAborted();
    if (server.hasExited) return explainExit(log);
    const attempt = await attemptConnection(connection, applicationName);
    if (attempt.state !== 'connected') continue;
    if ((await show(attempt.client, 'bench.instance')) === instance) return attempt.client;
    // Someone else was faster; ours is about to find out and exit.
    await attempt.client.end();
    await server.exited;
    return undefined;
  }
  throw environmentError(
    `the embedded server is not ready after ${readyWithinMs / 1000} s: ${log.tail()}`,
    `see ${log.file}`,
  );
}

/** An empty lock file is one that another server has just made: it is asked again, until the file is old enough to remove. */
const inUse = /lock file "[^"]+" (already exists|is empty)|pre-existing shared memory block/;

function explainExit(log: ServerLog): undefined {
  if (inUse.test(log.text())) return undefined;
  throw new StartFailure(log);
}

/** A setting of the server; undefined when it has none of this name, or is just ending. */
export async function show(client: Client, setting: string): Promise<string | undefined> {
  try {
    const { rows } = await client.query('SELECT current_setting($1, true) AS value', [setting]);
    return rows[0].value ?? undefined;
  } catch {
    return undefined;
  }
}
