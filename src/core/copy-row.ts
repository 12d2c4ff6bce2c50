import { mix32 } from './random.ts';

// A row in PostgreSQL's binary COPY format: the number of fields in 2 bytes, then each field's length in 4 bytes (-1 for
// null) and its bytes. In all our tables the first field is the id: a uuid of 16 bytes or a bigint of 8.
// Source: PostgreSQL documentation, COPY, "Binary Format".

const idAt = 6;
const [uuidBytes, bigintBytes] = [16, 8];

/** Into how many parts a table's rows are dealt to tell which of them differ. */
export const rowParts = 4096;

/** The part of a row: by the last bits of its id, which look random in a uuid; numbers, which do not, are mixed. */
export function partOf(bytes: Uint8Array, start: number): number {
  const id = start + idAt;
  if (bytes[id - 1] === bigintBytes) {
    return mix32(mix32(int32At(bytes, id)) ^ int32At(bytes, id + 4)) & (rowParts - 1);
  }
  const last = id + uuidBytes - 1;
  return ((bytes[last - 1]! << 8) | bytes[last]!) & (rowParts - 1);
}

function int32At(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
}

/** The id as text. */
export function idOf(row: Uint8Array): string {
  const id = Buffer.from(row.buffer, row.byteOffset + idAt, row[idAt - 1]);
  if (id.length === bigintBytes) return String(id.readBigInt64BE(0));
  return id.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** The fields; null where the row has a null. */
export function fieldsOf(row: Uint8Array): (Buffer | null)[] {
  const bytes = Buffer.from(row.buffer, row.byteOffset, row.byteLength);
  let at = 2;
  return Array.from({ length: bytes.readInt16BE(0) }, () => {
    const length = bytes.readInt32BE(at);
    at += 4;
    if (length < 0) return null;
    at += length;
    return bytes.subarray(at - length, at);
  });
}
