import { createServer, type ListenOptions, type Server, type Socket } from 'node:net';
import { systemClock } from '../../core/clock.ts';
import { preciseAlarm } from '../../core/precise-alarm.ts';
import { nsPerMs } from '../../core/units.ts';
import { Departures } from './departures.ts';
import { FifoQueue } from './fifo-queue.ts';
import { StubConnection, type StubHost } from './stub-connection.ts';

export interface StubModel {
  /** Service times in order of arrival, from the first again after the last; empty for answers at once. */
  readonly serviceTimesMs: Float64Array;
  /** Operations served at a time; the others queue. */
  readonly servers: number;
}

/** What has happened so far. */
export interface StubCounts {
  /** Open now, without cancel requests. */
  readonly connections: number;
  /** Accepted so far, without cancel requests. */
  readonly accepted: number;
  /** Arrived, whether answered or not. */
  readonly operations: number;
}

/** The stub itself: accepts connections, serves operations, and misbehaves when told to. Runs in any thread. */
export class StubListener implements StubHost {
  readonly #model: StubModel;
  readonly #queue: FifoQueue;
  /** Where operations take time. */
  readonly #departures: Departures | undefined;
  /** In order of acceptance. */
  readonly #connections = new Map<number, StubConnection>();
  #address: ListenOptions;
  #server: Server | undefined;
  #accepted = 0;
  #operations = 0;
  #isStalled = false;

  constructor(address: ListenOptions, model: StubModel) {
    this.#address = address;
    this.#model = model;
    this.#queue = new FifoQueue(model.servers);
    if (model.serviceTimesMs.length > 0)
      this.#departures = new Departures(() => systemClock.nowNs(), preciseAlarm);
  }

  get counts(): StubCounts {
    return {
      connections: this.#connections.size,
      accepted: this.#accepted,
      operations: this.#operations,
    };
  }

  /** Listens, again if it was refusing connections; returns the port if it has one. */
  listen(): Promise<number | undefined> {
    const server = createServer({ noDelay: true }, (socket) => this.#accept(socket));
    this.#server = server;
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#address, () => {
        const address = server.address();
        const port = address !== null && typeof address === 'object' ? address.port : undefined;
        // The same port the next time.
        if (port !== undefined) this.#address = { ...this.#address, port };
        resolve(port);
      });
    });
  }

  /** New connections are refused; those that there are live on. */
  refuse(): void {
    this.#server?.close();
    this.#server = undefined;
  }

  /** Like a network that swallows everything: connections stay open, what is sent piles up, nothing comes back. */
  stall(): void {
    this.#isStalled = true;
    this.#departures?.hold();
    for (const { socket } of this.#connections.values()) socket.pause();
  }

  /** Everything that was sent meanwhile arrives now. */
  resume(): void {
    this.#isStalled = false;
    for (const { socket } of this.#connections.values()) socket.resume();
    this.#departures?.release();
  }

  /** Closes the oldest connections without a word; returns how many. */
  closeConnections(limit: number): number {
    const closed = [...this.#connections.values()].slice(0, limit);
    for (const { socket, processId } of closed) {
      this.#connections.delete(processId);
      socket.destroy();
    }
    return closed.length;
  }

  serve(connection: StubConnection, operation: number): boolean {
    const { serviceTimesMs } = this.#model;
    const index = this.#operations++ % serviceTimesMs.length;
    if (!this.#departures) return true;
    const dueNs = this.#queue.departureNs(systemClock.nowNs(), serviceTimesMs[index]! * nsPerMs);
    this.#departures.add({ dueNs, connection, operation });
    return false;
  }

  cancel(processId: number, secret: number): void {
    const connection = this.#connections.get(processId);
    if (connection?.secret === secret) connection.cancel();
  }

  #accept(socket: Socket): void {
    const processId = ++this.#accepted;
    // Any number will do: nobody but the harness is at the other end.
    const connection = new StubConnection(socket, processId, processId * 7919, this);
    this.#connections.set(processId, connection);
    socket.on('close', () => this.#connections.delete(processId));
    if (this.#isStalled) socket.pause();
  }
}
