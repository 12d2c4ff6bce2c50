/** Messages of the backend, as bytes. PostgreSQL manual, "Message Formats". */

function message(type: string, ...parts: readonly Buffer[]): Buffer {
  const head = Buffer.alloc(5);
  head.write(type, 'latin1');
  head.writeInt32BE(4 + parts.reduce((sum, part) => sum + part.length, 0), 1);
  return Buffer.concat([head, ...parts]);
}

const text = (value: string) => Buffer.from(`${value}\0`, 'utf8');

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

/** A column in text format, of type int4 or text. */
export interface Column {
  readonly name: string;
  readonly type: 'int4' | 'text';
}

const typeOids = { int4: 23, text: 25 } as const;
const typeSizes = { int4: 4, text: -1 } as const;

/** What "no encryption here" is in answer to SSLRequest and GSSENCRequest: not a message, one byte. */
export const noEncryption = Buffer.from('N');
export const authenticationOk = message('R', int32(0));
export const parseComplete = message('1');
export const bindComplete = message('2');
export const noData = message('n');
export const emptyQuery = message('I');

export function parameterStatus(name: string, value: string): Buffer {
  return message('S', text(name), text(value));
}

export function backendKeyData(processId: number, secret: number): Buffer {
  return message('K', int32(processId), int32(secret));
}

/** `T` within a transaction, `I` outside. */
export type TransactionStatus = 'I' | 'T';

const ready = { I: message('Z', Buffer.from('I')), T: message('Z', Buffer.from('T')) };

export function readyForQuery(status: TransactionStatus): Buffer {
  return ready[status];
}

export function parameterDescription(count: number): Buffer {
  return message('t', int16(count), ...new Array<Buffer>(count).fill(int32(typeOids.text)));
}

export function rowDescription(columns: readonly Column[]): Buffer {
  const fields = columns.flatMap(({ name, type }) => [
    text(name),
    int32(0),
    int16(0),
    int32(typeOids[type]),
    int16(typeSizes[type]),
    int32(-1),
    int16(0),
  ]);
  return message('T', int16(columns.length), ...fields);
}

export function dataRow(values: readonly string[]): Buffer {
  const fields = values.flatMap((value) => {
    const bytes = Buffer.from(value, 'utf8');
    return [int32(bytes.length), bytes];
  });
  return message('D', int16(values.length), ...fields);
}

export function commandComplete(tag: string): Buffer {
  return message('C', text(tag));
}

export function errorResponse(sqlState: string, problem: string): Buffer {
  const fields = ['SERROR', 'VERROR', `C${sqlState}`, `M${problem}`].map(text);
  return message('E', ...fields, Buffer.alloc(1));
}
