import fc from 'fast-check';
import { expect, it } from 'vitest';
import { World } from '../population/world.ts';
import { RowEncoder } from './row-encoder.ts';
import { readField, readRows } from './testing/binary-copy.ts';
import { encodeSample, sampleIds, sampleRow } from './testing/sample-row.ts';

function encoded(out: RowEncoder): Buffer {
  return out.bytes.subarray(0, out.length);
}

it('is read back as written, for every type, from however small a buffer', () => {
  fc.assert(
    fc.property(
      fc.array(sampleRow, { maxLength: 20 }),
      fc.integer({ min: 0, max: 4096 }),
      (rows, capacity) => {
        const out = new RowEncoder(capacity);
        out.header();
        for (const row of rows) encodeSample(row, out);
        out.trailer();
        const { uuid, text, boolean, date, timestamp, integer, jsonb, textArray } = readField;
        const readers = [uuid, text, text, boolean, date, timestamp, integer, jsonb, textArray];
        const read = readRows(encoded(out)).map((row) =>
          row.map((field, column) => (field === null ? null : readers[column]!(field))),
        );
        expect(read).toEqual(
          rows.map((row) => [
            row.uuid && sampleIds.text(...row.uuid),
            row.varchar,
            row.text,
            row.boolean,
            row.date,
            row.timestamp === null ? null : BigInt(row.timestamp),
            row.integer,
            row.jsonb === undefined ? null : row.jsonb,
            row.textArray,
          ]),
        );
      },
    ),
  );
});

it('starts over in the same memory', () => {
  const out = new RowEncoder();
  const write = () => {
    out.clear();
    out.header();
    out.row(1);
    out.text('again');
    out.trailer();
    return Buffer.from(encoded(out));
  };
  expect(write()).toEqual(write());
});

it('rounds times down to whole microseconds, also before the year 2000', () => {
  const out = new RowEncoder();
  out.header();
  const times = [0, 0.0019, 1.7e12 + 0.25, Date.UTC(1999, 11, 31, 23, 59, 59, 999) + 0.999];
  for (const time of times) {
    out.row(1);
    out.timestamp(time);
  }
  out.trailer();
  expect(readRows(encoded(out)).map(([field]) => readField.timestamp(field!))).toEqual([
    0n,
    1n,
    1_700_000_000_000_250n,
    946_684_799_999_999n,
  ]);
});

it('writes an address into text and JSON', () => {
  const out = new RowEncoder(16);
  out.header();
  out.row(2);
  out.url('media', sampleIds, 7, 3, '.jpg');
  out.openJsonb();
  out.append('["');
  out.appendUrl('media', sampleIds, 7, 3, '.jpg');
  out.append('"]');
  out.closeText();
  out.trailer();
  const url = `https://cdn.example.com/media/${sampleIds.text(7, 3)}.jpg`;
  const [row] = readRows(encoded(out));
  expect([readField.text(row![0]!), readField.jsonb(row![1]!)]).toEqual([url, [url]]);
});

it('writes ids of either width, and into JSON as PostgreSQL would', () => {
  const { ids } = new World({ seed: 1, users: 1, keys: 'bigint' });
  const out = new RowEncoder(16);
  out.header();
  out.row(3);
  out.id(sampleIds, 7, 3);
  out.id(ids.likes, 7, 3);
  out.openJsonb();
  out.append('[');
  out.appendJsonId(sampleIds, 7);
  out.append(', ');
  out.appendJsonId(ids.likes, 7);
  out.append(']');
  out.closeText();
  out.trailer();
  const [row] = readRows(encoded(out));
  expect(readField.uuid(row![0]!)).toBe(sampleIds.text(7, 3));
  expect(row![1]!.readBigInt64BE()).toBe(8n * 2n ** 30n + 3n);
  expect(row![1]).toHaveLength(8);
  expect(readField.jsonb(row![2]!)).toEqual([sampleIds.text(7), Number(8n * 2n ** 30n)]);
});

it('writes whole numbers as decimals', () => {
  const written = (value: number, places?: number) => {
    const out = new RowEncoder(1);
    out.appendDecimal(value, places);
    return encoded(out).toString();
  };
  expect([0, 7, -10, 2 ** 31].map((value) => written(value))).toEqual(['0', '7', '-10', '2147483648']);
  fc.assert(
    fc.property(fc.integer({ min: -1_800_000, max: 1_800_000 }), (value) => {
      expect(written(value, 4)).toBe((value / 10_000).toFixed(4));
    }),
  );
});
