import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldsOf, idOf, partOf, rowParts } from './copy-row.ts';

/** A row of an id and a text, as COPY has it. */
function rowOf(id: Buffer): Buffer {
  const row = Buffer.alloc(2 + 4 + id.length + 4 + 2);
  row.writeInt16BE(2, 0);
  row.writeInt32BE(id.length, 2);
  id.copy(row, 6);
  row.writeInt32BE(2, 6 + id.length);
  row.write('xy', 10 + id.length);
  return row;
}

function bigintId(id: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(id);
  return bytes;
}

describe('an id', () => {
  it('is a uuid where it has 16 bytes, and its part is its last 12 bits', () => {
    const row = rowOf(Buffer.from('00112233445566778899aabbccddeeff', 'hex'));
    expect(idOf(row)).toBe('00112233-4455-6677-8899-aabbccddeeff');
    expect(partOf(row, 0)).toBe(0xeff);
    expect(fieldsOf(row)[1]!.toString()).toBe('xy');
  });

  it('is a number where it has 8 bytes', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (id) => {
        const row = rowOf(bigintId(id));
        expect(idOf(row)).toBe(String(id));
        const shifted = Buffer.concat([Buffer.alloc(3), row]);
        expect(partOf(shifted, 3)).toBe(partOf(row, 0));
      }),
    );
  });
});

it.each<[string, (n: number) => bigint]>([
  ['without gaps', (n) => BigInt(n + 1)],
  ['in steps of 2^30', (n) => BigInt(n + 1) * 2n ** 30n],
  ['with a few parts each', (n) => BigInt(n >> 2) * 2n ** 30n + BigInt(n & 3)],
])('deals numbers %s evenly to all parts', (_, idAt) => {
  const counts = new Uint32Array(rowParts);
  const perPart = 50;
  for (let n = 0; n < rowParts * perPart; n++) counts[partOf(rowOf(bigintId(idAt(n))), 0)]!++;
  // Seven standard deviations of a Poisson count.
  const tolerance = 7 * Math.sqrt(perPart);
  expect(Math.min(...counts)).toBeGreaterThan(perPart - tolerance);
  expect(Math.max(...counts)).toBeLessThan(perPart + tolerance);
});
