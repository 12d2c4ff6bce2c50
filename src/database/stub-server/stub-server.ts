import { mkdtempSync, rmSync } from 'node:fs';
import type { ListenOptions } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { StubCounts } from './stub-listener.ts';
import type { StubCommand, StubReply, StubThreadData } from './stub-thread.ts';

export interface StubServerOptions {
  /**
   * How long the n-th operation (from 0, over all connections, in order of arrival) is in service, at most 65,536 of them:
   * then they come again. Without it operations are answered at once.
   */
  readonly serviceTimeMs?: (n: number) => number;
  /** Operations in service at a time; the others queue, first come, first served. 1 if left out. */
  readonly servers?: number;
  /** A Unix socket in a folder of its own (not on Windows), or a free port of the loopback interface. */
  readonly transport?: 'socket' | 'tcp';
  /** Compiled code of the thread, for those who run from the sources. */
  readonly thread?: URL;
}

/** Where pg finds the stub: any user, any database, no password. */
export interface StubAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
}

const serviceTimes = 65_536;
/** Only part of the socket's file name. */
const socketPort = 5432;
/** What fits into `sun_path` on every system. */
const longestSocketPath = 103;

/**
 * A server that speaks PostgreSQL's protocol and has no database behind it: every statement is answered at once, or after
 * a service time, with a single row. It shows what the client could do at most, has response times that theory knows,
 * and fails on demand. It runs in a thread of its own, so that it does not share the client's event loop.
 */
export class StubServer {
  readonly connection: StubAddress;
  readonly #worker: Worker;
  readonly #folder: string | undefined;
  readonly #asked: ((reply: StubReply) => void)[] = [];
  #failure: Error | undefined;
  #usedBefore: ReturnType<Worker['performance']['eventLoopUtilization']> | undefined;

  private constructor(worker: Worker, connection: StubAddress, folder: string | undefined) {
    this.#worker = worker;
    this.connection = connection;
    this.#folder = folder;
    worker.on('message', (reply: StubReply) => this.#asked.shift()?.(reply));
    worker.on('error', (error) => this.#fail(error as Error));
  }

  /** Starts it; rejects when it cannot listen. */
  static async start(options: StubServerOptions = {}): Promise<StubServer> {
    const { serviceTimeMs, servers = 1, thread = new URL('./stub-thread.js', import.meta.url) } = options;
    const defaultTransport = process.platform === 'win32' ? 'tcp' : 'socket';
    const isSocket = (options.transport ?? defaultTransport) === 'socket';
    const folder = isSocket ? socketFolder() : undefined;
    const address: ListenOptions = folder
      ? { path: join(folder, `.s.PGSQL.${socketPort}`) }
      : { host: '127.0.0.1', port: 0 };
    const serviceTimesMs = Float64Array.from({ length: serviceTimeMs ? serviceTimes : 0 }, (_, n) =>
      serviceTimeMs!(n),
    );
    const data: StubThreadData = { address, model: { serviceTimesMs, servers } };
    const worker = new Worker(thread, { workerData: data });
    const connection = { host: folder ?? '127.0.0.1', port: socketPort, user: 'stub', database: 'stub' };
    const starting = new StubServer(worker, connection, folder);
    try {
      const port = (await starting.#tell({ kind: 'listen' })) as number | undefined;
      if (port !== undefined) Object.assign(connection, { port });
      return starting;
    } catch (error) {
      await starting.close();
      throw error;
    }
  }

  /** From now on nothing is answered, and connections stay open; what is sent meanwhile arrives at {@link resume}. */
  async stall(): Promise<void> {
    await this.#tell({ kind: 'stall' });
  }

  async resume(): Promise<void> {
    await this.#tell({ kind: 'resume' });
  }

  /** From now on new connections are refused; those that there are live on. */
  async refuseConnections(): Promise<void> {
    await this.#tell({ kind: 'refuse' });
  }

  async acceptConnections(): Promise<void> {
    await this.#tell({ kind: 'listen' });
  }

  /** Closes the oldest connections, all if no limit is given, without a word; returns how many. */
  async closeConnections(limit = Number.POSITIVE_INFINITY): Promise<number> {
    return (await this.#tell({ kind: 'close-connections', limit })) as number;
  }

  async counts(): Promise<StubCounts> {
    return (await this.#tell({ kind: 'counts' })) as StubCounts;
  }

  /** Share of the time that its thread was busy since this was last asked, from 0 to 1. */
  utilization(): number {
    const now = this.#worker.performance.eventLoopUtilization();
    const { utilization } = this.#worker.performance.eventLoopUtilization(now, this.#usedBefore);
    this.#usedBefore = now;
    return utilization;
  }

  /** Ends it with all its connections. */
  async close(): Promise<void> {
    await this.#worker.terminate();
    this.#fail(new Error('the stub server was closed'));
    if (this.#folder) rmSync(this.#folder, { recursive: true, force: true });
  }

  #tell(command: StubCommand): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#failure) throw this.#failure;
      this.#asked.push((reply) => ('error' in reply ? reject(reply.error) : resolve(reply.value)));
      this.#worker.postMessage(command);
    });
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const answer of this.#asked.splice(0)) answer({ error });
  }
}

/** Private to this user. */
function socketFolder(): string {
  const long =
    Buffer.byteLength(join(tmpdir(), 'bench-stub-XXXXXX', `.s.PGSQL.${socketPort}`)) > longestSocketPath;
  return mkdtempSync(join(long ? '/tmp' : tmpdir(), 'bench-stub-'));
}
