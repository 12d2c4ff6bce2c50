import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ContentChecksum } from './content-checksum.ts';

const rows = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 20 });

function checksumOf(list: readonly Uint8Array[]): ContentChecksum {
  const checksum = new ContentChecksum();
  for (const row of list) checksum.addRow(row, 0, row.length);
  return checksum;
}

it('does not depend on the order of the rows, nor on how they were added up', () => {
  fc.assert(
    fc.property(rows, rows, (some, others) => {
      const whole = checksumOf([...some, ...others]);
      const summed = checksumOf(others.toReversed());
      summed.add(checksumOf(some));
      expect([summed.rows, summed.value]).toEqual([whole.rows, whole.value]);
    }),
  );
});

it('changes with any bit, with a row more and with a row cut in two', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.nat(), (row, seed) => {
      const changed = Uint8Array.from(row);
      changed[seed % row.length]! ^= 1 << (seed % 8);
      expect(checksumOf([changed]).value).not.toBe(checksumOf([row]).value);
      expect(checksumOf([row, row]).value).not.toBe(checksumOf([row]).value);
      expect(checksumOf([row.subarray(0, 1), row.subarray(1)]).value).not.toBe(checksumOf([row]).value);
    }),
  );
});

it('reads only the row it is given', () => {
  const bytes = Uint8Array.from([9, 1, 2, 3, 4, 5, 9]);
  const checksum = new ContentChecksum();
  checksum.addRow(bytes, 1, 6);
  expect(checksum.value).toBe(checksumOf([bytes.subarray(1, 6)]).value);
});

it('tells which parts differ, and adds up to the same whole', () => {
  const parted = (list: readonly Uint8Array[]) => {
    const checksum = new ContentChecksum(8);
    list.forEach((row, index) => {
      checksum.addRow(row, 0, row.length, index % 8);
    });
    return checksum;
  };
  const list = Array.from({ length: 20 }, (_, i) => Uint8Array.from([i, 1, 2, 3, 4]));
  const changed = list.with(13, Uint8Array.from([0]));
  const [one, other] = [parted(list), ContentChecksum.of(parted(changed).words)];
  expect(one.differences(other)).toEqual([5]);
  expect(one.differences(parted(list))).toEqual([]);
  expect(one.value).toBe(checksumOf(list).value);
  expect([one.rows, one.rowsIn(3), one.rowsIn(4)]).toEqual([20, 3, 2]);
});
