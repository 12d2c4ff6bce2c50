/** Message types of the backend, by their first byte. PostgreSQL manual, "Message Formats". */
export const frontendBound = {
  commandComplete: 0x43, // C
  dataRow: 0x44, // D
  errorResponse: 0x45, // E
  copyInResponse: 0x47, // G
  readyForQuery: 0x5a, // Z
} as const;

/** Called with a whole message: its body is `bytes` from `start` to `end`, valid during the call only. */
export type FrameHandler = (type: number, bytes: Buffer, start: number, end: number) => void;

const headerBytes = 5;
const nothing = Buffer.alloc(0);

/**
 * Cuts the backend's byte stream into messages, however it was split into packets. Rows are stepped over and
 * neither copied nor reported: the server counts them itself, in CommandComplete.
 */
export class FrameScanner {
  /** Whether rows are reported like any other message. */
  reportsRows = false;
  readonly #onFrame: FrameHandler;
  /** The beginning of a message whose rest is yet to come. */
  #held: Buffer = nothing;
  /** Bytes of a row yet to come. */
  #skip = 0;

  constructor(onFrame: FrameHandler) {
    this.#onFrame = onFrame;
  }

  /**
   * Takes the first `size` bytes, which may be overwritten after the call. Throws when they are not PostgreSQL's
   * protocol.
   */
  push(bytes: Buffer, size = bytes.length): void {
    if (this.#held.length > 0) {
      bytes = Buffer.concat([this.#held, bytes.subarray(0, size)]);
      size = bytes.length;
      this.#held = nothing;
    }
    let at = this.#skip;
    while (at + headerBytes <= size) {
      const type = bytes[at]!;
      const length = bytes.readInt32BE(at + 1);
      if (length < 4) throw new Error(`The server sent a message of type ${type} and length ${length}.`);
      const end = at + 1 + length;
      if (type !== frontendBound.dataRow || this.reportsRows) {
        if (end > size) break;
        this.#onFrame(type, bytes, at + headerBytes, end);
      }
      at = end;
    }
    this.#skip = Math.max(0, at - size);
    if (at < size) this.#held = Buffer.from(bytes.subarray(at, size));
  }
}

/**
 * The number of rows in a CommandComplete body: `SELECT 20`, `INSERT 0 1`; 0 for those without (`BEGIN`).
 * Read backwards from the closing zero byte, without making a string.
 */
export function rowsOfCommandTag(bytes: Buffer, start: number, end: number): number {
  let rows = 0;
  let unit = 1;
  for (let at = end - 2; at >= start; at--) {
    const digit = bytes[at]! - 0x30;
    if (digit < 0 || digit > 9) break;
    rows += digit * unit;
    unit *= 10;
  }
  return rows;
}

/** The first column of a DataRow body in text format; null is NULL. */
export function firstColumn(bytes: Buffer, start: number): string | null {
  const length = bytes.readInt32BE(start + 2);
  return length < 0 ? null : bytes.toString('utf8', start + 6, start + 6 + length);
}

/** The fields of an ErrorResponse that we use. */
export function parseErrorResponse(
  bytes: Buffer,
  start: number,
  end: number,
): { sqlState: string; message: string } {
  let sqlState = 'XX000';
  let message = 'The server reported an error without a message.';
  for (let at = start; at < end && bytes[at] !== 0; ) {
    const close = bytes.indexOf(0, at + 1);
    const text = bytes.toString('utf8', at + 1, close);
    if (bytes[at] === 0x43) sqlState = text; // C
    if (bytes[at] === 0x4d) message = text; // M
    at = close + 1;
  }
  return { sqlState, message };
}
