import type { Duplex } from 'node:stream';
import { Client, type ClientConfig, type Connection, type Submittable } from 'pg';
import {
  type Completion,
  classifyError,
  type Operation,
  type OperationError,
  type Statement,
} from '../core/operation.ts';
import { simpleQuery } from './bind-encoder.ts';
import { type BackendKey, sendCancel } from './cancel.ts';
import {
  FrameScanner,
  firstColumn,
  frontendBound,
  parseErrorResponse,
  rowsOfCommandTag,
} from './frame-scanner.ts';
import { LeanSocket } from './lean-socket.ts';
import { QuerySteps, rollback } from './query-steps.ts';
import { applySessionSettings, type SessionSettings } from './session-settings.ts';
import type { StatementTally } from './statement-tally.ts';

export interface WireSessionOptions extends SessionSettings {
  readonly connection: ClientConfig;
  /** The statements of every query; an operation names a query by its index. Several run in a transaction. */
  readonly queries: readonly (readonly Statement[])[];
  /** From connecting until all statements are prepared; 10 s if left out. */
  readonly openLimitMs?: number;
  /** Where to count what was written; shared by connections. */
  readonly tally?: StatementTally | undefined;
}

/** The server would not prepare a statement; `cause` is pg's error with SQLSTATE and position. */
export class RefusedStatement extends Error {
  readonly query: number;
  readonly statement: number;

