import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { BenchError, environmentError } from '../../core/errors.ts';
import { describeHolder, lockQueue, tryLock, unlock } from './command-lock.ts';
import { attemptConnection, connectionTo, type EmbeddedConnection } from './control-connection.ts';
import type { Installation } from './installation.ts';
import { type InstanceRequest, resolveInstance } from './instance.ts';
import { installInstance, startInstance } from './instance-start.ts';
import { findPostmaster, stopPostmaster } from './postmaster.ts';
import { type StartedServer, show } from './server.ts';
import { serverLogOf } from './server-log.ts';
import type { Lifetime } from './server-process.ts';
import { socketFolderOf } from './socket-folder.ts';

const pollMs = 200;
/** A server that neither answers nor goes away for so long is nothing to wait for. */
const unreadyWithinMs = 120_000;
/** An owner locks its new server within milliseconds; one that is still free after this has lost its owner. */
const abandonedAfterMs = 2_000;

export interface AcquireOptions {
  readonly home: string;
  /** Another server than the default one. Each has its own lock: one command may hold several. */
  readonly instance?: InstanceRequest | undefined;
  /** The command, `run feed`, as others are told when they wait for it. */
  readonly command?: string;
  /** Called once, when another command has the server. */
  readonly onWait: (message: string) => void;
  /** Gives up; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** On top of the tuned settings, for a server that is started by this call. */
  readonly settings?: Record<string, string>;
}

/** The embedded server, ours alone until released. */
export interface EmbeddedServer {
  readonly connection: EmbeddedConnection;
  readonly lifetime: Lifetime;
  /** `18.4` */
  readonly version: string;
  readonly logFile: string;
  /** Stops the server if it was started for us, or else leaves it to the next command. */
  release(): Promise<void>;
}

/**
 * Starts the embedded server, or takes the one that `bench server start` left running. One command at a time:
 * others wait. PostgreSQL itself keeps the order, by an advisory lock that we hold on a connection of its own.
 */
export async function acquireEmbedded(options: AcquireOptions): Promise<EmbeddedServer> {
  const instance = resolveInstance(options.home, options.instance);
  const { client, connection, started } = await obtainServer(options, 'owned');
  const release = once(async () => {
    // The lock goes with the server, not before: nobody must start to use a server that is about to stop.
    if (started) await started.stop();
    await client.end().catch(() => {});
  });
  try {
    return {
      connection,
      lifetime: started ? 'owned' : 'persistent',
      version: (await show(client, 'server_version')) ?? '',
      logFile: serverLogOf(instance.folder),
      release,
    };
  } catch (error) {
    await release();
    throw error;
  }
}

interface Obtained {
  readonly connection: EmbeddedConnection;
  /** Holds the lock, unless a persistent server was started. */
  readonly client: Client;
  /** Undefined when the server ran before. */
  readonly started: StartedServer | undefined;
}

/** Starts a server of the given lifetime and, if it is owned, locks it; or locks a persistent one that runs. */
export async function obtainServer(options: AcquireOptions, lifetime: Lifetime): Promise<Obtained> {
  try {
    return await obtain(options, lifetime);
  } catch (error) {
    throw explainFileError(error, options.home);
  }
}

async function obtain(options: AcquireOptions, lifetime: Lifetime): Promise<Obtained> {
  const instance = resolveInstance(options.home, options.instance);
  const installation = await installInstance(options.home, instance);
  const applicationName = `bench ${options.command ?? 'command'} (pid ${process.pid})`;
  const abandonment = new Abandonment();
  let unreadySince: number | undefined;
  for (;;) {
    options.signal?.throwIfAborted();
    const connection = currentConnection(installation);
    const attempt = await attemptConnection(connection, applicationName);
    if (attempt.state === 'connected') {
      unreadySince = undefined;
      const taken = await takeOver(attempt.client, installation, options, abandonment);
      if (taken) return { client: attempt.client, connection, started: undefined };
    } else if (attempt.state === 'absent') {
      const started = await startInstance(instance, installation, { ...options, lifetime, applicationName });
      // A persistent one is started for others to take.
      const kept = started && (lifetime === 'persistent' || (await lockOwn(started, options)));
      if (kept) return { ...started, started };
    }
    unreadySince ??= performance.now();
    if (performance.now() - unreadySince > unreadyWithinMs) throw stuck(installation);
    await sleep(pollMs);
  }
}

/** Where a running server says it is, or where ours would be. */
function currentConnection({ home, dataFolder, identity }: Installation): EmbeddedConnection {
  return connectionTo(findPostmaster(dataFolder)?.socketFolder || socketFolderOf(home, identity.uid));
}

/** Another command may have been quicker to lock our new server; it lets go as soon as it sees that it is owned. */
async function lockOwn(started: StartedServer, { signal }: AcquireOptions): Promise<boolean> {
  try {
    await lockQueue(started.client, signal);
    return true;
  } catch (error) {
    await started.stop();
    if (signal?.aborted) throw error;
    return false;
  }
}

/** Waits for the lock on a server that others started. False when it is none to take: it ends, or we end it. */
async function takeOver(
  client: Client,
  installation: Installation,
  { onWait, signal }: AcquireOptions,
  abandonment: Abandonment,
): Promise<boolean> {
  let taken = false;
  try {
    if (!(await tryLock(client))) {
      abandonment.announce(onWait, await describeHolder(client));
      await lockQueue(client, signal);
    }
    taken = (await show(client, 'bench.lifetime')) === 'persistent';
    if (taken) return true;
    // Its owner was killed, or has not locked it yet. Never adopted: its supervisor may be stopping it.
    const instance = await show(client, 'bench.instance');
    await unlock(client);
    if (!abandonment.isCertain(instance)) return false;
    const postmaster = findPostmaster(installation.dataFolder);
    if (postmaster) await stopPostmaster(postmaster);
    return false;
  } catch (error) {
    if (signal?.aborted) throw error;
    return false; // The server ended under us.
  } finally {
    if (!taken) await client.end().catch(() => {});
  }
}

/** What a waiting command remembers between its attempts. */
class Abandonment {
  #announced = false;
  #instance: string | undefined;
  #sinceMs = 0;

  announce(onWait: (message: string) => void, holder: string): void {
    if (!this.#announced) onWait(`waiting for ${holder} to finish`);
    this.#announced = true;
  }

  /** Whether this same server has been without an owner for long enough. */
  isCertain(instance: string | undefined): boolean {
    if (instance !== this.#instance) {
      this.#instance = instance;
      this.#sinceMs = performance.now();
    }
    return instance !== undefined && performance.now() - this.#sinceMs > abandonedAfterMs;
  }
}

function stuck({ dataFolder, home }: Installation): Error {
  return environmentError(
    `another server has ${dataFolder}, and neither answers nor goes away`,
    `see ${serverLogOf(home)}, and the postgres processes of that folder`,
  );
}

/** A full disk, a missing permission: the machine's fault and not a bug of ours. */
function explainFileError(error: unknown, home: string): unknown {
  if (error instanceof BenchError || !(error as NodeJS.ErrnoException).syscall) return error;
  return environmentError(
    `cannot keep the embedded server in ${home}: ${(error as Error).message}`,
    'see that its disk has room and that you may write there, or name another folder in BENCH_HOME',
    error,
  );
}

function once(action: () => Promise<void>): () => Promise<void> {
  let result: Promise<void> | undefined;
  return () => (result ??= action());
}
