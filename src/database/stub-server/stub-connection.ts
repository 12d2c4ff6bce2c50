import type { Socket } from 'node:net';
import { type Answer, answerTo, stubVersion } from './answer.ts';
import {
  authenticationOk,
  backendKeyData,
  bindComplete,
  errorResponse,
  noEncryption,
  parameterDescription,
  parameterStatus,
  parseComplete,
  readyForQuery,
  type TransactionStatus,
} from './backend-messages.ts';
import { backendBound, FrontendScanner, textAt } from './frontend-scanner.ts';

/** What a connection needs of the server it belongs to. */
export interface StubHost {
  /**
   * An operation has arrived. Returns true if it is served at once; otherwise calls {@link StubConnection.served} with
   * its number later.
   */
  serve(connection: StubConnection, operation: number): boolean;
  /** A CancelRequest came for this backend. */
  cancel(processId: number, secret: number): void;
}

const requests = { ssl: 80877103, gssEncryption: 80877104, cancel: 80877102 } as const;

/** As PostgreSQL reports them; libpq wants to know some of them. */
const startupStatus: Readonly<Record<string, string>> = {
  server_version: stubVersion.text,
  server_encoding: 'UTF8',
  client_encoding: 'UTF8',
  DateStyle: 'ISO, MDY',
  TimeZone: 'UTC',
  integer_datetimes: 'on',
  standard_conforming_strings: 'on',
};

const unnamed = '';

/**
 * One connection of a stub: says what PostgreSQL would say, without looking at more than it must. Messages are answered
 * in batches, at Sync and at a simple query, and like a backend it reads the next one when this one is answered.
 *
 * An operation is a batch that executes a *named* statement, as a load does; it takes its service time. All else is
 * set-up and is answered at once.
 */
export class StubConnection {
  readonly processId: number;
  readonly secret: number;
  readonly socket: Socket;
  readonly #host: StubHost;
  readonly #scanner = new FrontendScanner();
  readonly #statements = new Map<string, Answer>();
  readonly #portals = new Map<string, { answer: Answer; isNamed: boolean }>();
  #replies: Buffer[] = [];
  #status: TransactionStatus = 'I';
  #isOperation = false;
  /** After an error everything up to Sync is passed over. */
  #isSkipping = false;
  #isBusy = false;
  /** Counts operations, so that the end of a cancelled one is not taken for that of the next. */
  #operation = 0;

  constructor(socket: Socket, processId: number, secret: number, host: StubHost) {
    this.socket = socket;
    this.processId = processId;
    this.secret = secret;
    this.#host = host;
    socket.on('data', (chunk: Buffer) => {
      this.#scanner.push(chunk);
      this.#read();
    });
    // Clients go as they like.
    socket.on('error', () => {});
  }

  /** The operation's time is over. */
  served(operation: number): void {
    if (!this.#isBusy || operation !== this.#operation) return;
    this.#isBusy = false;
    this.#send();
    this.#read();
  }

  /** Ends the running operation with an error instead of its answer. */
  cancel(): void {
    if (!this.#isBusy) return;
    this.#replies = [errorResponse('57014', 'canceling statement due to user request')];
    this.served(this.#operation);
  }

  #read(): void {
    try {
      if (!this.#isBusy) this.#scanner.drain((type, body) => this.#take(type, body));
    } catch {
      this.socket.destroy();
    }
  }

  /** Returns whether the next message may be read. */
  #take(type: number, body: Buffer): boolean {
    if (type === backendBound.startup) return this.#start(body);
    if (type === backendBound.sync) return this.#finishBatch();
    if (this.#isSkipping) return true;
    switch (type) {
      case backendBound.parse:
        this.#parse(body);
        break;
      case backendBound.bind:
        this.#bind(body);
        break;
      case backendBound.describe:
        this.#describe(body);
        break;
      case backendBound.execute:
        this.#execute(body);
        break;
      case backendBound.query:
        this.#query(textAt(body, 0).text);
        return this.#finishBatch();
      case backendBound.terminate:
        this.socket.end();
        return false;
    }
    return true;
  }

  #start(body: Buffer): boolean {
    switch (body.readInt32BE(0)) {
      case requests.ssl:
      case requests.gssEncryption:
        this.socket.write(noEncryption);
        return true;
      case requests.cancel:
        this.#host.cancel(body.readInt32BE(4), body.readInt32BE(8));
        this.socket.end();
        return false;
    }
    this.#scanner.isStarted = true;
    this.#replies.push(
      authenticationOk,
      ...Object.entries(startupStatus).map(([name, value]) => parameterStatus(name, value)),
      backendKeyData(this.processId, this.secret),
    );
    return this.#finishBatch();
  }

  #parse(body: Buffer): void {
    const name = textAt(body, 0);
    this.#statements.set(name.text, answerTo(textAt(body, name.next).text));
    this.#replies.push(parseComplete);
  }

  #bind(body: Buffer): void {
    const portal = textAt(body, 0);
    const { text: name } = textAt(body, portal.next);
    const answer = this.#statements.get(name);
    if (answer) {
      this.#portals.set(portal.text, { answer, isNamed: name !== unnamed });
      this.#replies.push(bindComplete);
    } else this.#refuse('26000', `prepared statement "${name}" does not exist`);
  }

  #describe(body: Buffer): void {
    const isStatement = body[0] === 0x53; // S
    const { text: name } = textAt(body, 1);
    const answer = isStatement ? this.#statements.get(name) : this.#portals.get(name)?.answer;
    if (answer) {
      if (isStatement) this.#replies.push(parameterDescription(answer.parameters));
      this.#replies.push(answer.description);
    } else this.#refuse(isStatement ? '26000' : '34000', `"${name}" does not exist`);
  }

  #execute(body: Buffer): void {
    const { text: name } = textAt(body, 0);
    const portal = this.#portals.get(name);
    if (portal) {
      if (portal.isNamed) this.#isOperation = true;
      this.#status = portal.answer.status ?? this.#status;
      this.#replies.push(portal.answer.result);
    } else this.#refuse('34000', `portal "${name}" does not exist`);
  }

  #query(sql: string): void {
    const answer = answerTo(sql);
    this.#status = answer.status ?? this.#status;
    if (answer.hasRows) this.#replies.push(answer.description);
    this.#replies.push(answer.result);
  }

  #refuse(sqlState: string, problem: string): void {
    this.#replies.push(errorResponse(sqlState, problem));
    this.#isSkipping = true;
  }

  #finishBatch(): boolean {
    this.#isSkipping = false;
    if (this.#isOperation) {
      this.#isOperation = false;
      this.#isBusy = !this.#host.serve(this, ++this.#operation);
    }
    if (!this.#isBusy) this.#send();
    return !this.#isBusy;
  }

  #send(): void {
    this.#replies.push(readyForQuery(this.#status));
    this.socket.write(Buffer.concat(this.#replies));
    this.#replies = [];
  }
}
