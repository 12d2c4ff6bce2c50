import type { Client } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { ContentChecksum } from '../core/content-checksum.ts';
import { partOf, rowParts } from '../core/copy-row.ts';

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

type RowVisitor = (bytes: Uint8Array, start: number, end: number) => void;

/** Where the rows of a table are read, and their columns in the order in which they are wanted. */
export interface CopySource {
  table: string;
  columns: readonly string[];
}

/** Row count and checksum of a table as it is, in one pass over it. `onRows` is told now and then of rows read. */
export async function checksumTable(
  client: Client,
  source: CopySource,
  onRows: (rows: number) => void = () => {},
): Promise<ContentChecksum> {
  const checksum = new ContentChecksum(rowParts);
  let told = 0;
  let read = 0;
  const addRow: RowVisitor = (bytes, start, end) => {
    read++;
    checksum.addRow(bytes, start, end, partOf(bytes, start));
  };
  const onPiece = () => {
    onRows(read - told);
    told = read;
  };
  await copyOut(client, wholeTable(source), addRow, onPiece);
  return checksum;
}

/** The rows of some parts of a table, each in memory of its own. */
export async function rowsOfParts(
  client: Client,
  source: CopySource,
  parts: ReadonlySet<number>,
): Promise<Uint8Array[]> {
  const rows: Uint8Array[] = [];
  await copyOut(client, wholeTable(source), (bytes, start, end) => {
    if (parts.has(partOf(bytes, start))) rows.push(new Uint8Array(bytes.subarray(start, end)));
  });
  return rows;
}

/** The rows of some ids, as far as they are there. */
export async function rowsOfIds(
  client: Client,
  { table, columns }: CopySource,
  ids: readonly string[],
): Promise<Uint8Array[]> {
  const rows: Uint8Array[] = [];
  // COPY takes no parameters; ids are digits and hyphens. The array is of whatever type the ids of the table are.
  const list = client.escapeLiteral(`{${ids.join(',')}}`);
  await copyOut(
    client,
    `(SELECT ${columns.join(', ')} FROM ${table} WHERE id = ANY (${list}))`,
    (bytes, start, end) => rows.push(new Uint8Array(bytes.subarray(start, end))),
  );
  return rows;
}

function wholeTable({ table, columns }: CopySource): string {
  return `${table} (${columns.join(', ')})`;
}

async function copyOut(
  client: Client,
  what: string,
  onRow: RowVisitor,
  onPiece: () => void = () => {},
): Promise<void> {
  const scanner = new CopyRowScanner(onRow);
  const stream = client.query(copyTo(`COPY ${what} TO STDOUT (FORMAT binary)`));
  for await (const piece of stream) {
    scanner.push(piece as Buffer);
    onPiece();
  }
  if (!scanner.isComplete) throw new Error(`the COPY of ${what} ended before its trailer`);
}

export async function countRows(client: Client, table: string): Promise<number> {
  const { rows } = await client.query<{ count: string }>(`SELECT count(*) AS count FROM ${table}`);
  return Number(rows[0]!.count);
}
