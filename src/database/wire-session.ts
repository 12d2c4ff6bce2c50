import type { Duplex } from 'node:stream';
import { Client, type ClientConfig, type Connection, type Submittable } from 'pg';
import { type Completion, classifyError, type Operation, type OperationError } from '../core/operation.ts';
import { BindEncoder } from './bind-encoder.ts';
import { type BackendKey, sendCancel } from './cancel.ts';
import { FrameScanner, frontendBound, parseErrorResponse, rowsOfCommandTag } from './frame-scanner.ts';
import { applySessionSettings, type SessionSettings } from './session-settings.ts';

export interface WireSessionOptions extends SessionSettings {
  readonly connection: ClientConfig;
  /** SQL texts with `$1`, `$2`, ... An operation names one by its index. */
  readonly statements: readonly string[];
}

/**
 * A connection that runs prepared statements and does nothing else: one write and one read an operation, rows
 * stepped over. `pg` makes the connection (address, TLS, authentication); then its parser, which would make an
 * object of every row and message, is unplugged from the socket and replaced by a {@link FrameScanner}.
 *
 * Fits the engine's `Session`. Use {@link openWireSession}.
 */
export class WireSession {
  readonly #client: Client;
  readonly #stream: Duplex;
  readonly #encoder: BindEncoder;
  #done: Completion | undefined;
  #rows = 0;
  #error: OperationError | undefined;
  #cancelRequested = false;
  #closed = false;
  #lastSocketError = 'The server closed the connection.';

  constructor(client: Client, statementNames: readonly string[]) {
    this.#client = client;
    this.#stream = client.connection.stream;
    this.#encoder = new BindEncoder(statementNames);
    const scanner = new FrameScanner((type, bytes, start, end) => this.#receive(type, bytes, start, end));
    // Between operations the server is silent, so no half-parsed message is lost with pg's parser.
    this.#stream.removeAllListeners('data');
    this.#stream.on('data', (chunk: Buffer) => {
      try {
        scanner.push(chunk);
      } catch (error) {
        this.#stream.destroy(error as Error);
      }
    });
    this.#stream.on('error', (error: Error) => {
      this.#lastSocketError = `The connection broke: ${error.message}.`;
    });
    this.#stream.once('close', () => this.#lost());
  }

  get isOpen(): boolean {
    return !this.#closed && !this.#stream.destroyed;
  }

  encode(operation: Operation): void {
    this.#encoder.encode(operation.query, operation.values);
  }

  execute(done: Completion): void {
    this.#done = done;
    this.#rows = 0;
    this.#error = undefined;
    this.#cancelRequested = false;
    if (this.isOpen) this.#stream.write(this.#encoder.message);
    else queueMicrotask(() => this.#lost());
  }

  async cancel(): Promise<void> {
    if (!this.#done || !this.isOpen) return;
    this.#cancelRequested = true;
    // Set by pg from BackendKeyData; not in its types.
    const key = this.#client as unknown as BackendKey;
    await sendCancel(this.#client, key);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    const closed = new Promise<void>((resolve) => this.#stream.once('close', resolve));
    // Terminate is only heard by an idle backend.
    if (this.#done) this.#stream.destroy();
    else void this.#client.end().catch(() => {});
    const limit = setTimeout(() => this.#stream.destroy(), closeLimitMs);
    await closed;
    clearTimeout(limit);
  }

  #receive(type: number, bytes: Buffer, start: number, end: number): void {
    switch (type) {
      case frontendBound.commandComplete:
        this.#rows += rowsOfCommandTag(bytes, start, end);
        break;
      case frontendBound.errorResponse: {
        const { sqlState, message } = parseErrorResponse(bytes, start, end);
        this.#error = { class: classifyError(sqlState, message, this.#cancelRequested), sqlState, message };
        break;
      }
      case frontendBound.readyForQuery:
        this.#complete();
        break;
      case frontendBound.copyInResponse:
        this.#stream.destroy(new Error('The statement waits for COPY data, which a load run has none of.'));
        break;
    }
  }

  #complete(): void {
    const done = this.#done;
    this.#done = undefined;
    if (this.#error) done?.(0, this.#error);
    else done?.(this.#rows);
  }

  #lost(): void {
    this.#closed = true;
    this.#error ??= {
      class: 'connection',
      sqlState: connectionFailure,
      message: this.#lastSocketError,
    };
    this.#complete();
  }
}

/**
 * Connects, applies the settings and prepares the statements. Throws pg's error, with SQLSTATE and position, if
 * any of it fails; nothing is left open then.
 */
export async function openWireSession(options: WireSessionOptions): Promise<WireSession> {
  const client = new Client({
    connectionTimeoutMillis: connectLimitMs,
    application_name: 'bench',
    keepAlive: true,
    ...options.connection,
  });
  // pg throws in the process's face what nobody listens for; the session learns of it from the socket.
  client.on('error', () => {});
  try {
    await client.connect();
    await applySessionSettings(client, options);
    const names = options.statements.map((_, index) => `bench_${index}`);
    for (const [index, text] of options.statements.entries()) await prepare(client, names[index]!, text);
    return new WireSession(client, names);
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
}

/** Parse + Sync, without running anything. */
function prepare(client: Client, name: string, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const parse: Submittable & { handleError: (error: Error) => void; handleReadyForQuery: () => void } = {
      submit(connection: Connection) {
        connection.parse({ name, text, types: [] }, true);
        connection.sync();
      },
      handleError: reject,
      handleReadyForQuery: resolve,
    };
    client.query(parse);
  });
}

const connectionFailure = '08006';
const connectLimitMs = 5000;
const closeLimitMs = 500;
