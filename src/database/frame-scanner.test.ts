import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FrameScanner, parseErrorResponse, rowsOfCommandTag } from './frame-scanner.ts';

interface Message {
  type: string;
  body: Buffer;
}

function frame({ type, body }: Message): Buffer {
  const header = Buffer.alloc(5);
  header.write(type, 'latin1');
  header.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([header, body]);
}

const body = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));
const message = fc.record({ type: fc.constantFrom(...'DDDDCEZNSA2'), body });

it('finds the same messages however the stream is split', () => {
  fc.assert(
    fc.property(
      fc.array(message),
      fc.array(fc.nat({ max: 40 })),
      fc.nat({ max: 9 }),
      (messages, sizes, rest) => {
        const stream = Buffer.concat(messages.map(frame));
        const found: [string, string][] = [];
        const scanner = new FrameScanner((type, bytes, start, end) =>
          found.push([String.fromCharCode(type), bytes.toString('hex', start, end)]),
        );
        let at = 0;
        for (const size of [...sizes, stream.length]) {
          const part = stream.subarray(at, at + size);
          // Behind the part is what an earlier, longer one has left there.
          const packet = Buffer.concat([part, Buffer.alloc(rest, 0x44)]);
          scanner.push(packet, part.length);
          // What the socket reads into next may be the same memory.
          packet.fill(0xff);
          at += size;
        }
        expect(found).toEqual(
          messages.filter(({ type }) => type !== 'D').map(({ type, body }) => [type, body.toString('hex')]),
        );
      },
    ),
    { numRuns: 300 },
  );
});

it('refuses what is not the protocol', () => {
  const scanner = new FrameScanner(() => {});
  expect(() => scanner.push(Buffer.from('HTTP\0\0\0\0\x01'))).not.toThrow();
  expect(() => new FrameScanner(() => {}).push(Buffer.from('E\0\0\0\x03'))).toThrow('length 3');
});

it.each([
  ['SELECT 20', 20],
  ['INSERT 0 1', 1],
  ['SELECT 1234567890', 1_234_567_890],
  ['BEGIN', 0],
  ['CREATE TABLE', 0],
])('reads the rows of %s', (tag, rows) => {
  const bytes = Buffer.from(`xx${tag}\0`);
  expect(rowsOfCommandTag(bytes, 2, bytes.length)).toBe(rows);
});

it('reads SQLSTATE and message of an error, and does not fall over a short one', () => {
  const bytes = Buffer.from('SERROR\0VERROR\0C22012\0Mdivision by zero: ½\0R\0\0');
  expect(parseErrorResponse(bytes, 0, bytes.length)).toEqual({
    sqlState: '22012',
    message: 'division by zero: ½',
  });
  expect(parseErrorResponse(Buffer.from('\0'), 0, 1)).toMatchObject({ sqlState: 'XX000' });
});