  constructor(query: number, statement: number, cause: Error) {
    super(cause.message, { cause });
    this.query = query;
    this.statement = statement;
  }
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
  readonly #scanner: FrameScanner;
  readonly #queries: readonly QuerySteps[];
  readonly #tally: StatementTally | undefined;
  /** Answers received so far, one a statement. */
  answers = 0;
  #done: Completion | undefined;
  #query = 0;
  #step = 0;
  #isRollingBack = false;
  #isAsking = false;
  #answer: string | null | undefined;
  #rows = 0;
  /** Of the current operation, by statement; copied to the tally when it is certain. */
  readonly #rowsByStatement: Float64Array;
  #error: OperationError | undefined;
  #cancelRequested = false;
  #closed = false;
  #lastSocketError = 'The server closed the connection.';
  readonly #written = (error?: Error | null): void => {
    if (error) this.#stream.destroy(error);
  };

  /** `lean` is the client's socket where that is one. */
  constructor(
    client: Client,
    queries: readonly QuerySteps[],
    { tally, lean }: { tally: StatementTally | undefined; lean: LeanSocket | undefined },
  ) {
    this.#client = client;
    this.#stream = client.connection.stream;
    this.#queries = queries;
    this.#tally = tally;
    this.#rowsByStatement = new Float64Array(Math.max(...queries.map(({ names }) => names.length)));
    const scanner = new FrameScanner((type, bytes, start, end) => this.#receive(type, bytes, start, end));
    this.#scanner = scanner;
    // Between operations the server is silent, so no half-parsed message is lost with pg's parser.
    const receive = (bytes: Buffer, size = bytes.length) => {
      try {
        scanner.push(bytes, size);
      } catch (error) {
        this.#stream.destroy(error as Error);
      }
    };
    if (lean) lean.handOver(receive);
    else {
      this.#stream.removeAllListeners('data');
      this.#stream.on('data', (chunk: Buffer) => receive(chunk));
    }
    this.#stream.on('error', (error: Error) => {
      this.#lastSocketError = `The connection broke: ${error.message}.`;
    });
    this.#stream.once('close', () => this.#lost());
  }

  get isOpen(): boolean {
    return !this.#closed && !this.#stream.destroyed;
  }

  encode(operation: Operation): void {
    this.#query = operation.query;
    this.#queries[operation.query]!.encode(operation.values);
  }

  execute(done: Completion): void {
    this.#done = done;
    this.#rows = 0;
    this.#error = undefined;
    this.#cancelRequested = false;
    this.#step = 0;
    this.#isRollingBack = false;
    if (this.isOpen) this.#send();
    else queueMicrotask(() => this.#fail());
  }

  /** Asks for one value, between operations; undefined when the connection does not answer with one. */
  ask(sql: string): Promise<string | null | undefined> {
    return new Promise((resolve) => {
      this.#answer = undefined;
      this.#scanner.reportsRows = true;
      this.#error = undefined;
      this.#isAsking = true;
      this.#done = (_, error) => {
        this.#scanner.reportsRows = false;
        this.#isAsking = false;
        resolve(error ? undefined : this.#answer);
      };
      if (this.isOpen) this.#write(simpleQuery(sql));
      else queueMicrotask(() => this.#fail());
    });
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

  #send(): void {
    this.#write(this.#queries[this.#query]!.steps[this.#step]!.message);
  }

  /**
   * Past the queue of the stream, whose bookkeeping costs some 0.3 microseconds a message: a session has one message
   * under way at a time. `buffer` is what Node itself says here for bytes; its types list encodings of text only.
   */
  #write(message: Buffer): void {
    this.#stream._write(message, 'buffer' as BufferEncoding, this.#written);
  }

  #receive(type: number, bytes: Buffer, start: number, end: number): void {
    switch (type) {
      case frontendBound.dataRow:
        this.#answer ??= firstColumn(bytes, start);
        break;
      case frontendBound.commandComplete:
        this.#countRows(rowsOfCommandTag(bytes, start, end));
        break;
      case frontendBound.errorResponse: {
        const { sqlState, message } = parseErrorResponse(bytes, start, end);
        this.#error ??= { class: classifyError(sqlState, message, this.#cancelRequested), sqlState, message };
        break;
      }
      case frontendBound.readyForQuery:
        this.answers++;
        this.#ready(bytes[start] === idleStatus);
        break;
      case frontendBound.copyInResponse:
        this.#stream.destroy(new Error('The statement waits for COPY data, which a load run has none of.'));
        break;
    }
  }

  #countRows(rows: number): void {
    this.#rows += rows;
    const statement = this.#queries[this.#query]!.statementAt(this.#step);
    if (statement >= 0) this.#rowsByStatement[statement] = rows;
  }

  /** A step has been answered; `isIdle` says that no transaction is open. */
  #ready(isIdle: boolean): void {
    if (this.#isAsking) this.#complete();
    else if (this.#error && !isIdle && !this.#isRollingBack) {
      this.#isRollingBack = true;
      this.#write(rollback);
    } else if (this.#error || ++this.#step === this.#queries[this.#query]!.steps.length) this.#complete();
    else this.#send();
  }

  #complete(): void {
    const done = this.#done;
    this.#done = undefined;
    if (this.#error) done?.(0, this.#error);
    else {
      if (this.#tally && !this.#isAsking) this.#addToTally(this.#tally);
      done?.(this.#rows);
    }
  }

  #addToTally({ rows }: StatementTally): void {
    const sums = rows[this.#query]!;
    for (let statement = 0; statement < sums.length; statement++) {
      sums[statement]! += this.#rowsByStatement[statement]!;
    }
  }

  /** The connection is lost while the operation's last message, its COMMIT if it has one, was on its way. */
  #addUncertain({ uncertain, uncertainRows }: StatementTally): void {
    const sums = uncertainRows[this.#query]!;
    const isSingle = sums.length === 1;
    for (let statement = 0; statement < sums.length; statement++) {
      sums[statement]! += isSingle ? 1 : this.#rowsByStatement[statement]!;
    }
    uncertain[this.#query]!++;
  }

  #lost(): void {
    this.#closed = true;
    const { steps } = this.#queries[this.#query]!;
    const mayHaveCommitted = this.#done && !this.#isAsking && !this.#error && this.#step === steps.length - 1;
    if (mayHaveCommitted && this.#tally) this.#addUncertain(this.#tally);
    this.#fail();
  }

  /** Without a connection. */
  #fail(): void {
    this.#error ??= {
      class: 'connection',
      sqlState: connectionFailure,
      message: this.#lastSocketError,
    };
    this.#complete();
  }
}

/**
 * Connects, applies the settings and prepares the statements. Throws pg's error if any of it fails, a
 * {@link RefusedStatement} for a statement; nothing is left open then.
 */
export async function openWireSession(options: WireSessionOptions): Promise<WireSession> {
  // TLS puts a stream of its own over the socket, which reads in its own way.
  const lean = options.connection.ssl ? undefined : new LeanSocket();
  const client = new Client({
    connectionTimeoutMillis: connectLimitMs,
    application_name: 'bench',
    keepAlive: true,
    ...options.connection,
    ...(lean && { stream: () => lean.socket }),
  });
  // pg throws in the process's face what nobody listens for; the session learns of it from the socket.
  client.on('error', () => {});
  // A network may stall at any point of this; pg's own limit ends with the log-in.
  const limit = setTimeout(
    () => client.connection.stream.destroy(new Error('timeout expired')),
    options.openLimitMs ?? defaultOpenLimitMs,
  );
  try {
    await client.connect();
    await applySessionSettings(client, options);
    const queries = options.queries.map((statements, query) => new QuerySteps(query, statements));
    for (const [query, statements] of options.queries.entries()) {
      for (const [index, { sql }] of statements.entries()) {
        await prepare(client, queries[query]!.names[index]!, sql).catch((error: Error) => {
          throw 'code' in error ? new RefusedStatement(query, index, error) : error;
        });
      }
    }
    return new WireSession(client, queries, { tally: options.tally, lean });
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  } finally {
    clearTimeout(limit);
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

/** ReadyForQuery's word for "no transaction is open". */
const idleStatus = 0x49; // I
const connectionFailure = '08006';
const connectLimitMs = 5000;
const defaultOpenLimitMs = 10_000;
const closeLimitMs = 500;
