import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import type { DatabaseConfig } from './database.ts';

/** A network between a client and the test server, on the loopback interface, that fails on demand. */
export class TestProxy {
  /** The database's, by way of the proxy. */
  readonly config: DatabaseConfig;
  /**
   * Asked with everything that a client sends. `cut` forwards it and breaks the client's connection before an answer
   * can come; `lose` breaks it without forwarding.
   */
  onSent: (bytes: Buffer) => 'forward' | 'cut' | 'lose' = () => 'forward';
  readonly #server: Server;
  readonly #target: string;
  readonly #pairs = new Set<readonly [client: Socket, server: Socket]>();
  #isStalled = false;

  private constructor(server: Server, target: DatabaseConfig) {
    this.#server = server;
    this.#target = join(target.host, `.s.PGSQL.${target.port}`);
    this.config = { ...target, host: '127.0.0.1', port: portOf(server) };
    server.on('connection', (client) => this.#join(client));
  }

  static async start(target: DatabaseConfig): Promise<TestProxy> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new TestProxy(server, target);
  }

  /** Forwards nothing any more and closes nothing, on connections to come as well. */
  stall(): void {
    this.#isStalled = true;
    for (const pair of this.#pairs) for (const socket of pair) socket.pause();
  }

  resume(): void {
    this.#isStalled = false;
    for (const pair of this.#pairs) for (const socket of pair) socket.resume();
  }

  /** Breaks all connections and refuses new ones. */
  async refuse(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.drop();
    await closed;
  }

  async accept(): Promise<void> {
    this.#server.listen(this.config.port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  /** Breaks all connections, at both ends. */
  drop(): void {
    for (const pair of this.#pairs) for (const socket of pair) socket.destroy();
  }

  async close(): Promise<void> {
    if (this.#server.listening) await this.refuse();
  }

  #join(client: Socket): void {
    const server = connect(this.#target);
    const pair = [client, server] as const;
    this.#pairs.add(pair);
    for (const socket of pair) {
      socket.on('error', () => {});
      socket.on('close', () => {
        this.#pairs.delete(pair);
        // Whatever was sent before has been written: the end of one is the end of the other.
        for (const other of pair) other.destroySoon();
      });
    }
    server.on('data', (bytes) => client.write(bytes));
    client.on('data', (bytes) => {
      const fate = this.onSent(bytes);
      if (fate !== 'lose') server.write(bytes);
      if (fate !== 'forward') client.destroy();
    });
    if (this.#isStalled) for (const socket of pair) socket.pause();
  }
}

function portOf(server: Server): number {
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('The proxy does not listen.');
  return address.port;
}
