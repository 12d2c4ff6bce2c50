const epochMs = Date.UTC(2000, 0, 1);
const dayMs = 86_400_000;

/** A field of a binary COPY row as a person reads it. `type` is as `format_type` prints it. */
export function fieldText(type: string, field: Buffer | null): string {
  if (field === null) return 'NULL';
  const read = readers[type.replace(/\(\d+\)$/, '')];
  return read && fits(type, field) ? read(field) : `\\x${field.toString('hex')}`;
}

const readers: Readonly<Record<string, (field: Buffer) => string>> = {
  uuid: (field) => field.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
  bigint: (field) => String(field.readBigInt64BE(0)),
  text: quoted,
  'character varying': quoted,
  boolean: (field) => String(field[0] === 1),
  integer: (field) => String(field.readInt32BE(0)),
  date: (field) => new Date(epochMs + field.readInt32BE(0) * dayMs).toISOString().slice(0, 10),
  'timestamp without time zone': timestamp,
  jsonb: (field) => field.toString('utf8', 1),
  'text[]': textArray,
};

const sizes: Readonly<Record<string, number>> = {
  uuid: 16,
  bigint: 8,
  boolean: 1,
  integer: 4,
  date: 4,
  'timestamp without time zone': 8,
};

function fits(type: string, field: Buffer): boolean {
  return sizes[type] === undefined || sizes[type] === field.length;
}

function quoted(field: Buffer): string {
  return JSON.stringify(field.toString('utf8'));
}

function timestamp(field: Buffer): string {
  const us = field.readBigInt64BE(0);
  const fraction = ((us % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const seconds = Number((us - fraction) / 1_000_000n);
  const date = new Date(epochMs + seconds * 1000);
  // Infinity, and years that JavaScript does not have.
  if (Number.isNaN(date.getTime())) return us > 0n ? 'infinity' : '-infinity';
  const text = date.toISOString().slice(0, 19).replace('T', ' ');
  return `${text}.${String(fraction).padStart(6, '0')}`;
}

function textArray(field: Buffer): string {
  if (field.readInt32BE(0) === 0) return '{}';
  const values: string[] = [];
  for (let at = 20; at < field.length; ) {
    const length = field.readInt32BE(at);
    at += 4;
    values.push(length < 0 ? 'NULL' : quoted(field.subarray(at, at + length)));
    at += Math.max(0, length);
  }
  return `{${values.join(', ')}}`;
}
