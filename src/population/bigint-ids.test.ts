import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BigintSpace } from './bigint-ids.ts';
import { domainsOf } from './domains.ts';
import { FreshKeys, maxRun } from './fresh-keys.ts';
import { type EntityKind, entityKinds, firstFreshOrdinal } from './ids.ts';
import { World } from './world.ts';

const whole: readonly EntityKind[] = ['users', 'user_settings', 'posts', 'conversations', 'notifications'];
const split = entityKinds.filter((kind) => !whole.includes(kind));
const ordinal = fc.integer({ min: 0, max: firstFreshOrdinal - 1 });
const freshOrdinal = fc.integer({ min: firstFreshOrdinal, max: 2 ** 32 - 1 });
/** Parts are small; those of likes on comments have their first bit set besides. */
const part = fc.tuple(fc.nat(2 ** 29 - 1), fc.boolean()).map(([low, high]) => low + (high ? 2 ** 31 : 0));
const run = fc.integer({ min: 1, max: maxRun });

const idOf = (kind: EntityKind, ordinal: number, part: number) =>
  BigInt(new BigintSpace(kind).text(ordinal, part));

/** What an id is made of, by the layout that the class describes. */
function madeOf(kind: EntityKind, id: bigint): [ordinal: number, part: number] {
  if (id >= 2n ** 62n) return [firstFreshOrdinal + Number(id % 2n ** 30n), Number((id - 2n ** 62n) >> 30n)];
  if (whole.includes(kind)) return [Number(id) - 1, 0];
  const bits = Number(id % 2n ** 30n);
  return [Number(id >> 30n) - 1, (bits % 2 ** 29) + (bits >= 2 ** 29 ? 2 ** 31 : 0)];
}

it('are numbers of 8 bytes above 0, from which ordinal and part can be told, and so are distinct', () => {
  fc.assert(
    fc.property(fc.constantFrom(...split), ordinal, part, (kind, ordinal, part) => {
      const id = idOf(kind, ordinal, part);
      expect(madeOf(kind, id)).toEqual([ordinal, part]);
      expect(id > 0n && id < 2n ** 62n).toBe(true);
    }),
  );
  fc.assert(
    fc.property(fc.constantFrom(...whole), ordinal, (kind, ordinal) => {
      expect(idOf(kind, ordinal, 0)).toBe(BigInt(ordinal) + 1n);
    }),
  );
  fc.assert(
    fc.property(fc.constantFrom(...entityKinds), freshOrdinal, run, (kind, ordinal, run) => {
      const id = idOf(kind, ordinal, run);
      expect(madeOf(kind, id)).toEqual([ordinal, run]);
      expect(id > 2n ** 62n && id < 2n ** 63n).toBe(true);
    }),
  );
});

it('are the same as text and as bytes, of which there are 8', () => {
  const anyOf = fc.oneof(fc.tuple(ordinal, part), fc.tuple(freshOrdinal, run));
  fc.assert(
    fc.property(fc.constantFrom(...entityKinds), anyOf, (kind, [ordinal, part]) => {
      const space = new BigintSpace(kind);
      const bytes = Buffer.alloc(12, 0xee);
      space.write(ordinal, part, new DataView(bytes.buffer, bytes.byteOffset), 2);
      expect(String(bytes.readBigInt64BE(2))).toBe(space.text(ordinal, part));
      expect([bytes[0], bytes[1], bytes[10], bytes[11]]).toEqual([0xee, 0xee, 0xee, 0xee]);
      const text = Buffer.alloc(40, 0xee);
      const length = space.writeText(ordinal, part, text, 3);
      expect(text.toString('latin1', 3, 3 + length)).toBe(space.text(ordinal, part));
      expect([text[2], text[3 + length]]).toEqual([0xee, 0xee]);
    }),
  );
});

it('rise with ordinal and part, those of runs above all others and with the number of the run', () => {
  fc.assert(
    fc.property(ordinal, part, ordinal, part, (a, b, c, d) => {
      const less = a < c || (a === c && b < d);
      expect(idOf('likes', a, b) < idOf('likes', c, d)).toBe(less);
    }),
  );
  fc.assert(
    fc.property(freshOrdinal, run, freshOrdinal, run, (a, b, c, d) => {
      const less = b < d || (b === d && a < c);
      expect(idOf('posts', a, b) < idOf('posts', c, d)).toBe(less);
    }),
  );
});

describe('at the ends', () => {
  it.each<[EntityKind, number, number, string]>([
    ['users', 0, 0, '1'],
    ['users', firstFreshOrdinal - 1, 0, '3221225472'],
    ['users', firstFreshOrdinal, 1, '4611686019501129728'],
    ['likes', 0, 0, '1073741824'],
    ['likes', 0, 1, '1073741825'],
    ['likes', 0, 0x8000_0000, '1610612736'],
    ['likes', 1, 0, '2147483648'],
    ['likes', firstFreshOrdinal - 1, 0x9fff_ffff, '3458764514894282751'],
    ['likes', 2 ** 32 - 1, maxRun, '5188146770730811391'],
  ])('of %s, %i and %i is %s', (kind, ordinal, part, id) => {
    expect(new BigintSpace(kind).text(ordinal, part)).toBe(id);
  });
});

it('are those of no row where they are missing, and of runs where they are new', () => {
  const world = new World({ seed: 3, users: 50, keys: 'bigint' });
  const fresh = new FreshKeys({ run: 2, lane: 1, lanes: 4, nowMs: () => 0 });
  expect([fresh.draw(world.ids.likes), fresh.draw(world.ids.likes)].map(BigInt)).toEqual([
    2n ** 62n + 2n ** 31n + 1n,
    2n ** 62n + 2n ** 31n + 5n,
  ]);
  const random = { below: () => 17 } as never;
  expect(domainsOf(world)['post.id'].drawFrom('missing', random)).toBe(String(2 ** 31 + 18));
});
