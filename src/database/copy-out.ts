import type { Client } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { ContentChecksum } from '../core/content-checksum.ts';

const headerBytes = 19;
const trailer = -1;

/**
 * Finds the rows in a binary COPY stream that arrives in pieces of any size.
 * Source: PostgreSQL documentation, COPY, "Binary Format".
 */
export class CopyRowScanner {
  readonly #onRow: (bytes: Uint8Array, start: number, end: number) => void;
  #rest: Buffer = Buffer.alloc(0);
  #isPastHeader = false;
  #isComplete = false;

  /** `onRow` gets each row with its field count and field lengths; the bytes are valid during the call only. */
  constructor(onRow: (bytes: Uint8Array, start: number, end: number) => void) {
    this.#onRow = onRow;
  }

  /** Whether the trailer has come: without it the stream was cut. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  push(piece: Buffer): void {
    const bytes = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece]);
    let at = 0;
    if (!this.#isPastHeader) {
      if (bytes.length < headerBytes) {
        this.#rest = bytes;
        return;
      }
      at = headerBytes + bytes.readInt32BE(headerBytes - 4);
      this.#isPastHeader = true;
    }
    for (let end = endOfRow(bytes, at); end !== undefined; end = endOfRow(bytes, at)) {
      if (end === trailer) {
        this.#isComplete = true;
        break;
      }
      this.#onRow(bytes, at, end);
      at = end;
    }
    this.#rest = bytes.subarray(at);
  }
}

/** Where the row that starts at `at` ends; undefined when more bytes are needed, -1 at the trailer. */
function endOfRow(bytes: Buffer, at: number): number | undefined {
  if (at + 2 > bytes.length) return undefined;
  const fields = bytes.readInt16BE(at);
  if (fields === -1) return trailer;
  at += 2;
  for (let field = 0; field < fields; field++) {
    if (at + 4 > bytes.length) return undefined;
    at += 4 + Math.max(0, bytes.readInt32BE(at));
  }
  return at <= bytes.length ? at : undefined;
}

/** Row count and checksum of a table as it is, in one pass over it. */
export async function checksumTable(
  client: Client,
  table: string,
  columns: readonly string[],
): Promise<ContentChecksum> {
  const checksum = new ContentChecksum();
  const scanner = new CopyRowScanner((bytes, start, end) => checksum.addRow(bytes, start, end));
  const stream = client.query(copyTo(`COPY ${table} (${columns.join(', ')}) TO STDOUT (FORMAT binary)`));
  for await (const piece of stream) scanner.push(piece as Buffer);
  if (!scanner.isComplete) throw new Error(`the COPY of ${table} ended before its trailer`);
  return checksum;
}
