/**
 * Writes the messages that run a prepared statement, Bind + Execute + Sync, into one reused buffer, so that an
 * operation is a single write to the socket. Parameters and results are in text format.
 * PostgreSQL manual, "Message Formats".
 */
export class BindEncoder {
  /** Bind's length, unnamed portal, statement name and "all parameters are text", for every statement. */
  readonly #heads: readonly Buffer[];
  #buffer = Buffer.allocUnsafe(1024);
  #message = this.#buffer.subarray(0, 0);

  constructor(statementNames: readonly string[]) {
    this.#heads = statementNames.map((name) => Buffer.from(`B\0\0\0\0\0${name}\0\0\0`, 'utf8'));
  }

  /** What to send; overwritten by the next {@link encode}. */
  get message(): Buffer {
    return this.#message;
  }

  encode(statement: number, values: readonly (string | null)[]): void {
    const head = this.#heads[statement]!;
    this.#reserve(head, values);
    const buffer = this.#buffer;
    let at = head.copy(buffer);
    at = buffer.writeInt16BE(values.length, at);
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
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

  #reserve(head: Buffer, values: readonly (string | null)[]): void {
    let bytes = head.length + 4 + executeAndSync.length;
    // UTF-8 takes at most 3 bytes for a UTF-16 code unit.
    for (let i = 0; i < values.length; i++) bytes += 4 + 3 * (values[i]?.length ?? 0);
    if (bytes <= this.#buffer.length) return;
    this.#buffer = Buffer.allocUnsafe(2 * bytes);
    this.#message = this.#buffer.subarray(0, 0);
  }
}

/** Execute the unnamed portal without a row limit, then Sync. */
const executeAndSync = Buffer.from([0x45, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0x53, 0, 0, 0, 4]);
