/**
 * Reads PostgreSQL's binary COPY format, written from the documentation and not from the encoder: a check of one by
 * the other. Source: PostgreSQL documentation, COPY, "Binary Format".
 */
export function readRows(data: Uint8Array): (Buffer | null)[][] {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  if (bytes.toString('latin1', 0, 11) !== 'PGCOPY\n\xff\r\n\0') throw new Error('no signature');
  if (bytes.readInt32BE(11) !== 0) throw new Error('flags');
  let at = 19 + bytes.readInt32BE(15);
  const rows: (Buffer | null)[][] = [];
  for (;;) {
    const columns = bytes.readInt16BE(at);
    at += 2;
    if (columns === -1) break;
    const row: (Buffer | null)[] = [];
    for (let column = 0; column < columns; column++) {
      const length = bytes.readInt32BE(at);
      at += 4;
      if (length < 0) row.push(null);
      else {
        if (at + length > bytes.length) throw new Error(`a field of ${length} bytes runs past the end`);
        row.push(bytes.subarray(at, at + length));
        at += length;
      }
    }
    rows.push(row);
  }
  if (at !== bytes.length) throw new Error(`${bytes.length - at} bytes after the trailer`);
  return rows;
}

function sized(bytes: Buffer, length: number): Buffer {
  if (bytes.length !== length) throw new Error(`${bytes.length} bytes where ${length} are due`);
  return bytes;
}

/** Fields by type. Timestamps are microseconds, dates days, both since 1970. */
export const readField = {
  uuid: (bytes: Buffer) =>
    sized(bytes, 16)
      .toString('hex')
      .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
  text: (bytes: Buffer) => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes),
  boolean: (bytes: Buffer) => sized(bytes, 1)[0] === 1,
  integer: (bytes: Buffer) => sized(bytes, 4).readInt32BE(0),
  date: (bytes: Buffer) => sized(bytes, 4).readInt32BE(0) + Date.UTC(2000, 0, 1) / 86_400_000,
  timestamp: (bytes: Buffer) => sized(bytes, 8).readBigInt64BE(0) + BigInt(Date.UTC(2000, 0, 1)) * 1000n,
  jsonb: (bytes: Buffer): unknown => {
    if (bytes[0] !== 1) throw new Error(`jsonb version ${bytes[0]}`);
    return JSON.parse(readField.text(bytes.subarray(1)));
  },
  textArray: (bytes: Buffer): string[] => {
    const dimensions = bytes.readInt32BE(0);
    if (bytes.readInt32BE(4) !== 0 || bytes.readInt32BE(8) !== 25) throw new Error('flags or element type');
    if (dimensions === 0) return sized(bytes, 12) && [];
    if (dimensions !== 1 || bytes.readInt32BE(16) !== 1) throw new Error('dimensions or lower bound');
    const values: string[] = [];
    let at = 20;
    for (let element = 0; element < bytes.readInt32BE(12); element++) {
      const length = bytes.readInt32BE(at);
      values.push(readField.text(bytes.subarray(at + 4, at + 4 + length)));
      at += 4 + length;
    }
    sized(bytes, at);
    return values;
  },
} as const;
