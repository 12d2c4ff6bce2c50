/**
 * Writes the messages that run one prepared statement, Bind + Execute + Sync, into one reused buffer, so that it is a
 * single write to the socket. Parameters and results are in text format. PostgreSQL manual, "Message Formats".
 */
export class BindEncoder {
  /** Bind's length, unnamed portal, statement name, "all parameters are text" and their number. */
  readonly #head: Buffer;
  /** Which of an operation's values the statement takes. */
  readonly #parameters: readonly number[];
  /** Begins with the head. */
  #buffer: Buffer;
  #message: Buffer;

  constructor(statementName: string, parameters: readonly number[]) {
    const count = Buffer.alloc(2);
    count.writeInt16BE(parameters.length);
    this.#head = Buffer.concat([Buffer.from(`B\0\0\0\0\0${statementName}\0\0\0`, 'utf8'), count]);
    this.#parameters = parameters;
    this.#buffer = this.#head;
    this.#message = this.#head.subarray(0, 0);
  }

  /** What to send; overwritten by the next {@link encode}. */
  get message(): Buffer {
    return this.#message;
  }

  encode(values: readonly (string | null)[]): void {
    this.#reserve(values);
    const buffer = this.#buffer;
    let at = this.#head.length;
    for (let i = 0; i < this.#parameters.length; i++) {
      const value = values[this.#parameters[i]!]!;
      if (value === null) {
        at = buffer.writeInt32BE(-1, at);
        continue;
      }
      const size = buffer.write(value, at + 4);
      buffer.writeInt32BE(size, at);
      at += 4 + size;
    }
    at = buffer.writeInt16BE(0, at); // all results are text
    buffer.writeInt32BE(at - 1, 1);
    at += executeAndSync.copy(buffer, at);
    // Most operations of a run are equally long: keep the view.
    if (this.#message.length !== at) this.#message = buffer.subarray(0, at);
  }

  #reserve(values: readonly (string | null)[]): void {
    let bytes = this.#head.length + 2 + executeAndSync.length;
    // UTF-8 takes at most 3 bytes for a UTF-16 code unit.
    for (let i = 0; i < this.#parameters.length; i++) {
      bytes += 4 + 3 * (values[this.#parameters[i]!]?.length ?? 0);
    }
    if (bytes <= this.#buffer.length) return;
    this.#buffer = Buffer.allocUnsafe(2 * bytes);
    this.#head.copy(this.#buffer);
    this.#message = this.#buffer.subarray(0, 0);
  }
}

/** Execute the unnamed portal without a row limit, then Sync. */
const executeAndSync = Buffer.from([0x45, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0x53, 0, 0, 0, 4]);

/** The message of the simple protocol for a statement without parameters. */
export function simpleQuery(sql: string): Buffer {
  const body = Buffer.from(`${sql}\0`, 'utf8');
  const message = Buffer.alloc(5);
  message.write('Q');
  message.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([message, body]);
}
