// A row in PostgreSQL's binary COPY format: the number of fields in 2 bytes, then each field's length in 4 bytes (-1 for
// null) and its bytes. In all our tables the first field is the id, of 16 bytes.
// Source: PostgreSQL documentation, COPY, "Binary Format".

const idAt = 6;
const idBytes = 16;

/** Into how many parts a table's rows are dealt to tell which of them differ. */
export const rowParts = 4096;

/** The part of a row: by the last bits of its id, which look random in every style of key. */
export function partOf(bytes: Uint8Array, start: number): number {
  const last = start + idAt + idBytes - 1;
  return ((bytes[last - 1]! << 8) | bytes[last]!) & (rowParts - 1);
}

/** The id as text. */
export function idOf(row: Uint8Array): string {
  const hex = Buffer.from(row.buffer, row.byteOffset + idAt, idBytes).toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
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
